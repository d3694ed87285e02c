//! Forms judged by rule tables: the supplier form, its figures worked by hand in
//! `samples/make/supplier.toml`.

use super::{day, record_of};
use crate::domain::decimal::plain;
use crate::domain::known::KnownFacts;
use crate::domain::review::{Review, RulesReview};
use crate::evaluate::{Evaluation, evaluate, examples};
use crate::policy::Policy;
use crate::policy::rules::testing::{RULES, supplier, supplier_with};
use rust_decimal::dec;

const FORM: &str = "供应商评价表";

fn policy() -> &'static Policy {
    Box::leak(Box::new(Policy::from_tables(supplier()).unwrap()))
}

fn judged(policy: &'static Policy, changes: &[(&str, &str)]) -> (RulesReview, Evaluation) {
    let mut texts = vec![
        ("供应商名称", "河北样例电子有限公司"),
        ("评价年度", "2025"),
        ("评价日期", "2026-03-10"),
        ("合格率", "96.5%"),
        ("准时交货率", "96%"),
        ("价格水平", "与市场相当"),
        ("服务配合", "好"),
        ("重大质量事故", "否"),
    ];
    texts.retain(|(k, _)| !changes.iter().any(|(c, _)| c == k));
    texts.extend(changes.iter().filter(|(_, t)| !t.is_empty()));
    let record = record_of(policy.forms.get(FORM).unwrap(), &texts);
    let evaluation = evaluate(&record, policy, day("2026-03-10"), &KnownFacts::default());
    match &evaluation.review {
        Some(Review::Rules(review)) => ((**review).clone(), evaluation),
        other => panic!("{other:?}"),
    }
}

fn figure<'a>(review: &'a RulesReview, name: &str) -> Option<&'a str> {
    let figure = review.figures.iter().find(|f| f.name == name).unwrap();
    figure.value.as_deref()
}

#[test]
fn the_example_cases_of_the_supplier_form_come_out() {
    assert_eq!(examples::problems(policy()), []);
}

#[test]
fn points_total_grade_and_day_carry_their_rows_and_what_would_change_them() {
    let (review, evaluation) = judged(policy(), &[]);
    assert!(!evaluation.has("E-RULE-NO-ROW"));
    assert_eq!(figure(&review, "总分"), Some("85"));
    assert_eq!(review.grade.as_deref(), Some("B"));
    assert_eq!(figure(&review, "采购建议"), Some("正常采购"));
    assert_eq!(review.due_dates[0].due, day("2026-09-10"));
    assert_eq!(review.steps, []);
    assert!(!review.is_open());
    // Of the single rules, the price gives exactly the 5 points that are missing.
    assert_eq!(
        review.would_change,
        "再多5分到「A」:价格水平是「低于市场」即可(+5分);比「C」的线高10分"
    );
    let step = |name: &str| review.trace.iter().find(|s| s.figure == name).unwrap();
    assert_eq!(step("质量得分").value, "30分");
    assert_eq!(
        step("质量得分").policy_row,
        "供应商评价规则!I6 质量得分:合格率≥95%且<98% → 30分"
    );
    assert_eq!(step("质量得分").clause, "采购办法 3.1");
    let input = &step("质量得分").inputs[0];
    assert_eq!(
        (input.label.as_str(), input.value.as_str()),
        ("合格率", "96.5")
    );
    assert!(input.cell.is_some());
    assert_eq!(step("等级").inputs[0].value, "85");
    assert_eq!(step("总分").inputs.len(), 4);
    // Every figure, the grade and the day have a line each.
    assert_eq!(review.trace.len(), 8);
}

#[test]
fn an_exception_above_the_bands_rules() {
    let (review, _) = judged(
        policy(),
        &[
            ("合格率", "99%"),
            ("价格水平", "低于市场"),
            ("重大质量事故", "是"),
        ],
    );
    assert_eq!(figure(&review, "总分"), Some("100"));
    assert_eq!(review.grade.as_deref(), Some("D"));
    assert_eq!(review.due_dates, []);
    let steps: Vec<_> = review
        .steps
        .iter()
        .map(|s| (s.owner.as_str(), s.due.to_string(), s.form.as_deref()))
        .collect();
    // 2026-03-10 is a Tuesday: five working days end on the next Tuesday. Twenty calendar days
    // later is 6 April, the rest day of 清明, so that it rolls to the 7th.
    assert_eq!(
        steps,
        [
            ("采购部", "2026-03-17".to_owned(), None),
            ("技术部", "2026-04-07".to_owned(), Some(FORM)),
        ]
    );
    assert_eq!(review.steps[0].day_kind, "workday");
    assert_eq!(review.steps[1].day_kind, "calendar");
}

#[test]
fn every_edge_is_on_its_side() {
    for (share, points) in [
        ("100%", "40"),
        ("98%", "40"),
        ("97.9999%", "30"),
        ("95%", "30"),
        ("94.9999%", "15"),
        ("90%", "15"),
        ("89.9999%", "0"),
        ("0%", "0"),
    ] {
        let (review, _) = judged(policy(), &[("合格率", share)]);
        assert_eq!(figure(&review, "质量得分"), Some(points), "{share}");
    }
}

#[test]
fn a_missing_entry_leaves_open_what_needs_it_and_nothing_else() {
    let (review, evaluation) = judged(policy(), &[("合格率", "")]);
    assert!(review.is_open());
    assert_eq!(figure(&review, "质量得分"), None);
    assert_eq!(figure(&review, "交货得分"), Some("30"));
    assert_eq!(figure(&review, "总分"), None);
    assert_eq!(review.grade, None);
    assert!(
        !evaluation.has("E-RULE-NO-ROW"),
        "that it is missing has been said"
    );
    // The exception needs no points.
    let (review, _) = judged(policy(), &[("合格率", ""), ("重大质量事故", "是")]);
    assert_eq!(review.grade.as_deref(), Some("D"));
}

#[test]
fn a_value_that_no_row_looks_after_is_named_with_the_nearest_row() {
    // A policy with a gap takes no effect; the rules are followed all the same.
    let mut gapped = policy().clone();
    let rows = &mut gapped.rules[0].rules[0].rows;
    rows.retain(|r| !r.cite.words.contains("≥95%"));
    let (review, evaluation) = judged(Box::leak(Box::new(gapped)), &[]);
    assert_eq!(figure(&review, "质量得分"), None);
    let found = evaluation
        .findings
        .iter()
        .find(|f| f.code == "E-RULE-NO-ROW")
        .unwrap();
    // 96.5 % lies 1.5 below 98 and 1.5 above 95: the first of the two is named.
    assert!(
        found.message.contains("96.5%") && found.message.contains("质量得分"),
        "{}",
        found.message
    );
    assert!(
        found.message.contains("供应商评价规则!I5"),
        "{}",
        found.message
    );
    assert_eq!(found.field.as_deref(), Some("合格率"));
}

proptest::proptest! {
    /// Any record that the form accepts gets exactly one outcome of every figure, and the total is
    /// the sum of the points.
    #[test]
    fn every_record_has_one_outcome(
        right in 0u32..=1_000_000,
        timely in 0u32..=1_000_000,
        price in 0usize..3,
        service in 0usize..3,
        fault in proptest::bool::ANY,
    ) {
        let policy = {
            static POLICY: std::sync::OnceLock<Policy> = std::sync::OnceLock::new();
            POLICY.get_or_init(|| Policy::from_tables(supplier()).unwrap())
        };
        let share = |n: u32| format!("{}%", plain(rust_decimal::Decimal::from(n) / dec!(10000)));
        let (right, timely) = (share(right), share(timely));
        let (review, _) = judged(policy, &[
            ("合格率", &right),
            ("准时交货率", &timely),
            ("价格水平", ["低于市场", "与市场相当", "高于市场"][price]),
            ("服务配合", ["好", "一般", "差"][service]),
            ("重大质量事故", if fault { "是" } else { "否" }),
        ]);
        proptest::prop_assert!(!review.is_open());
        let number = |name: &str| figure(&review, name).unwrap().parse::<rust_decimal::Decimal>().unwrap();
        let sum: rust_decimal::Decimal =
            ["质量得分", "交货得分", "价格得分", "服务得分"].iter().map(|n| number(n)).sum();
        proptest::prop_assert_eq!(number("总分"), sum);
        let grade = if fault || sum < dec!(60) { "D" } else if sum < dec!(75) { "C" }
            else if sum < dec!(90) { "B" } else { "A" };
        proptest::prop_assert_eq!(review.grade.as_deref(), Some(grade));
        proptest::prop_assert_eq!(review.steps.len(), if grade == "C" || grade == "D" { 2 } else { 0 });
        proptest::prop_assert_eq!(review.due_dates.len(), usize::from(grade != "D"));
    }
}

/// What a manager's slip may leave in a cell of a rule table.
const SLIPS: &[&str] = &[
    "",
    "0",
    "60",
    "75",
    "90",
    "100",
    "101",
    "-5",
    "95%",
    "98%",
    "90.5%",
    "≥",
    ">",
    "<",
    "≤",
    "好",
    "差",
    "是",
    "否",
    "其他",
    "空",
    "A",
    "D",
    "低于市场、高于市场",
    "合格率",
    "年采购额",
    "总分",
    "质量得分",
    "等级",
    "得分",
    "结论",
    "合计",
    "步骤",
    "评价日期",
    "审核当天",
    "工作日",
    "月",
    "79228162514264337593543950335",
];

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(160))]

    /// Whatever is typed into a rule table: no panic, and if the checks let it pass, every record
    /// still gets exactly one outcome of every figure.
    #[test]
    fn a_rule_table_that_passes_the_checks_judges_every_record(
        slips in proptest::collection::vec(
            (5u32..=31, 0u32..14, proptest::option::weighted(0.3, 0usize..SLIPS.len()), 5u32..=31),
            1..3,
        ),
        shares in proptest::collection::vec((0u32..=1_000, 0u32..=1_000), 4),
        price in 0usize..3,
        service in 0usize..3,
        fault in proptest::bool::ANY,
    ) {
        // A cell of the same column of another row, or a slip.
        let right = supplier();
        let rows = &right.get(RULES).unwrap().rows;
        let cells: Vec<(String, &str)> = slips
            .iter()
            .map(|(row, col, slip, other)| {
                let copied = &rows[*other as usize - 5].cells[*col as usize].text;
                let text = slip.map_or(copied.as_str(), |slip| SLIPS[slip]);
                (crate::domain::cell::CellRef::new(row - 1, *col).to_string(), text)
            })
            .collect();
        let changes: Vec<(&str, &str)> = cells.iter().map(|(c, t)| (c.as_str(), *t)).collect();
        if let Ok(policy) = Policy::from_tables(supplier_with(&changes)) {
            let policy: &'static Policy = Box::leak(Box::new(policy));
            for (right, timely) in shares {
                let share = |n: u32| format!("{}%", plain(rust_decimal::Decimal::from(n) / dec!(10)));
                let (review, evaluation) = judged(policy, &[
                    ("合格率", &share(right)),
                    ("准时交货率", &share(timely)),
                    ("价格水平", ["低于市场", "与市场相当", "高于市场"][price]),
                    ("服务配合", ["好", "一般", "差"][service]),
                    ("重大质量事故", if fault { "是" } else { "否" }),
                ]);
                proptest::prop_assert!(!evaluation.has("E-RULE-NO-ROW"), "{changes:?}");
                // A total past what a number can hold is the one figure that may be missing.
                let huge = changes.iter().any(|(_, t)| t.len() > 20);
                proptest::prop_assert!(huge || !review.is_open(), "{changes:?} {review:?}");
            }
        }
    }
}
