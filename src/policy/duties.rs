//! The typed rules of what comes round by the calendar: oral and written reports, the monthly report
//! of contacts, surveys, trainings, the yearly look at the policy (clauses 1.1.4, 1.1.6(3), 1.2.3(1),
//! 2.3.3, 2.4.5(1), 3.2(1)).

use super::Typing;
use super::cite::{Cite, Cited};
use super::table::RowReader;

/// The rules.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyRules {
    /// Day of the week of the oral report, 1 = Monday.
    pub weekly_report_day: Cited<u32>,
    /// Whether the 业务员 reports in writing at every month's end, whatever grades ask for.
    pub monthly_staff_report: Cited<bool>,
    /// Who 主管上级 is.
    pub supervisor: Cited<String>,
    /// Day of the month until which last month's contacts are reported.
    pub contacts_day: Cited<u32>,
    /// Months of the opinion surveys, 1–12.
    pub survey_months: Cited<Vec<u32>>,
    /// Trainings a year.
    pub trainings: Cited<u32>,
    /// Month and day of the yearly look at the policy.
    pub policy_review: Cited<(u32, u32)>,
    /// So many days before its day a duty is listed as near.
    pub remind_days: Cited<u32>,
    /// Whether one visit together counts for each who is named.
    pub joint_visits: Cited<bool>,
    /// Who sees to what.
    pub owners: Vec<DutyOwner>,
}

/// What comes round for an office or the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recurring {
    /// 口头周报.
    WeeklyReport,
    /// 客户往来月报.
    Contacts,
    /// 客户意见调查.
    Survey,
    /// 风险培训.
    Training,
    /// 额度评审.
    CreditReview,
    /// 年终复评.
    Regrade,
    /// 办法复查.
    PolicyReview,
}

impl Recurring {
    /// Each with the word of the table.
    const WORDS: [(&'static str, Self); 7] = [
        ("口头周报", Self::WeeklyReport),
        ("客户往来月报", Self::Contacts),
        ("客户意见调查", Self::Survey),
        ("风险培训", Self::Training),
        ("额度评审", Self::CreditReview),
        ("年终复评", Self::Regrade),
        ("办法复查", Self::PolicyReview),
    ];
}

/// Who sees to it.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyOwner {
    /// What.
    pub what: Recurring,
    /// Role.
    pub role: String,
    /// Its place.
    pub cite: Cite,
}

impl DutyRules {
    /// Who sees to it; none where it is not to be listed.
    pub fn owner(&self, what: Recurring) -> Option<&DutyOwner> {
        self.owners.iter().find(|owner| owner.what == what)
    }
}

/// None where the sheet is missing, which the loader says.
pub(super) fn read(typing: &mut Typing<'_, '_>) -> Option<DutyRules> {
    let owners = typing
        .table("定期事项")
        .map(|table| table.readers().filter_map(|row| owner(&row)).collect())
        .unwrap_or_default();
    typing.asking("参数", |ask| DutyRules {
        weekly_report_day: ask.integer("weekly_report_dow"),
        monthly_staff_report: ask.flag("staff_report_monthly"),
        supervisor: ask.text("supervisor_role"),
        contacts_day: ask.integer("monthly_info_day"),
        survey_months: ask.months("survey_months"),
        trainings: ask.integer("training_per_year"),
        policy_review: ask.month_day("policy_review_md"),
        remind_days: ask.integer("visit_remind_days"),
        joint_visits: ask.flag("visit_joint_allowed"),
        owners,
    })
}

fn owner(row: &RowReader<'_>) -> Option<DutyOwner> {
    let word = row.text("事项");
    let (_, what) = Recurring::WORDS.into_iter().find(|(w, _)| *w == word)?;
    let role = row.text("谁办").to_owned();
    row.flag("列出").then(|| DutyOwner {
        what,
        cite: row.cite("谁办", format!("{word}:{role}")),
        role,
    })
}
