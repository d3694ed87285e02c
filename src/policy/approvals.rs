//! Who approves what (sheet 审批权限): kinds of approval by role, amount and condition, and from
//! whom the approver must differ (four eyes, ruling 25).
//!
//! The words of the column 事项 are the only names of kinds that the program knows; who holds a
//! role, and who stands in for it, is the organisation's.

use super::Typing;
use super::cite::Cite;
use super::kinds::{banded::Band, lookup};
use super::organisation::{Organisation, Role};
use super::scoring::rows;
use super::table::RowReader;
use crate::domain::name::fold;
use crate::findings::Finding;
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The sheet.
const SHEET: &str = "审批权限";

/// Putting a policy in force (clause 2.3.1).
pub const POLICY: &str = "制度";
/// A contract beyond the credit range (clause 2.3.1(2)).
pub const SPECIAL_CONTRACT: &str = "特殊合同";
/// A limit set by hand, [`ABOVE_COMPUTED`] or [`ABOVE_CAP`] (domain section 4.2).
pub const LIMIT: &str = "额度";
/// Condition of [`LIMIT`]: above what the method gives.
pub const ABOVE_COMPUTED: &str = "高于计算额度";
/// Condition of [`LIMIT`]: above the grade's cap.
pub const ABOVE_CAP: &str = "高于封顶";
/// The half-yearly review of grade and limit (clause 2.4.5(3)).
pub const GRADE_CHANGE: &str = "升降级评审";
/// The year-end regrade (clause 1.2.3(2)).
pub const REGRADE: &str = "年终复评";
/// A class set by hand (ruling 7).
pub const CLASS: &str = "客户类别认定";
/// Which of two offices' forms of a customer stands (ruling 16).
pub const COLLISION: &str = "撞单";
/// A compensation, by amount (clause 3.3(2)1e).
pub const COMPENSATION: &str = "赔偿";
/// Exchange and compensation both.
pub const EXCHANGE_AND_COMPENSATION: &str = "换货并赔偿";

/// Kinds that the program asks for: each needs its row.
const KINDS: &[&str] = &[
    POLICY,
    SPECIAL_CONTRACT,
    LIMIT,
    GRADE_CHANGE,
    REGRADE,
    CLASS,
    COLLISION,
    COMPENSATION,
    EXCHANGE_AND_COMPENSATION,
];

/// The conditions by which matters of a kind are asked for; a kind that is not split has the
/// empty one.
pub fn conditions(kind: &str) -> &'static [&'static str] {
    match kind {
        LIMIT => &[ABOVE_COMPUTED, ABOVE_CAP],
        _ => &[""],
    }
}

/// From whom an approver must differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApartFrom {
    /// Who drew up the policy (the cover's 编制人).
    Author,
    /// The file's owner, else who filled in the form.
    Filler,
    /// Nobody.
    Nobody,
}

/// A row: who approves a kind of matter.
#[derive(Debug, Clone, PartialEq)]
pub struct ApprovalRule {
    /// Kind of matter ([`POLICY`] and the like).
    pub kind: String,
    /// Condition within the kind; empty where it is not split.
    pub condition: String,
    /// Amount in 万元.
    pub band: Band,
    /// Roles, any of which is enough; none where nobody has to approve.
    pub roles: Vec<String>,
    /// Whether a higher role with a folder 审批/<职务>/ may do it as well.
    pub higher: bool,
    /// Four eyes.
    pub apart_from: ApartFrom,
    /// Its place.
    pub cite: Cite,
}

impl Organisation {
    /// The row for a matter: of its kind, with that condition (empty where the kind is not split)
    /// and an amount in 万元 within its interval (zero where no amount is at stake).
    pub fn approval(
        &self,
        kind: &str,
        condition: &str,
        amount_wan: Decimal,
    ) -> Option<&ApprovalRule> {
        self.approvals
            .iter()
            .find(|r| r.kind == kind && r.condition == condition && r.band.contains(amount_wan))
    }

    /// Whether that role (by name or alias) may approve matters of that kind, whatever their
    /// condition and amount. For a matter at hand ask [`Organisation::approval`] and
    /// [`Organisation::may`].
    pub fn may_approve(&self, kind: &str, role: &str) -> bool {
        self.approvals
            .iter()
            .filter(|r| r.kind == kind)
            .any(|r| self.may(r, role))
    }

    /// Whether that role (by name or alias) may approve what the row governs.
    pub fn may(&self, rule: &ApprovalRule, role: &str) -> bool {
        let Some(role) = self.role(role) else {
            return false;
        };
        let named: Vec<&Role> = rule.roles.iter().filter_map(|r| self.role(r)).collect();
        let outranks = |other: &&Role| role.approves && role.level > other.level;
        named.iter().any(|r| r.name == role.name) || (rule.higher && named.iter().any(outranks))
    }

    /// The roles that may approve what the row governs, highest first: for messages.
    pub fn approvers_of(&self, rule: &ApprovalRule) -> Vec<String> {
        let mut roles: Vec<&Role> = self
            .roles
            .iter()
            .filter(|r| r.approves && self.may(rule, &r.name))
            .collect();
        roles.sort_by_key(|r| std::cmp::Reverse(r.level));
        roles.iter().map(|r| r.name.clone()).collect()
    }

    /// The roles that may approve matters of that kind, highest first: for messages.
    pub fn approvers(&self, kind: &str) -> Vec<&str> {
        let mut roles: Vec<&Role> = self
            .roles
            .iter()
            .filter(|r| self.may_approve(kind, &r.name))
            .collect();
        roles.sort_by_key(|r| std::cmp::Reverse(r.level));
        roles.iter().map(|r| r.name.as_str()).collect()
    }

    /// The roles for which a person stands in on a day in matters of that kind (代, ruling 14c).
    pub fn stands_in_for(&self, name: &str, kind: &str, on: NaiveDate) -> Vec<&Role> {
        let who = fold(name);
        self.deputies
            .iter()
            .filter(|d| fold(&d.name) == who && d.from <= on && d.until.is_none_or(|u| on <= u))
            .filter(|d| d.matters.is_empty() || d.matters.iter().any(|m| m == kind))
            .filter_map(|d| self.role(&d.role))
            .collect()
    }
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> Vec<ApprovalRule> {
    let rules = rows(typing, SHEET, &["事项", "情形"], rule);
    if let Some(table) = typing.table(SHEET) {
        let needed: Vec<String> = KINDS.iter().map(|k| (*k).to_owned()).collect();
        typing.add(lookup::uncovered_problems(table, "事项", &needed));
        let split: Vec<String> = conditions(LIMIT).iter().map(|c| (*c).to_owned()).collect();
        typing.add(lookup::uncovered_problems(table, "情形", &split));
        // A policy that nobody may change would stay for ever.
        if let Some(row) = table
            .readers()
            .find(|r| r.text("事项") == POLICY && r.text("批准人").is_empty())
        {
            let blank = Finding::draft("E-POLICY-BLANK", &[])
                .at(SHEET, Some(row.at("批准人")))
                .of_field("批准人")
                .done();
            typing.add(vec![blank]);
        }
    }
    rules
}

fn rule(row: &RowReader<'_>) -> ApprovalRule {
    let band = Band::read(row);
    let roles = row.words("批准人");
    let interval = match (band.lower, band.upper) {
        (None, None) => String::new(),
        _ => band.words("万元"),
    };
    let words = format!(
        "{}{}{interval} → {}",
        row.text("事项"),
        row.text("情形"),
        if roles.is_empty() {
            "不另批".to_owned()
        } else {
            roles.join("、")
        },
    );
    ApprovalRule {
        kind: row.text("事项").to_owned(),
        condition: row.text("情形").to_owned(),
        band,
        roles,
        higher: row.flag("上级可批"),
        apart_from: match row.text("回避") {
            "编制人" => ApartFrom::Author,
            "不要求" => ApartFrom::Nobody,
            _ => ApartFrom::Filler,
        },
        cite: row.cite("批准人", words),
    }
}
