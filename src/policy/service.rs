//! The typed rules of benefits, visits (clause 1.2.2) and written reports (clause 1.1.6).

use super::Typing;
use super::cite::{Cite, Cited};
use super::parse;
use super::table::RowReader;
use crate::calendar::{Calendar, Counted};
use crate::domain::review::CustomerClass;
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

/// Benefits, visits and reports.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceRules {
    /// By class and grade.
    pub benefits: Vec<BenefitRow>,
    /// How a visit's last day is found.
    pub visit_mode: Option<Cited<VisitMode>>,
    /// Below it a survey is reported, as a fraction.
    pub satisfaction_min: Option<Cited<Decimal>>,
    /// Whether what is left of the present period counts.
    pub visit_first_partial: bool,
    /// Months of written reports, by grade.
    pub report_cycles: Vec<ReportCycle>,
    /// The chain of a report, in order.
    pub report_chain: Vec<ChainRow>,
}

/// How a visit's last day is found (domain section 5, rule 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitMode {
    /// Once in each calendar quarter, half or year.
    Period,
    /// So many months after the last visit.
    Rolling,
}

/// How often someone visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitCycle {
    /// 季度.
    Quarter,
    /// 半年.
    HalfYear,
    /// 年.
    Year,
}

impl VisitCycle {
    /// Months of the cycle.
    pub fn months(self) -> u32 {
        match self {
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        }
    }

    /// The word of the JSON contract.
    pub fn id(self) -> &'static str {
        match self {
            Self::Quarter => "quarter",
            Self::HalfYear => "half_year",
            Self::Year => "year",
        }
    }

    /// The word of the table.
    pub fn words(self) -> &'static str {
        match self {
            Self::Quarter => "季度",
            Self::HalfYear => "半年",
            Self::Year => "年",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Quarter, Self::HalfYear, Self::Year]
            .into_iter()
            .find(|c| c.words() == word)
    }
}

/// A row of benefits.
#[derive(Debug, Clone, PartialEq)]
pub struct BenefitRow {
    /// Class.
    pub class: Option<CustomerClass>,
    /// Grade.
    pub grade: String,
    /// Rank, 1 first.
    pub rank: u32,
    /// Shipping.
    pub shipping: String,
    /// Price tier.
    pub price_tier: String,
    /// Who visits.
    pub visitors: Vec<String>,
    /// How often.
    pub cycle: Option<VisitCycle>,
    /// Warning to give where it is used.
    pub code: Option<String>,
    /// Its place.
    pub cite: Cite,
}

/// The months of a grade's reports.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportCycle {
    /// Grade.
    pub grade: String,
    /// Months, 1–12.
    pub months: Vec<u32>,
    /// Its place.
    pub cite: Cite,
}

/// One hop of the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainRow {
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// From when it counts.
    pub start: ChainStart,
    /// Days, counting the first; none where the source names none.
    pub days: Option<u32>,
    /// Working days instead of calendar days.
    pub workdays: bool,
    /// Its place.
    pub cite: Cite,
}

/// From when a hop counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainStart {
    /// Due on the month's last working day itself.
    MonthEnd,
    /// From that day of the following month.
    NextMonth(u32),
    /// From the day of receipt, itself included.
    Receipt,
}

impl ChainRow {
    /// When a report on the month that ends on `period_end` is handed on, if whoever hands it on has
    /// it since `received` (the month's end where nobody had it before); none where the policy
    /// names no days. The superior counts from his day of the following month, but not before the
    /// day after the report came (ruling 9.14, ambiguity 14).
    pub fn due(
        &self,
        calendar: &Calendar,
        period_end: NaiveDate,
        received: NaiveDate,
    ) -> Option<Counted> {
        let start = match self.start {
            ChainStart::MonthEnd => {
                let due = calendar.back(period_end);
                return Some(Counted {
                    start: due,
                    due,
                    days: Vec::new(),
                    rests: Vec::new(),
                    provisional: calendar.is_provisional(due, due),
                });
            }
            ChainStart::NextMonth(day) => {
                let first = period_end.checked_add_days(Days::new(u64::from(day.max(1))))?;
                first.max(received.succ_opt()?)
            }
            ChainStart::Receipt => received,
        };
        let days = self.days?;
        Some(if self.workdays {
            calendar.nth_from(start, days)
        } else {
            calendar.calendar_days_from(start, days)
        })
    }
}

impl ServiceRules {
    /// The benefits of class and grade.
    pub fn benefit(&self, class: CustomerClass, grade: &str) -> Option<&BenefitRow> {
        self.benefits
            .iter()
            .find(|b| b.class == Some(class) && b.grade == grade)
    }

    /// The report months of a grade.
    pub fn reports(&self, grade: &str) -> Option<&ReportCycle> {
        self.report_cycles.iter().find(|c| c.grade == grade)
    }
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> ServiceRules {
    let mut rules = ServiceRules {
        benefits: typing
            .table("优惠与回访")
            .map(|t| t.readers().map(|r| benefit(&r)).collect())
            .unwrap_or_default(),
        visit_mode: None,
        satisfaction_min: None,
        visit_first_partial: false,
        report_cycles: Vec::new(),
        report_chain: typing
            .table("报告链")
            .map(|t| t.readers().map(|r| chain(&r)).collect())
            .unwrap_or_default(),
    };
    if let Some(table) = typing.table("报告周期") {
        for row in table.readers() {
            let months = parse::months(row.text("月份")).unwrap_or_default();
            let grade = row.text("等级").to_owned();
            rules.report_cycles.push(ReportCycle {
                cite: row.cite("月份", format!("{grade}:{}月", row.text("月份"))),
                grade,
                months,
            });
        }
    }
    typing.asking("参数", |ask| {
        rules.visit_mode = Some(ask.choice(
            "visit_mode",
            &[("按周期", VisitMode::Period), ("滚动", VisitMode::Rolling)],
            VisitMode::Period,
        ));
        rules.satisfaction_min = Some(ask.share("satisfaction_min"));
        rules.visit_first_partial = ask.flag("visit_first_partial").value;
    });
    rules
}

fn benefit(row: &RowReader<'_>) -> BenefitRow {
    let class = [CustomerClass::Major, CustomerClass::General]
        .into_iter()
        .find(|c| c.words() == row.text("类别"));
    let grade = row.text("等级").to_owned();
    let words = format!(
        "{}{grade} → {}、{},{}每{}回访",
        row.text("类别"),
        row.text("发货"),
        row.text("价格"),
        row.text("回访人"),
        row.text("回访周期"),
    );
    BenefitRow {
        class,
        grade,
        rank: row.integer("次序").unwrap_or_default(),
        shipping: row.text("发货").to_owned(),
        price_tier: row.text("价格").to_owned(),
        visitors: row.words("回访人"),
        cycle: VisitCycle::parse(row.text("回访周期")),
        code: row.some_text("提醒代码"),
        cite: row.cite("次序", words),
    }
}

fn chain(row: &RowReader<'_>) -> ChainRow {
    let start = match row.text("起算") {
        "月末" => ChainStart::MonthEnd,
        "次月" => ChainStart::NextMonth(row.integer("起始日").unwrap_or(1).max(1)),
        _ => ChainStart::Receipt,
    };
    let days = row.integer("天数");
    let words = format!(
        "{}→{}:{}{}",
        row.text("由"),
        row.text("交给"),
        row.text("起算"),
        days.map(|d| format!("起{d}{}内", row.text("日类型")))
            .unwrap_or_default(),
    );
    ChainRow {
        from: row.text("由").to_owned(),
        to: row.text("交给").to_owned(),
        start,
        days,
        workdays: row.text("日类型") == "工作日",
        cite: row.cite("交给", words),
    }
}
