//! The typed rules of receivables: what counts as exposure (ruling 22), ageing buckets (ruling 23),
//! and which department chases what (clauses 2.3.4 to 2.3.6).

use super::Typing;
use super::cite::{Cite, Cited};
use super::kinds::{banded::Band, lookup};
use super::scoring::rows;
use rust_decimal::Decimal;

/// The rules of exposure, ageing and dunning.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivableRules {
    /// What may count as exposure.
    pub exposure: Vec<ExposureRow>,
    /// Ageing buckets by days overdue, in the table's order.
    pub buckets: Vec<BucketRow>,
    /// Who chases what.
    pub dunning: Vec<DunningRow>,
    /// Days after the due date that are still the normal collection period.
    pub normal_days: Option<Cited<u32>>,
    /// Days overdue from which a debt may be bad.
    pub bad_debt_days: Option<Cited<u32>>,
    /// A debt that is overdue for more days makes any contract a special one.
    pub block_days: Option<Cited<u32>>,
}

/// Something that may count as exposure.
#[derive(Debug, Clone, PartialEq)]
pub struct ExposureRow {
    /// The name that the program knows (`receivable`).
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Whether it counts.
    pub counts: bool,
    /// Whether it is taken off instead of added.
    pub deducted: bool,
    /// Its place.
    pub cite: Cite,
}

/// An ageing bucket.
#[derive(Debug, Clone, PartialEq)]
pub struct BucketRow {
    /// Label as printed.
    pub label: String,
    /// Days overdue on the as-of date; zero and less are not yet due.
    pub band: Band,
    /// Stage of clause 2.4.7(1).
    pub stage: String,
    /// Its place.
    pub cite: Cite,
}

/// Who chases a debt.
#[derive(Debug, Clone, PartialEq)]
pub struct DunningRow {
    /// How late.
    pub reach: DunningReach,
    /// Department.
    pub department: String,
    /// Its place.
    pub cite: Cite,
}

/// How late a debt is, as the clauses divide the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DunningReach {
    /// Overdue, within the normal collection period.
    Within,
    /// Beyond it.
    Beyond,
    /// So old that it may be bad.
    BadDebt,
}

impl DunningReach {
    const ALL: [Self; 3] = [Self::Within, Self::Beyond, Self::BadDebt];

    /// The word of the table.
    pub fn words(self) -> &'static str {
        match self {
            Self::Within => "正常收账期内",
            Self::Beyond => "超过正常收账期",
            Self::BadDebt => "坏账候选",
        }
    }
}

impl ReceivableRules {
    /// The bucket of so many days overdue.
    pub fn bucket(&self, days_overdue: i64) -> Option<&BucketRow> {
        let days = Decimal::from(days_overdue);
        self.buckets.iter().find(|b| b.band.contains(days))
    }

    /// Who chases a debt of so many days overdue; nobody before it is due. The last day of the
    /// normal period still belongs to it. A debt that may be bad is chased all the same.
    pub fn chaser(&self, days_overdue: i64) -> Option<&DunningRow> {
        let normal = self.normal_days.as_ref();
        match days_overdue {
            ..=0 => None,
            days if normal.is_some_and(|n| days > n.value.into()) => {
                self.reach(DunningReach::Beyond)
            }
            _ => self.reach(DunningReach::Within),
        }
    }

    /// Who takes a debt of so many days overdue for a bad one, from the policy's day on.
    pub fn bad_debt(&self, days_overdue: i64) -> Option<&DunningRow> {
        let from = self.bad_debt_days.as_ref()?;
        (days_overdue >= i64::from(from.value))
            .then(|| self.reach(DunningReach::BadDebt))
            .flatten()
    }

    fn reach(&self, reach: DunningReach) -> Option<&DunningRow> {
        self.dunning.iter().find(|r| r.reach == reach)
    }
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> ReceivableRules {
    let exposure = typing
        .table("敞口口径")
        .map(|t| {
            t.readers()
                .map(|r| ExposureRow {
                    id: r.text("代号").to_owned(),
                    name: r.text("项目").to_owned(),
                    counts: r.flag("计入"),
                    deducted: r.text("方向") == "减",
                    cite: r.cite(
                        "计入",
                        format!(
                            "{}:{}({})",
                            r.text("项目"),
                            r.text("计入"),
                            r.text("怎么算")
                        ),
                    ),
                })
                .collect()
        })
        .unwrap_or_default();
    let buckets = rows(typing, "账龄区间", &[], |r| {
        let band = Band::read(r);
        BucketRow {
            label: r.text("区间").to_owned(),
            stage: r.text("阶段").to_owned(),
            cite: r.cite(
                "区间",
                format!("逾期{} → {}", band.words("天"), r.text("区间")),
            ),
            band,
        }
    });
    let mut dunning = Vec::new();
    if let Some(table) = typing.table("催收分工") {
        let needed = DunningReach::ALL.map(|r| r.words().to_owned());
        typing.add(lookup::uncovered_problems(table, "范围", &needed));
        dunning = table
            .readers()
            .filter_map(|r| {
                let word = r.text("范围");
                Some(DunningRow {
                    reach: DunningReach::ALL.into_iter().find(|k| k.words() == word)?,
                    department: r.text("部门").to_owned(),
                    cite: r.cite("部门", format!("{word} → {}", r.text("部门"))),
                })
            })
            .collect();
    }
    let (mut normal_days, mut bad_debt_days, mut block_days) = (None, None, None);
    typing.asking("参数", |ask| {
        normal_days = Some(ask.integer("normal_collection_days"));
        bad_debt_days = Some(ask.integer("bad_debt_days"));
        block_days = Some(ask.integer("block_overdue_days"));
    });
    ReceivableRules {
        exposure,
        buckets,
        dunning,
        normal_days,
        bad_debt_days,
        block_days,
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::Policy;

    /// The edges of domain F8 (0, 30, 60, 90, 180), 2.3.4's 30 days and 2.3.5's 365.
    #[test]
    fn the_last_day_belongs_to_what_it_ends() {
        let rules = &Policy::built_in().receivables;
        let of = |days| {
            (
                rules.bucket(days).map(|b| b.label.as_str()),
                rules.chaser(days).map(|r| r.department.as_str()),
                rules.bad_debt(days).map(|r| r.department.as_str()),
            )
        };
        assert_eq!(of(0), (Some("未到期"), None, None));
        assert_eq!(of(1), (Some("1–30天"), Some("办事处"), None));
        assert_eq!(of(30), (Some("1–30天"), Some("办事处"), None));
        assert_eq!(of(31), (Some("31–60天"), Some("企划部"), None));
        assert_eq!(of(60), (Some("31–60天"), Some("企划部"), None));
        assert_eq!(of(91), (Some("91–180天"), Some("企划部"), None));
        assert_eq!(of(364), (Some("180天以上"), Some("企划部"), None));
        assert_eq!(of(365), (Some("180天以上"), Some("企划部"), Some("财务部")));
    }
}
