//! Which forms that grade customers wait, what an approval puts in force, and who first brought a
//! record (rulings 9.16, 9.25).

use super::sample::{day, folder, open, record, submission};
use crate::archive::{Archive, Submission, Wanted};
use crate::domain::approval::{Decision, Verdict};
use crate::domain::grading::{GradedCustomer, GradingReview, MatterAtHand, Outcome};
use crate::domain::known::{Exact, KnownFacts, RecordOnFile};
use crate::domain::review::Review;
use crate::judged::JudgedRecord;
use rust_decimal::Decimal;

const CUSTOMER: &str = "甲公司";

/// A review of 2026's first half that gives the customer a limit.
fn review(limit: i64, verdict: Option<Verdict>) -> JudgedRecord {
    let values = [
        ("period", "2026"),
        ("half", "上半年"),
        ("customer_name", CUSTOMER),
    ];
    let mut record = record("grade_change_review", &values);
    let outcome = match verdict {
        None => Outcome::Proposed,
        Some(Verdict::Refused) => Outcome::Rejected,
        Some(_) => Outcome::Approved,
    };
    let approved = outcome == Outcome::Approved;
    record.review = Some(Review::Grading(Box::new(GradingReview {
        outcome,
        decision: verdict.map(|verdict| Decision {
            kind: "升降级评审".into(),
            verdict,
            limit_wan: None,
            reason: None,
            decided_on: day("2026-07-02"),
            role: "主管副总经理".into(),
            deputy: None,
            compared: String::new(),
        }),
        approvers: Vec::new(),
        matter: Some(MatterAtHand {
            kind: "升降级评审".into(),
            condition: String::new(),
            amount_wan: Exact(Decimal::ZERO),
        }),
        terms: format!("额度{limit}"),
        period: None,
        in_force_from: approved.then(|| day("2026-07-02")),
        in_force_until: None,
        old_limit_wan: None,
        reasons: Vec::new(),
        change: None,
        graded: vec![GradedCustomer {
            customer: CUSTOMER.into(),
            limit_wan: Some(Decimal::from(limit)),
            ..GradedCustomer::default()
        }],
        collection: Vec::new(),
        notices: Vec::new(),
        trace: Vec::new(),
    })));
    record
}

fn handed_in(office: &str, owner: &str, limit: i64) -> Submission {
    let file = format!("{office}/评审{limit}.xlsx");
    let mut submission = submission(&file, "2026-07-01", vec![review(limit, None)]);
    submission.owner = Some(owner.to_owned());
    submission
}

fn signed(limit: i64, verdict: Verdict) -> Submission {
    let file = format!("签{limit}.xlsx");
    let mut submission = submission(&file, "2026-07-02", vec![review(limit, Some(verdict))]);
    submission.role = Some("主管副总经理".to_owned());
    submission.owner = Some("副总".to_owned());
    submission
}

fn waiting(archive: &Archive) -> Vec<String> {
    let waiting = archive.waiting_gradings(day("2026-07-10")).unwrap();
    waiting
        .into_iter()
        .map(|case| case.on_file.version)
        .collect()
}

fn limit(archive: &Archive, on: &str) -> Option<Decimal> {
    let given = archive.grades_in_force(day(on)).unwrap();
    given.get(CUSTOMER)?.value.graded.limit_wan
}

fn commit(archive: &Archive, submission: Submission) {
    archive.commit(&[submission]).unwrap();
}

#[test]
fn a_proposal_waits_until_the_very_same_is_decided() {
    let dir = folder();
    let archive = open(dir.path());
    commit(&archive, handed_in("石家庄", "林晓", 41));
    assert_eq!(waiting(&archive), ["1-1"]);
    // A correction takes its place; another office's copy waits for nobody.
    commit(&archive, handed_in("石家庄", "马丽", 30));
    commit(&archive, handed_in("邯郸", "刘洋", 99));
    assert_eq!(waiting(&archive), ["2-1"]);
    // What was decided is the first version: the second still waits.
    commit(&archive, signed(41, Verdict::Approved));
    assert_eq!(waiting(&archive), ["2-1"]);
    commit(&archive, signed(30, Verdict::Refused));
    assert_eq!(waiting(&archive), Vec::<String>::new());
    // The refused form, handed in again, is still refused; a new one waits.
    let mut again = handed_in("石家庄", "马丽", 30);
    again.claim = "again".to_owned();
    commit(&archive, again);
    assert_eq!(
        archive.entry("6-1").unwrap().customer.as_deref(),
        Some(CUSTOMER)
    );
    assert_eq!(waiting(&archive), Vec::<String>::new());
    commit(&archive, handed_in("石家庄", "马丽", 20));
    assert_eq!(waiting(&archive), ["7-1"]);
    // All of it follows from the documents.
    let before = (waiting(&archive), limit(&archive, "2026-07-10"));
    archive.rebuild().unwrap();
    assert_eq!((waiting(&archive), limit(&archive, "2026-07-10")), before);
}

#[test]
fn a_decision_may_come_before_its_form() {
    let dir = folder();
    let archive = open(dir.path());
    commit(&archive, signed(41, Verdict::Approved));
    commit(&archive, handed_in("石家庄", "林晓", 41));
    assert_eq!(waiting(&archive), Vec::<String>::new());
}

#[test]
fn what_was_approved_is_in_force_from_its_day() {
    let dir = folder();
    let archive = open(dir.path());
    commit(&archive, handed_in("石家庄", "林晓", 41));
    assert_eq!(limit(&archive, "2026-07-10"), None);
    commit(&archive, signed(41, Verdict::Approved));
    assert_eq!(limit(&archive, "2026-07-01"), None);
    assert_eq!(limit(&archive, "2026-07-02"), Some(Decimal::from(41)));
    commit(&archive, signed(30, Verdict::Revised));
    assert_eq!(limit(&archive, "2026-07-02"), Some(Decimal::from(30)));
}

/// Owners of the files that were handed in, the first first; never who signed.
#[test]
fn who_brought_a_record_is_known_when_it_is_signed() {
    let dir = folder();
    let archive = open(dir.path());
    commit(&archive, handed_in("石家庄", "林晓", 41));
    commit(&archive, handed_in("石家庄", "马丽", 30));
    commit(&archive, handed_in("石家庄", "林晓", 20));
    let key = "2026\u{1f}上半年\u{1f}甲公司".to_owned();
    let wanted = Wanted {
        decided: vec![("grade_change_review".to_owned(), key.clone())],
        ..Wanted::default()
    };
    let on_file = || -> RecordOnFile {
        let known: KnownFacts = archive
            .known_facts(&wanted, &[], day("2026-07-10"))
            .unwrap();
        let found = known.record_on_file("grade_change_review", &key);
        found.unwrap().clone()
    };
    let owners = |found: &RecordOnFile| -> Vec<(String, String)> {
        let owners = found.owners.iter();
        owners
            .map(|owner| (owner.value.clone(), owner.version.clone()))
            .collect()
    };
    let brought = [("林晓", "1-1"), ("马丽", "2-1")];
    let brought = brought.map(|(owner, version)| (owner.to_owned(), version.to_owned()));
    let before = on_file();
    assert_eq!(owners(&before), brought);
    let latest = before.grading.unwrap();
    let latest = (latest.version.as_str(), latest.value.terms.as_str());
    assert_eq!(latest, ("3-1", "额度20"));
    // Once it is decided, nothing waits any more.
    commit(&archive, signed(20, Verdict::Approved));
    let after = on_file();
    assert_eq!(owners(&after), brought);
    assert_eq!(after.grading, None);
}
