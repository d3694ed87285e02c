//! Forms that grade customers: who decides what, whose limit counts, how customers are made to pay
//! (clauses 2.4.3(4), 2.4.5(3); domain section 4.2; rulings 9.15, 9.25).

use super::contracts::{form, knowing, limit};
use super::{TODAY, day, record};
use crate::domain::approval::Dropped;
use crate::domain::dealings::Dealings;
use crate::domain::grading::{GradeInForce, GradedCustomer, GradingReview, Outcome};
use crate::domain::known::{Borrowed, CustomerFacts, KnownFacts, Paying, RecordOnFile};
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::evaluate::{Evaluation, evaluate};
use crate::policy::Policy;
use rust_decimal::{Decimal, dec};

const CUSTOMER: &str = "正定新辉仪表有限公司";

fn on_file<T>(value: T, form: &str) -> Borrowed<T> {
    Borrowed {
        value,
        form_title: form.to_owned(),
        version: "7-1".to_owned(),
        date: day("2026-11-01"),
    }
}

fn archive() -> KnownFacts {
    KnownFacts {
        archive: true,
        ..KnownFacts::default()
    }
}

fn judged(form: &str, texts: &[(&str, &str)], known: &KnownFacts) -> (GradingReview, Evaluation) {
    let record = record(form, texts);
    let evaluation = evaluate(&record, Policy::built_in(), day(TODAY), known);
    match &evaluation.review {
        Some(Review::Grading(review)) => ((**review).clone(), evaluation),
        other => panic!("{other:?}"),
    }
}

fn card(limit: &str, signed: &[(&str, &str)], known: &KnownFacts) -> (GradingReview, Evaluation) {
    let mut texts = vec![
        ("customer_no", "HB-1"),
        ("customer_name", CUSTOMER),
        ("credit_grade", "B"),
        ("credit_limit", limit),
        ("credit_days", "45"),
        ("starts_on", "2026-12-01"),
        ("valid_until", "2027-11-30"),
    ];
    texts.extend(signed);
    judged("credit_card", &texts, known)
}

fn review(signed: &[(&str, &str)], known: &KnownFacts) -> (GradingReview, Evaluation) {
    let mut texts = vec![
        ("period", "2026"),
        ("half", "上半年"),
        ("customer_name", CUSTOMER),
        ("old_grade", "A"),
        ("old_limit", "83"),
        ("computed_grade", "B"),
        ("computed_limit", "41"),
        ("proposed_grade", "B"),
        ("credit_limit", "41"),
        ("credit_days", "45"),
    ];
    texts.extend(signed);
    judged("grade_change_review", &texts, known)
}

/// An archive in which the customer has 49 万元 by an approved review.
fn having_49() -> KnownFacts {
    let mut known = archive();
    let graded = GradedCustomer {
        customer: CUSTOMER.to_owned(),
        credit_grade: Some("B".to_owned()),
        limit_wan: Some(dec!(49)),
        ..GradedCustomer::default()
    };
    let given = GradeInForce {
        graded,
        from: day("2026-01-01"),
        until: None,
        period: None,
    };
    let facts = CustomerFacts {
        in_force: Some(on_file(given, "客户升(降)级评审表")),
        ..CustomerFacts::default()
    };
    known.customers.insert(fold(CUSTOMER), facts);
    known
}

fn dropped(mut known: KnownFacts, role: &str) -> KnownFacts {
    known.dropped = Some(Dropped {
        role: role.to_owned(),
        owner: None,
    });
    known
}

/// Domain section 4.2: a limit above what the customer has is 主管副总经理's, above the cap of B (100)
/// 总经理's. What it has already only registers.
#[test]
fn a_card_registers_what_the_customer_has_and_proposes_what_it_has_not() {
    let (same, evaluation) = card("49", &[], &having_49());
    assert_eq!(same.outcome, Outcome::Recorded);
    assert!(!evaluation.has("I-CARD-LIMIT"));
    let (more, evaluation) = card("60", &[], &having_49());
    assert_eq!(more.outcome, Outcome::Proposed);
    assert_eq!(more.approvers, ["总经理", "主管副总经理"]);
    assert_eq!(more.matter.unwrap().condition, "高于计算额度");
    assert!(evaluation.has("I-CARD-LIMIT"));
    let (above_cap, _) = card("120", &[], &having_49());
    assert_eq!(above_cap.approvers, ["总经理"]);
    let (less, _) = card("30", &[], &having_49());
    assert_eq!(less.matter.unwrap().kind, "升降级评审");
    // Without an archive nobody can tell.
    let (alone, evaluation) = card("60", &[], &KnownFacts::default());
    assert_eq!(alone.outcome, Outcome::Recorded);
    assert!(evaluation.has("I-NO-ARCHIVE"));
}

#[test]
fn a_card_signed_by_an_allowed_role_is_in_force_on_its_own_days() {
    let signed = [("approval", "同意")];
    let (review, _) = card("60", &signed, &dropped(having_49(), "主管副总经理"));
    assert_eq!(review.outcome, Outcome::Approved);
    assert_eq!(review.in_force_from, Some(day("2026-12-01")));
    assert_eq!(review.in_force_until, Some(day("2027-11-30")));
    let (review, evaluation) = card("120", &signed, &dropped(having_49(), "主管副总经理"));
    assert_eq!(review.outcome, Outcome::Proposed);
    assert!(evaluation.has("E-APPROVAL-ROLE"));
}

/// The very form that was handed in is decided: what it proposes must be the same, what is decided
/// of it may be less.
#[test]
fn a_signature_on_another_copy_decides_nothing() {
    let known = |handed_in: &GradingReview| {
        let mut known = dropped(archive(), "主管副总经理");
        let on_file = RecordOnFile {
            owners: Vec::new(),
            grading: Some(on_file(handed_in.on_file(), "客户升(降)级评审表")),
        };
        let key = record(
            "grade_change_review",
            &[
                ("period", "2026"),
                ("half", "上半年"),
                ("customer_name", CUSTOMER),
            ],
        );
        let key = KnownFacts::record_key("grade_change_review", &key.key_text());
        known.on_file.insert(key, on_file);
        known
    };
    let (handed_in, _) = review(&[], &archive());
    assert_eq!(handed_in.outcome, Outcome::Proposed);
    let (same, _) = review(&[("approval", "同意")], &known(&handed_in));
    assert_eq!(same.outcome, Outcome::Approved);
    let revised = [
        ("approval", "改批额度"),
        ("approved_limit", "30"),
        ("approval_reason", "旧款未清"),
    ];
    let (revised, _) = review(&revised, &known(&handed_in));
    assert_eq!(revised.outcome, Outcome::Approved);
    assert_eq!(revised.graded[0].limit_wan, Some(dec!(30)));
    assert_eq!(revised.terms, handed_in.terms);
    // Handed in with other days: another form.
    let texts = [
        ("period", "2026"),
        ("half", "上半年"),
        ("customer_name", CUSTOMER),
        ("proposed_grade", "B"),
        ("credit_limit", "41"),
        ("credit_days", "30"),
    ];
    let (other, _) = judged("grade_change_review", &texts, &archive());
    let (apart, evaluation) = review(&[("approval", "同意")], &known(&other));
    assert_eq!(apart.outcome, Outcome::Proposed);
    assert_eq!(apart.decision, None);
    assert!(evaluation.has("E-GRADES-CHANGED"));
}

/// 2026-11-25 less 2026-10-20 is 36 days: beyond the 30 of 正常收账期, the second row. By the form
/// alone: B in time is row 7, late row 5.
#[test]
fn a_customer_is_made_to_pay_by_its_grade_its_habit_and_its_oldest_debt() {
    let rules = &Policy::built_in().grading.collection;
    let row = |n: usize| rules[n - 1].will_delay.as_str();
    let advice = |texts: &[(&str, &str)], known: &KnownFacts| {
        let (review, _) = review(texts, known);
        review.collection.into_iter().next().unwrap()
    };
    assert_eq!(advice(&[("timely", "及时")], &archive()).will_delay, row(7));
    assert_eq!(advice(&[("timely", "拖欠")], &archive()).will_delay, row(5));
    let mut known = archive();
    let paying = Paying {
        timely: Some(on_file("收账期内".to_owned(), "客户评分表")),
        oldest_due: Some(on_file(day("2026-10-20"), "应收账款账龄登记表")),
    };
    known.paying.insert(fold(CUSTOMER), paying.clone());
    let late = advice(&[], &known);
    assert_eq!(
        (late.will_delay.as_str(), late.overdue_days),
        (row(2), Some(36))
    );
    // 收账期内 is no arrears.
    let paying = Paying {
        oldest_due: None,
        ..paying
    };
    known.paying.insert(fold(CUSTOMER), paying);
    assert_eq!(advice(&[], &known).will_delay, row(7));
}

/// The limit of a contract names whose it is, and ends with the day that was granted.
#[test]
fn an_approved_limit_ends_on_its_last_day() {
    let of = |until: &str| {
        let mut granted = limit(dec!(49)).unwrap();
        granted.value.approved = true;
        granted.value.valid_until = Some(day(until));
        let known = knowing(Dealings {
            limit: Some(granted),
            ..Dealings::default()
        });
        let evaluation = evaluate(&form("8", ""), Policy::built_in(), day(TODAY), &known);
        match &evaluation.review {
            Some(Review::Contract(review)) => (review.limit_wan, evaluation),
            other => panic!("{other:?}"),
        }
    };
    let (last, evaluation) = of(TODAY);
    assert_eq!(last, Some(dec!(49)));
    assert!(!evaluation.has("I-LIMIT-EXPIRED"));
    let (over, evaluation) = of("2026-11-24");
    assert_eq!(over, Some(Decimal::ZERO));
    assert!(evaluation.has("I-LIMIT-EXPIRED"));
}
