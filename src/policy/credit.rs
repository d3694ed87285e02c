//! The typed rules of the credit limit (domain section 4).

use super::Typing;
use super::cite::{Cite, Cited};
use super::kinds::banded::Band;
use super::scoring::rows;
use crate::domain::decimal::plain;
use rust_decimal::Decimal;

/// The key of the row for new customers on the sheet 信用额度.
pub const NEW_CUSTOMER: &str = "新客户";

/// The rules that give limit and terms.
#[derive(Debug, Clone, PartialEq)]
pub struct CreditRules {
    /// By grade.
    pub by_grade: Vec<CreditRow>,
    /// Factor by rate of timely collection.
    pub factors: Vec<FactorRow>,
    /// Days of a year in the sales method.
    pub year_days: Option<Cited<u32>>,
    /// Factor of the sales method where net assets are not known.
    pub na_missing_factor: Option<Cited<Decimal>>,
    /// Unit to which the limit is floored, in 万元.
    pub round_unit: Option<Cited<Decimal>>,
}

/// The credit of a grade.
#[derive(Debug, Clone, PartialEq)]
pub struct CreditRow {
    /// Grade, or [`NEW_CUSTOMER`].
    pub grade: String,
    /// Whether there is any credit at all.
    pub granted: bool,
    /// Risk coefficient.
    pub coefficient: Decimal,
    /// Payment terms in days.
    pub days: u32,
    /// Share of net assets, as a fraction.
    pub net_asset_share: Decimal,
    /// Cap in 万元.
    pub cap: Decimal,
    /// How it is paid, in words.
    pub payment: String,
    /// Its place.
    pub cite: Cite,
}

/// A factor by rate.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorRow {
    /// Rate as a fraction.
    pub band: Band,
    /// Factor.
    pub factor: Decimal,
    /// Its place.
    pub cite: Cite,
}

impl CreditRules {
    /// The row of a grade, or of new customers.
    pub fn row(&self, grade: &str) -> Option<&CreditRow> {
        self.by_grade.iter().find(|r| r.grade == grade)
    }
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> CreditRules {
    let factors = rows(typing, "回款系数", &[], |row| {
        let band = Band::read(row);
        let factor = row.number("系数").unwrap_or_default();
        FactorRow {
            band,
            factor,
            cite: row.cite(
                "系数",
                format!("回款率{} → {}", band.words("%"), plain(factor)),
            ),
        }
    });
    let table = typing.table("信用额度");
    let by_grade = table
        .map(|t| {
            t.readers()
                .map(|row| {
                    let grade = row.text("等级").to_owned();
                    let words = format!(
                        "{grade}:系数{}、{}天、净资产{}、封顶{}万元",
                        row.text("系数"),
                        row.text("信用天数"),
                        Some(row.text("净资产比例"))
                            .filter(|t| !t.is_empty())
                            .unwrap_or("不计"),
                        row.text("封顶"),
                    );
                    CreditRow {
                        granted: row.flag("授信"),
                        coefficient: row.number("系数").unwrap_or_default(),
                        days: row.integer("信用天数").unwrap_or_default(),
                        net_asset_share: row.share("净资产比例").unwrap_or_default(),
                        cap: row.number("封顶").unwrap_or_default(),
                        payment: row.text("结算方式").to_owned(),
                        cite: row.cite("系数", words),
                        grade,
                    }
                })
                .collect()
        })
        .unwrap_or_default();
    if let Some(table) = table {
        let needed = [NEW_CUSTOMER.to_owned()];
        let found = super::kinds::lookup::uncovered_problems(table, "等级", &needed);
        typing.add(found);
    }
    let (mut year_days, mut na_missing_factor, mut round_unit) = (None, None, None);
    typing.asking("参数", |ask| {
        year_days = Some(ask.integer("credit_year_days"));
        na_missing_factor = Some(ask.number("na_missing_factor"));
        round_unit = Some(ask.number("round_unit"));
    });
    CreditRules {
        by_grade,
        factors,
        year_days,
        na_missing_factor,
        round_unit,
    }
}
