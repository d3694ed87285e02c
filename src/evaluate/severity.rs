//! 情节: typed and computed, the stricter wins (clause 3.2(2), domain rulings 9.19 and section 6).

use super::case::{Case, computed};
use crate::domain::decimal::plain;
use crate::domain::known::PastComplaint;
use crate::domain::review::{CustomerClass, TraceInput};
use crate::domain::value::Value;
use crate::policy::Cite;
use crate::policy::complaints::{MAJOR, MINOR, SeverityRow, SeveritySign};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

/// Yuan in one 万元.
const WAN: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

/// Whether the complaint is 重大. Signs that need the archive count only where it knows.
pub(super) fn judge(case: &mut Case<'_>, received: NaiveDate) -> bool {
    const KEY: &str = "severity";
    let typed = case.record.text(KEY).map(|t| t == MAJOR);
    let rows = &case.policy.complaints.severity;
    let mut reasons: Vec<(String, TraceInput, Cite)> = Vec::new();
    for row in rows {
        if let Some((words, input)) = sign_holds(case, row, received) {
            reasons.push((words, input, row.cite.clone()));
        }
    }
    let computed_major = !reasons.is_empty();
    let major = computed_major || typed.unwrap_or(false);
    let word = |m: bool| if m { MAJOR } else { MINOR };
    let because = if computed_major {
        let words: Vec<&str> = reasons.iter().map(|(w, _, _)| w.as_str()).collect();
        words.join("、")
    } else {
        "没有一条重大情形".to_owned()
    };
    if let Some(typed) = typed.filter(|t| *t != computed_major) {
        case.find(
            "W-SEVERITY-DIFFERS",
            KEY,
            "3.2(2)",
            &[
                ("typed", word(typed)),
                ("computed", word(computed_major)),
                ("because", &because),
                ("kept", word(major)),
            ],
        );
    }
    let mut inputs = vec![case.input(KEY)];
    inputs.extend(reasons.iter().map(|(_, input, _)| input.clone()));
    let cite = reasons.first().map(|(_, _, c)| c.clone()).or_else(|| {
        rows.first().map(|r| Cite {
            words: because.clone(),
            ..r.cite.clone()
        })
    });
    if let Some(cite) = cite {
        case.step("情节", word(major), inputs, &cite, because);
    }
    major
}

/// Whether a sign holds, with words and input.
fn sign_holds(
    case: &mut Case<'_>,
    row: &SeverityRow,
    received: NaiveDate,
) -> Option<(String, TraceInput)> {
    let ticked = |case: &Case<'_>, key: &str| {
        matches!(case.record.value(key), Some(Value::Flag(true))).then(|| case.input(key))
    };
    match &row.sign {
        SeveritySign::ClaimedLoss(wan) => {
            let claimed = case.number("claimed_loss")?;
            (claimed.value >= *wan * WAN).then(|| {
                let words = format!("索赔{}元,达到{}万元", plain(claimed.value), plain(*wan));
                (words, case.input("claimed_loss"))
            })
        }
        SeveritySign::Safety => ticked(case, "safety").map(|input| ("涉及安全".to_owned(), input)),
        SeveritySign::LineStop => {
            ticked(case, "line_stop").map(|input| ("造成停线".to_owned(), input))
        }
        SeveritySign::Customer(wanted) => {
            case.unknown_without_archive("客户现在的类别与等级");
            let previous = case.facts?.previous.as_ref()?;
            let class = match previous.class.as_deref()? {
                "major" => CustomerClass::Major,
                _ => CustomerClass::General,
            };
            let label = format!("{}{}", class.words(), previous.grade.as_deref()?);
            (label == *wanted).then(|| {
                let input = TraceInput {
                    source: Some(format!(
                        "借自档案:评级(版本 {},{})",
                        previous.version, previous.review_date
                    )),
                    ..computed("客户类别与等级", label.clone(), None)
                };
                (format!("客户是{label}"), input)
            })
        }
        SeveritySign::Complaints { count, days } => {
            case.unknown_without_archive("近期投诉次数");
            let found = past(case, received, *days, |_| true) + 1;
            (found >= *count).then(|| {
                let words = format!("{days}天内第{found}次投诉");
                (
                    words,
                    computed("近期投诉次数(含本次)", found.to_string(), Some("次")),
                )
            })
        }
    }
}

/// Whether a cause came up often enough within the policy's days (clause 3.3(2)1d).
pub(super) fn repeated(case: &mut Case<'_>, received: NaiveDate, causes: &[String]) -> bool {
    let rules = &case.policy.complaints;
    let (Some(count), Some(days)) = (&rules.repeat_count, &rules.repeat_days) else {
        return false;
    };
    case.unknown_without_archive("近期投诉次数");
    let worst = causes
        .iter()
        .map(|cause| {
            (
                past(case, received, days.value, |p| p.causes.contains(cause)) + 1,
                cause,
            )
        })
        .max();
    let Some((found, cause)) = worst else {
        return false;
    };
    let repeated = found >= count.value;
    if repeated {
        let inputs = vec![
            computed("原因", cause.clone(), None),
            TraceInput {
                source: Some(ids(case, received, days.value, |p| {
                    p.causes.contains(cause)
                })),
                ..computed("次数(含本次)", found.to_string(), Some("次"))
            },
            computed("天数", days.value.to_string(), Some("天")),
        ];
        case.step("重复投诉", "是", inputs, &count.cite, "");
    }
    repeated
}

/// How many earlier complaints there were.
fn past(
    case: &Case<'_>,
    received: NaiveDate,
    days: u32,
    wanted: impl Fn(&PastComplaint) -> bool,
) -> u32 {
    u32::try_from(earlier(case, received, days, wanted).count()).unwrap_or(u32::MAX)
}

/// Their numbers, as the source of a count.
fn ids(
    case: &Case<'_>,
    received: NaiveDate,
    days: u32,
    wanted: impl Fn(&PastComplaint) -> bool,
) -> String {
    let ids: Vec<&str> = earlier(case, received, days, wanted)
        .map(|p| p.case_id.as_str())
        .collect();
    format!("档案里的投诉:{}", ids.join("、"))
}

/// Earlier complaints of the customer within so many days before the receipt, this case left out.
fn earlier<'c>(
    case: &'c Case<'_>,
    received: NaiveDate,
    days: u32,
    wanted: impl Fn(&PastComplaint) -> bool,
) -> impl Iterator<Item = &'c PastComplaint> {
    let own = case.record.text("case_no");
    let from = received
        .checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(received);
    case.facts
        .into_iter()
        .flat_map(|f| &f.complaints)
        .filter(move |p| p.received >= from && p.received <= received)
        .filter(move |p| Some(p.case_id.as_str()) != own && wanted(p))
}
