//! A policy workbook on its way through the flow: checked like any other file, and asked besides
//! whether it may take effect — its date, its version, who approves it, and four eyes.

use super::{Judged, Submission};
use crate::domain::cell::CellRef;
use crate::domain::known::KnownFacts;
use crate::domain::name::fold;
use crate::domain::review::{PolicyReview, Review};
use crate::domain::status::Status;
use crate::evaluate::examples;
use crate::findings::{Finding, FindingDraft};
use crate::grid::Workbook;
use crate::judged::{FieldReport, JudgedFile, JudgedRecord};
use crate::policy::approvals::{self, ApartFrom};
use crate::policy::checks::{missing_years, versions};
use crate::policy::parse;
use crate::policy::{self, Policy, PolicyDiff, Tables, diff, fingerprint};
use crate::validate::status_of;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Form id of policies.
pub const FORM: &str = "policy";
/// Title of the form.
pub const TITLE: &str = "制度参数";
const COVER: &str = "封面";

/// What a policy workbook is judged against, beside the policy in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyCase {
    /// How it came.
    pub way: Way,
    /// Policies that were put in force so far, in force or scheduled, in that order.
    pub adopted: Vec<Known>,
    /// Proposals that were checked and wait for approval, oldest first.
    pub proposals: Vec<Known>,
    /// The file's owner, where the system tells.
    pub owner: Option<String>,
}

/// How a policy came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Nobody asks for it to take effect (`check`).
    #[default]
    Checked,
    /// By 收件箱, by mending in 退回修改, or saved over 制度参数.xlsx.
    Proposed,
    /// By the folder of an approving role.
    Dropped {
        /// The role.
        role: String,
    },
}

/// A policy that is known already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Version on its cover.
    pub version: String,
    /// First day on which reviews go by it.
    pub effective: NaiveDate,
    /// [`fingerprint`] of its tables.
    pub fingerprint: String,
    /// Where it is found, in words (`档案号 12-1`).
    pub place: String,
}

/// The policy of a workbook, or everything that keeps it from taking effect: faults of its
/// tables, and example cases of its own that fail (domain ruling 9.26).
pub fn loaded(workbook: &Workbook) -> Result<Policy, Vec<Finding>> {
    let policy = policy::load(workbook)?;
    let failing = examples::problems(&policy);
    if failing.is_empty() {
        Ok(policy)
    } else {
        Err(failing)
    }
}

/// What differs between the policy in force and the tables of a workbook.
pub fn changes(in_force: &Policy, workbook: &Workbook) -> PolicyDiff {
    diff(&in_force.tables, &policy::load::read_tables(workbook).0)
}

/// Judges a policy workbook.
pub(super) fn judge(
    submission: Submission<'_>,
    workbook: Workbook,
    in_force: &Policy,
    today: NaiveDate,
    case: PolicyCase,
) -> Judged {
    let (tables, _) = policy::load::read_tables(&workbook);
    let mut findings = match loaded(&workbook) {
        Ok(policy) => {
            let mut notes = missing_years(&policy, today);
            notes.extend(policy.notes);
            notes
        }
        Err(findings) => findings,
    };
    let cover = Cover::of(&tables);
    let mark = fingerprint(&tables);
    let same = case.adopted.iter().find(|known| known.fingerprint == mark);
    let proposal = case.proposals.iter().rfind(|p| p.fingerprint == mark);
    let mut compared = String::new();
    let mut decision = "checked";
    let approvers = in_force.organisation.approvers(approvals::POLICY);
    if let Some(same) = same.filter(|_| case.way != Way::Checked) {
        decision = "same";
        findings.push(draft("I-POLICY-SAME", &cover, "版本", &[("place", &same.place)]).done());
    } else {
        if case.way != Way::Checked {
            findings.extend(out_of_order(&cover, &tables, &case.adopted, today));
        }
        match &case.way {
            Way::Checked => {}
            Way::Proposed => {
                decision = "proposed";
                let facts = [
                    ("file", submission.file_name),
                    ("version", cover.text("版本")),
                    ("effective", cover.text("生效日期")),
                    ("current", in_force.version()),
                    ("approvers", &approvers.join("、")),
                    ("first", approvers.first().copied().unwrap_or_default()),
                ];
                // What is refused waits for nobody.
                if status_of(&findings, false) != Status::Returned {
                    findings.push(Finding::draft("W-POLICY-PROPOSAL", &facts).done());
                }
            }
            Way::Dropped { role } => {
                decision = "approved";
                let (found, words) = approval(&cover, in_force, role, case.owner.as_deref());
                findings.extend(found);
                compared = words;
            }
        }
    }
    findings.sort_by(|a, b| (&a.sheet, a.cell, &a.code).cmp(&(&b.sheet, b.cell, &b.code)));
    let status = status_of(&findings, false);
    let review = (status != Status::Returned).then(|| {
        let changed = diff(&in_force.tables, &tables).row_count();
        Review::Policy(Box::new(PolicyReview {
            version: cover.text("版本").to_owned(),
            effective: cover.effective().unwrap_or_default(),
            decision: decision.to_owned(),
            role: match &case.way {
                Way::Dropped { role } => Some(role.clone()),
                _ => None,
            },
            approvers: approvers.iter().map(|a| (*a).to_owned()).collect(),
            compared,
            against: in_force.version().to_owned(),
            changed_rows: u32::try_from(changed).unwrap_or(u32::MAX),
            proposal: proposal.map(|p| p.place.clone()),
            fingerprint: mark,
        }))
    });
    let record = JudgedRecord {
        form: FORM.to_owned(),
        form_title: TITLE.to_owned(),
        sheet: COVER.to_owned(),
        row: None,
        status,
        customer: None,
        findings,
        fields: cover.reports(),
        review,
        carried_from: None,
    };
    Judged {
        file: JudgedFile {
            file: submission.file_name.to_owned(),
            status,
            findings: Vec::new(),
            records: vec![record],
            enclosed: Vec::new(),
        },
        known: KnownFacts {
            archive: case.way != Way::Checked,
            ..KnownFacts::default()
        },
        workbook: Some(workbook),
        policy_case: Some(case),
    }
}

/// The items of the cover with their cells.
struct Cover(Vec<(String, String, CellRef)>);

impl Cover {
    fn of(tables: &Tables) -> Self {
        let rows = tables.get(COVER).map(|table| {
            table
                .readers()
                .map(|r| {
                    let text = |header| r.text(header).to_owned();
                    (text("项目"), text("内容"), r.at("内容"))
                })
                .collect()
        });
        Self(rows.unwrap_or_default())
    }

    fn item(&self, name: &str) -> Option<&(String, String, CellRef)> {
        self.0.iter().find(|(item, ..)| item == name)
    }

    fn text(&self, name: &str) -> &str {
        self.item(name).map_or("", |(_, text, _)| text)
    }

    fn at(&self, name: &str) -> Option<CellRef> {
        self.item(name).map(|(.., at)| *at)
    }

    fn effective(&self) -> Option<NaiveDate> {
        parse::date(self.text("生效日期"))
    }

    /// What was read of the cover; the lines on how to use the workbook are no fields.
    fn reports(&self) -> Vec<FieldReport> {
        self.0
            .iter()
            .filter(|(item, ..)| !item.starts_with("用法"))
            .map(|(item, text, at)| FieldReport {
                label: item.clone(),
                cell: Some(*at),
                raw: Some(text.clone()).filter(|t| !t.is_empty()),
                value: Some(text.clone()).filter(|t| !t.is_empty()),
                unit: None,
                extra: false,
                line: None,
            })
            .collect()
    }
}

/// A finding at an item of the cover.
fn draft(code: &'static str, cover: &Cover, item: &str, facts: &[(&str, &str)]) -> FindingDraft {
    Finding::draft(code, facts)
        .at(COVER, cover.at(item))
        .of_field(item)
        .quoting(cover.text(item))
}

/// Whether version and date follow those of the policies so far. A date that is past would change
/// what reviews of that day went by, and they stay as they were.
fn out_of_order(
    cover: &Cover,
    tables: &Tables,
    adopted: &[Known],
    today: NaiveDate,
) -> Vec<Finding> {
    let version = cover.text("版本");
    let of = |version: &str, effective: NaiveDate| policy::Cover {
        version: version.to_owned(),
        effective,
        approver: String::new(),
        author: String::new(),
        change_note: String::new(),
    };
    let standing: Vec<policy::Cover> = adopted
        .iter()
        .map(|known| of(&known.version, known.effective))
        .collect();
    let mut found = Vec::new();
    if let Some(later) = adopted
        .iter()
        .find(|k| k.version != version && counts_down(&k.version, version))
    {
        let since = later.effective.to_string();
        let facts = [("other", later.version.as_str()), ("since", since.as_str())];
        found.push(draft("E-POLICY-VERSION-ORDER", cover, "版本", &facts).done());
    }
    let Some(effective) = cover.effective() else {
        return found;
    };
    let standing: Vec<&policy::Cover> = standing.iter().collect();
    found.extend(versions::problems(
        &of(version, effective),
        tables,
        &standing,
    ));
    if effective < today {
        // That it is past says all there is to say of the day.
        found.retain(|f| f.field.as_deref() != Some("生效日期"));
        let day = today.to_string();
        let facts = [("today", day.as_str())];
        found.push(draft("E-POLICY-PAST", cover, "生效日期", &facts).done());
    }
    found
}

/// Whether two versions are numbered alike (`2026-3`, `2026-2`) and the second is not the later.
fn counts_down(before: &str, after: &str) -> bool {
    let parts = |text: &str| -> (Vec<String>, Vec<u64>) {
        let mut words = vec![String::new()];
        let mut numbers: Vec<u64> = Vec::new();
        let mut in_number = false;
        for c in fold(text).chars() {
            match c.to_digit(10) {
                Some(digit) => {
                    if !in_number {
                        numbers.push(0);
                        words.push(String::new());
                    }
                    if let Some(number) = numbers.last_mut() {
                        *number = number.saturating_mul(10).saturating_add(u64::from(digit));
                    }
                }
                None => {
                    if let Some(word) = words.last_mut() {
                        word.push(c);
                    }
                }
            }
            in_number = c.is_ascii_digit();
        }
        (words, numbers)
    };
    let ((words_before, before), (words_after, after)) = (parts(before), parts(after));
    !before.is_empty() && words_before == words_after && after <= before
}

/// Whether the role may approve, and four eyes (domain ruling 9.25); with words on what was
/// compared.
fn approval(
    cover: &Cover,
    in_force: &Policy,
    role: &str,
    owner: Option<&str>,
) -> (Vec<Finding>, String) {
    let organisation = &in_force.organisation;
    let approvers = organisation.approvers(approvals::POLICY);
    let rule = organisation.approval(approvals::POLICY, "", Decimal::ZERO);
    let mut found = Vec::new();
    if !organisation.may_approve(approvals::POLICY, role) {
        let place = rule.map(|r| r.cite.line()).unwrap_or_default();
        let facts = [
            ("role", role),
            ("approvers", &approvers.join("、")),
            ("first", approvers.first().copied().unwrap_or_default()),
            ("current", in_force.version()),
            ("place", &place),
        ];
        found.push(Finding::draft("E-POLICY-ROLE", &facts).done());
    }
    if rule.is_none_or(|r| r.apart_from != ApartFrom::Author) {
        return (found, "现行制度不要求编制人与批准人分开".to_owned());
    }
    let author = cover.text("编制人");
    if author.is_empty() {
        found.push(draft("E-POLICY-NO-AUTHOR", cover, "编制人", &[]).done());
        return (found, String::new());
    }
    let owner = owner.map(|owner| organisation.person_of(owner));
    let named = Some(cover.text("批准人")).filter(|name| !name.is_empty());
    let (whose, who) = match (&owner, named) {
        (Some(owner), _) => ("文件所有者", owner.as_str()),
        (None, Some(named)) => ("封面所写的批准人", named),
        (None, None) => {
            found.push(draft("E-POLICY-NO-APPROVER", cover, "批准人", &[]).done());
            return (found, String::new());
        }
    };
    // The named approver is a claim; one that names the author is refused whoever owns the file.
    let alike = |name: &str| fold(name) == fold(author);
    let (whose, who) = match named {
        Some(named) if !alike(who) && alike(named) => ("封面所写的批准人", named),
        _ => (whose, who),
    };
    if alike(who) {
        let facts = [("author", author), ("whose", whose), ("who", who)];
        found.push(draft("E-POLICY-FOUR-EYES", cover, "编制人", &facts).done());
        return (found, String::new());
    }
    let words = format!("编制人「{author}」与{whose}「{who}」比对,不是同一人");
    (found, words)
}

#[cfg(test)]
mod tests {
    use super::{counts_down, loaded};
    use crate::flow::{NoArchive, Submission, answer, judge};
    use crate::grid::{self, Limits};
    use crate::policy::{Policy, Tables, fingerprint};
    use crate::render::policy_workbook;

    #[test]
    fn an_annotated_policy_is_still_that_policy() {
        let policy = Policy::built_in();
        let plans = policy_workbook::plans(&Tables::built_in());
        let bytes = crate::sheet::workbook(&plans).unwrap();
        let submission = Submission {
            file_name: "制度参数.xlsx",
            bytes: &bytes,
            office: "",
        };
        let today = "2026-06-10".parse().unwrap();
        let limits = Limits::default();
        let judged = judge(submission, policy, today, &limits, &NoArchive);
        assert!(judged.file.status.is_accepted(), "{:?}", judged.file);
        let answer = answer(submission, &judged, policy, today, Vec::new()).unwrap();
        let read = grid::read(answer.bytes(), "制度参数.xlsx", &limits).unwrap();
        assert_eq!(read.sheets.last().unwrap().name, "校验明细");
        let again = loaded(&read).unwrap();
        assert_eq!(fingerprint(&again.tables), fingerprint(&Tables::built_in()));
    }

    #[test]
    fn versions_numbered_alike_must_count_up() {
        assert!(counts_down("2026-3", "2026-2"));
        assert!(counts_down("v10", "v9"));
        assert!(counts_down("2026-3", "2026-03"));
        assert!(!counts_down("2026-2", "2026-3"));
        assert!(!counts_down("2026-9", "2026-10"));
        assert!(!counts_down("默认-1", "2026-1"));
        assert!(!counts_down("首版", "再版"));
    }
}
