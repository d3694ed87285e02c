//! The forms of a review, filled in: 客户信用等级分类表 of the year, 客户升(降)级评审表 of a
//! customer. What people decide is left blank.

use super::assess::{Assessed, Assessment};
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::domain::value::{Value, iso};
use crate::evaluate::grading::{CHANGE_REVIEW, GRADE_LIST};
use crate::policy::Policy;
use crate::policy::credit::NEW_CUSTOMER;
use crate::templates::FilledForm;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Values by key; what is not known is left blank.
#[derive(Default)]
struct Values(BTreeMap<String, Value>);

impl Values {
    fn put(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.0.insert(key.to_owned(), value);
        }
    }

    fn text(&mut self, key: &str, text: impl Into<String>) {
        let text = text.into();
        self.put(key, (!text.is_empty()).then_some(Value::Text(text)));
    }

    fn words(&mut self, key: &str, text: Option<&str>) {
        self.text(key, text.unwrap_or_default());
    }

    fn amount(&mut self, key: &str, amount: Option<Decimal>) {
        self.put(key, amount.map(Value::Amount));
    }

    fn number(&mut self, key: &str, number: Option<Decimal>) {
        self.put(key, number.map(Value::Number));
    }
}

/// The order of clause F7: rank, then points, best first, then name.
fn in_order(assessment: &Assessment) -> Vec<&Assessed> {
    let mut all: Vec<&Assessed> = assessment.customers.iter().collect();
    all.sort_by_key(|one| {
        let rank = one.score.benefit.as_ref().map_or(u32::MAX, |b| b.rank);
        let points = one.score.total_points.unwrap_or(Decimal::MIN);
        (rank, std::cmp::Reverse(points), fold(&one.customer))
    });
    all
}

/// 客户信用等级分类表 of the year: provisional until the receivables of its last day are in, or
/// the policy's day for a final list has come.
pub(super) fn list(assessment: &Assessment, policy: &Policy, today: NaiveDate) -> FilledForm {
    let cycle = &assessment.cycle;
    let is_final = assessment.receivables_in() || cycle.is_final(today);
    let mut head = Values::default();
    head.text("period", cycle.year.to_string());
    head.text("list_state", if is_final { "定稿" } else { "预评" });
    head.put("prepared_on", Some(Value::Date(cycle.day)));
    let lines = in_order(assessment)
        .into_iter()
        .map(|one| line(one, policy))
        .collect();
    FilledForm {
        form: GRADE_LIST.to_owned(),
        fields: head.0,
        lines,
    }
}

fn line(one: &Assessed, policy: &Policy) -> BTreeMap<String, Value> {
    let score = &one.score;
    let mut line = Values::default();
    line.text("customer_name", one.customer.clone());
    line.words("class", score.class.map(|c| c.words()));
    points(&mut line, one);
    line.words("customer_grade", score.grade.as_deref());
    line.words("credit_grade", credit_grade(one, policy));
    line.words("previous_grade", one.old.grade.as_deref());
    let credit = score.credit.as_ref();
    line.amount("credit_limit", credit.map(|c| c.limit_wan));
    line.number("credit_days", credit.map(|c| c.terms_days.into()));
    let benefit = score.benefit.as_ref();
    line.number("rank", benefit.map(|b| b.rank.into()));
    line.words("price_tier", benefit.map(|b| b.price_tier.as_str()));
    line.text("remark", remark(one, policy));
    line.0
}

fn points(values: &mut Values, one: &Assessed) {
    for (number, points) in (1..).zip(&one.score.indicator_points) {
        let points = points.as_deref().and_then(|p| p.parse().ok());
        values.number(&format!("points_{number}"), points);
    }
    values.number("total_points", one.score.total_points);
}

/// 信用等级 is 客户等级, unless the policy has it assessed apart (ruling 9.14a); then people fill
/// it in.
fn credit_grade<'a>(one: &'a Assessed, policy: &Policy) -> Option<&'a str> {
    let same = policy
        .grading
        .one_grade
        .as_ref()
        .is_none_or(|rule| rule.value);
    one.score.grade.as_deref().filter(|_| same)
}

fn remark(one: &Assessed, policy: &Policy) -> String {
    let score = &one.score;
    let mut parts = Vec::new();
    if let Some(until) = score.new_customer_until {
        let grade = score.grade.as_deref().unwrap_or_default();
        let reference = match (&score.reference_grade, score.total_points) {
            (Some(grade), Some(points)) => format!(",参考{}分{grade}", plain(points)),
            _ => String::new(),
        };
        parts.push(format!(
            "{NEW_CUSTOMER},{}前列{grade}级{reference}",
            iso(until)
        ));
    } else if let Some(row) = score.grade.as_deref().and_then(|g| policy.credit.row(g))
        && !row.granted
    {
        parts.push(row.payment.clone());
    }
    if let (Some(owed), Some(typed)) = (one.receivable_wan, one.typed_receivable_wan) {
        parts.push(format!(
            "应收按账龄表 {} 万元(评分表 {})",
            plain(owed),
            plain(typed)
        ));
    }
    parts.join(";")
}

/// 客户升(降)级评审表 of a customer: what it has, what it would get, proposed as computed.
pub(super) fn review(assessment: &Assessment, one: &Assessed, policy: &Policy) -> FilledForm {
    let cycle = &assessment.cycle;
    let score = &one.score;
    let mut form = Values::default();
    form.text("period", cycle.year.to_string());
    form.text("half", cycle.half());
    form.text("customer_name", one.customer.clone());
    form.words("class", score.class.map(|c| c.words()));
    form.put("new_until", score.new_customer_until.map(Value::Date));
    form.words("old_grade", one.old.grade.as_deref());
    form.words("old_credit_grade", one.old.credit_grade.as_deref());
    form.amount("old_limit", one.old.limit_wan);
    form.number("old_days", one.old.terms_days.map(Into::into));
    form.amount("amount", one.amount_wan);
    form.words("timely", one.timely.as_deref());
    form.amount("receivable", one.receivable_wan);
    form.put("premium", one.premium.map(Value::Percent));
    form.words("strategic_level", one.strategic.as_deref());
    points(&mut form, one);
    let credit = score.credit.as_ref();
    let (limit, days) = (
        credit.map(|c| c.limit_wan),
        credit.map(|c| Decimal::from(c.terms_days)),
    );
    form.words("computed_grade", score.grade.as_deref());
    form.amount("computed_limit", limit);
    form.number("computed_days", days);
    form.words("proposed_grade", score.grade.as_deref());
    form.words("credit_grade", credit_grade(one, policy));
    form.amount("credit_limit", limit);
    form.number("credit_days", days);
    let change = one.old.grade.as_deref().zip(score.grade.as_deref());
    let change = change.and_then(|(old, new)| policy.scoring.change(old, new));
    form.words("change", change.map(|c| c.words()));
    form.text("office", one.office.clone());
    form.put("filled_on", Some(Value::Date(cycle.day)));
    FilledForm {
        form: CHANGE_REVIEW.to_owned(),
        fields: form.0,
        lines: Vec::new(),
    }
}
