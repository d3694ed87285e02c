//! Four eyes and deputies (domain rulings 9.25, 14c; realforms "Absence, deputies").

use super::contracts::{form, knowing, limit};
use super::{TODAY, day};
use crate::domain::approval::{Decision, Dropped};
use crate::domain::dealings::Dealings;
use crate::domain::known::{Borrowed, KnownFacts, RecordOnFile};
use crate::domain::review::Review;
use crate::evaluate::evaluate;
use crate::policy::Policy;
use crate::policy::organisation::{Deputy, Person};

fn person(number: &str, name: &str, role: &str) -> Person {
    Person {
        number: number.to_owned(),
        name: name.to_owned(),
        role: role.to_owned(),
        office: None,
        from: None,
        until: None,
        successor: None,
    }
}

fn deputy(name: &str, from: &str, until: &str, matters: &[&str]) -> Deputy {
    Deputy {
        name: name.to_owned(),
        own_role: None,
        role: "总经理".to_owned(),
        from: day(from),
        until: Some(day(until)),
        matters: matters.iter().map(|m| (*m).to_owned()).collect(),
    }
}

/// What becomes of 同意 for a contract of 林晓 in the folder of 总经理, by the owner's account.
fn decided(owner: Option<&str>, deputies: Vec<Deputy>) -> Result<Decision, Vec<String>> {
    decided_of_files_by(&[], owner, deputies)
}

/// The same where files of these owners brought the contract before.
fn decided_of_files_by(
    brought_by: &[&str],
    owner: Option<&str>,
    deputies: Vec<Deputy>,
) -> Result<Decision, Vec<String>> {
    let mut policy = Policy::built_in().clone();
    policy.organisation.people = vec![
        person("1001", "周正平", "总经理"),
        person("1002", "王强", "主管副总经理"),
        person("1003", "林晓", "业务员"),
    ];
    policy.organisation.deputies = deputies;
    let mut known = knowing(Dealings {
        limit: limit(5.into()),
        ..Dealings::default()
    });
    known.dropped = Some(Dropped {
        role: "总经理".to_owned(),
        owner: owner.map(str::to_owned),
    });
    let mut record = form("8", "");
    let owners = (1..).zip(brought_by).map(|(n, owner)| Borrowed {
        value: (*owner).to_owned(),
        form_title: "合同登记表".to_owned(),
        version: format!("{n}-1"),
        date: day("2026-11-20"),
    });
    let on_file = RecordOnFile {
        owners: owners.collect(),
        grading: None,
    };
    known.on_file.insert(
        KnownFacts::record_key("contract", &record.key_text()),
        on_file,
    );
    let signed = super::record("contract", &[("approval", "同意")]);
    let at = record
        .fields
        .iter()
        .position(|f| f.key == "approval")
        .unwrap();
    record.fields[at] = signed.fields[at].clone();
    let evaluation = evaluate(&record, &policy, day(TODAY), &known);
    let Some(Review::Contract(review)) = evaluation.review else {
        panic!("no review");
    };
    review
        .decision
        .ok_or_else(|| evaluation.findings.into_iter().map(|f| f.code).collect())
}

#[test]
fn nobody_approves_what_he_prepared() {
    let own = decided(Some(r"COMPANY\1003"), Vec::new()).unwrap_err();
    assert!(own.contains(&"E-APPROVAL-FOUR-EYES".to_owned()), "{own:?}");
    // Nor as a deputy.
    let acting = vec![deputy("林晓", "2026-11-01", "2026-11-30", &[])];
    let own = decided(Some("1003"), acting).unwrap_err();
    assert!(own.contains(&"E-APPROVAL-FOUR-EYES".to_owned()), "{own:?}");
    let decision = decided(Some("1001"), Vec::new()).unwrap();
    assert_eq!(
        decision.compared,
        "业务员「林晓」与文件所有者「周正平」比对,不是同一人"
    );
    // Where the system tells no owner, the holder of the role is compared.
    let decision = decided(None, Vec::new()).unwrap();
    assert!(
        decision.compared.contains("任职人「周正平」"),
        "{decision:?}"
    );
}

/// The form names 林晓; the file that first brought it was 周正平's, and he may not approve it,
/// nor may whoever sent a later version.
#[test]
fn who_first_brought_the_form_is_told_apart_from_who_approves() {
    for brought_by in [&["1001"][..], &["1003", r"COMPANY\1001"]] {
        let own = decided_of_files_by(brought_by, Some("1001"), Vec::new()).unwrap_err();
        assert!(own.contains(&"E-APPROVAL-FOUR-EYES".to_owned()), "{own:?}");
    }
    let decision = decided_of_files_by(&["1002"], Some("1001"), Vec::new()).unwrap();
    assert_eq!(
        decision.compared,
        "交表文件(版本 1-1)的所有者「王强」、业务员「林晓」与文件所有者「周正平」比对,不是同一人"
    );
}

#[test]
fn a_deputy_is_named_in_his_days_and_for_his_matters_alone() {
    let of = |from, until, matters: &[&str]| {
        let row = vec![deputy("王强", from, until, matters)];
        decided(Some("1002"), row).unwrap()
    };
    let decision = of("2026-11-25", "2026-11-25", &["特殊合同"]);
    assert_eq!(decision.deputy.as_deref(), Some("王强"));
    assert_eq!(decision.words(), "总经理(王强代)同意(2026-11-25)");
    assert_eq!(of("2026-11-26", "2026-12-25", &[]).deputy, None);
    assert_eq!(of("2026-11-01", "2026-11-30", &["制度"]).deputy, None);
    assert_eq!(decided(Some("1001"), Vec::new()).unwrap().deputy, None);
}
