//! A decision that came by 审批/<职务>/ (domain ruling 9.25): whether the role may, four eyes,
//! deputies, and what a decision must say. A name in a form is a claim that approves nothing.

use super::case::Case;
use crate::domain::approval::{Decision, Verdict};
use crate::domain::decimal::round6;
use crate::domain::name::fold;
use crate::policy::approvals::{ApartFrom, ApprovalRule};

/// Keys of the fields that a form's approval block has.
const VERDICT: &str = "approval";
const LIMIT: &str = "approved_limit";
const REASON: &str = "approval_reason";
const DAY: &str = "approved_on";

/// A matter that somebody decides.
pub(super) struct Matter<'a> {
    /// Kind of the policy's table 审批权限.
    pub kind: &'a str,
    /// Its row.
    pub rule: &'a ApprovalRule,
    /// Keys of the fields that say who prepared it, the surest first.
    pub preparers: &'a [&'a str],
    /// Verdicts that must be reasoned.
    pub reasoned: &'a [Verdict],
}

/// The decision of the record; none where it came by no approving role, or where something keeps
/// it from counting (then findings say what).
pub(super) fn decide(case: &mut Case<'_>, matter: &Matter<'_>) -> Option<Decision> {
    let clause = matter.rule.cite.clause.clone();
    let word = case.record.text(VERDICT).map(str::to_owned);
    let Some(dropped) = case.known.dropped.clone() else {
        if let Some(word) = &word {
            let roles = matter.rule.roles.join("、");
            let first = matter.rule.roles.first().map_or("", String::as_str);
            let cell = case.record.field(VERDICT).and_then(|f| f.cell);
            let place = cell.map_or_else(|| "签批栏".to_owned(), |c| c.to_string());
            let facts = [
                ("place", place.as_str()),
                ("word", word.as_str()),
                ("approvers", &roles),
                ("first", first),
            ];
            case.find("I-APPROVAL-CLAIM", VERDICT, &clause, &facts);
        }
        return None;
    };
    let organisation = &case.policy.organisation;
    let role = dropped.role.as_str();
    if !organisation.may(matter.rule, role) {
        let approvers = matter.rule.roles.join("、");
        let facts = [
            ("role", role),
            ("kind", matter.kind),
            ("approvers", &approvers),
            (
                "first",
                matter.rule.roles.first().map_or("", String::as_str),
            ),
            ("rule", &matter.rule.cite.line()),
        ];
        case.find("E-APPROVAL-ROLE", VERDICT, &clause, &facts);
        return None;
    }
    let Some(verdict) = word.as_deref().and_then(Verdict::of) else {
        case.find("E-APPROVAL-BLANK", VERDICT, &clause, &[("role", role)]);
        return None;
    };
    let reason = case.record.text(REASON).map(str::to_owned);
    let limit = case.record.number(LIMIT).map(round6);
    let lacks = match verdict {
        Verdict::Revised if limit.is_none() => Some((LIMIT, "批准额度")),
        verdict if reason.is_none() && matter.reasoned.contains(&verdict) => {
            Some((REASON, "审批理由"))
        }
        _ => None,
    };
    if let Some((key, what)) = lacks {
        let facts = [("word", verdict.words()), ("what", what), ("role", role)];
        case.find("E-APPROVAL-LACKS", key, &clause, &facts);
        return None;
    }
    let (compared, deputy) = told_apart(case, matter, role, dropped.owner.as_deref())?;
    Some(Decision {
        kind: matter.kind.to_owned(),
        verdict,
        limit_wan: limit.filter(|_| verdict == Verdict::Revised),
        reason,
        decided_on: case.record.date(DAY).unwrap_or(case.today),
        role: role.to_owned(),
        deputy,
        compared,
    })
}

/// Who approves, as far as it can be told, must be another than who prepared the form. Gives what
/// was compared, and the deputy who acts for the role; none where it is one person.
fn told_apart(
    case: &mut Case<'_>,
    matter: &Matter<'_>,
    role: &str,
    owner: Option<&str>,
) -> Option<(String, Option<String>)> {
    let organisation = &case.policy.organisation;
    let today = case.today;
    let owner = owner.map(|account| organisation.person_of(account));
    let holders: Vec<&str> = organisation.holders(role, today);
    let (whose, who) = match (&owner, holders.as_slice()) {
        (Some(owner), _) => ("文件所有者", owner.clone()),
        (None, [holder]) => ("制度里登记的任职人", (*holder).to_owned()),
        _ => ("", String::new()),
    };
    let acts = !who.is_empty()
        && !holders.iter().any(|h| fold(h) == fold(&who))
        && organisation
            .stands_in_for(&who, matter.kind, today)
            .iter()
            .any(|r| Some(r.name.as_str()) == organisation.role(role).map(|r| r.name.as_str()));
    let deputy = acts.then(|| who.clone());
    if matter.rule.apart_from == ApartFrom::Nobody {
        return Some(("制度不要求回避".to_owned(), deputy));
    }
    let prepared = prepared_by(case, matter);
    if prepared.is_empty() {
        let words = "表上没有写填表人,系统也没有提供交表文件的所有者,无从比对";
        return Some((words.to_owned(), deputy));
    }
    let named: Vec<String> = prepared
        .iter()
        .map(|(label, name)| format!("{label}「{name}」"))
        .collect();
    let named = named.join("、");
    if who.is_empty() {
        let words = format!("系统不提供文件所有者,无从与{named}比对,以审批文件夹的权限为准");
        return Some((words, deputy));
    }
    let same = prepared.iter().find(|(_, name)| fold(name) == fold(&who));
    if let Some((label, name)) = same {
        let facts = [
            ("label", label.as_str()),
            ("name", name.as_str()),
            ("whose", whose),
            ("kind", matter.kind),
        ];
        let clause = matter.rule.cite.clause.clone();
        case.find("E-APPROVAL-FOUR-EYES", VERDICT, &clause, &facts);
        return None;
    }
    Some((format!("{named}与{whose}「{who}」比对,不是同一人"), deputy))
}

/// Who prepared the form, each with what says so: the owners of the files that brought it, the
/// first first, then the name that the form itself gives.
fn prepared_by(case: &Case<'_>, matter: &Matter<'_>) -> Vec<(String, String)> {
    let organisation = &case.policy.organisation;
    let record = case.record;
    let on_file = case
        .known
        .record_on_file(&record.form.id, &record.key_text());
    let owners = on_file.map_or(&[][..], |on_file| on_file.owners.as_slice());
    let mut prepared: Vec<(String, String)> = owners
        .iter()
        .map(|owner| {
            let label = format!("交表文件(版本 {})的所有者", owner.version);
            (label, organisation.person_of(&owner.value))
        })
        .collect();
    let claim = matter.preparers.iter().find_map(|key| {
        let label = record.form.field(key)?.label.clone();
        Some((label, record.text(key)?.to_owned()))
    });
    prepared.extend(claim);
    prepared
}
