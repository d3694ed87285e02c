//! Data validation of the input cells: the checks that a cell alone can answer, in the form's own
//! words, so that a mistake is told while it is typed.
//!
//! What the program would return is refused; what it only warns of may be kept (warning style).
//! Written as XML of our own: umya-spreadsheet knows no style of an error and drops the formulas of
//! a rule that has two.

use super::Entry;
use super::look::{is_required, serial};
use crate::domain::decimal::plain;
use crate::forms::relation::{REVIEW_DAY, RelationKind};
use crate::forms::{FieldDefinition, FieldKind, FormDefinition, Required};
use crate::policy::Policy;
use crate::sheet::escaped;
use rust_decimal::Decimal;
use std::fmt::Write as _;

/// Excel takes at most 255 characters of a list written out; a longer one stays a hint.
const LONGEST_LIST: usize = 253;
/// Excel takes at most 225 characters of an error's message.
const LONGEST_MESSAGE: usize = 220;

/// What a cell may hold.
struct Check {
    /// Excel's own kind of rule, its operator and one or two operands; a formula of our own where
    /// there is none.
    rule: Option<Rule>,
    /// The same as a condition, where it can be said as one.
    condition: Option<String>,
    message: String,
    /// Whether the value may be kept all the same.
    warning: bool,
}

/// A rule of one of Excel's kinds.
struct Rule {
    kind: &'static str,
    operator: &'static str,
    first: String,
    second: Option<String>,
}

impl Check {
    fn of(rule: Rule, message: impl Into<String>) -> Self {
        Self {
            rule: Some(rule),
            condition: None,
            message: message.into(),
            warning: false,
        }
    }

    fn custom(condition: String, message: impl Into<String>) -> Self {
        Self {
            rule: None,
            condition: Some(condition),
            message: message.into(),
            warning: false,
        }
    }

    fn with(mut self, condition: String) -> Self {
        self.condition = Some(condition);
        self
    }

    fn only_warns(mut self, warning: bool) -> Self {
        self.warning = warning;
        self
    }
}

/// The `dataValidations` element of a form.
pub(super) fn element(form: &FormDefinition, policy: &Policy, entries: &[Entry<'_>]) -> String {
    let mut all = String::new();
    for entry in entries {
        let alone = check(policy, entry);
        let check = between(alone, comparisons(form, entries, entry));
        all.push_str(&written(entry, check));
    }
    format!(
        "<dataValidations count=\"{}\">{all}</dataValidations>",
        entries.len()
    )
}

fn written(entry: &Entry<'_>, check: Option<Check>) -> String {
    let mut attributes = String::new();
    let mut attribute = |name: &str, value: &str| {
        let _ = write!(attributes, " {name}=\"{}\"", escaped(value));
    };
    let mut formulas = String::new();
    if let Some(check) = &check {
        let custom = Rule {
            kind: "custom",
            operator: "",
            first: check.condition.clone().unwrap_or_default(),
            second: None,
        };
        let rule = check.rule.as_ref().unwrap_or(&custom);
        attribute("type", rule.kind);
        if check.warning {
            attribute("errorStyle", "warning");
        }
        if !rule.operator.is_empty() {
            attribute("operator", rule.operator);
        }
        attribute("showErrorMessage", "1");
        attribute(
            "errorTitle",
            if check.warning {
                "请核对"
            } else {
                "请改一下"
            },
        );
        attribute("error", &clipped(&check.message, LONGEST_MESSAGE));
        for (n, text) in (1..).zip(std::iter::once(&rule.first).chain(&rule.second)) {
            let _ = write!(formulas, "<formula{n}>{}</formula{n}>", escaped(text));
        }
    }
    attribute("allowBlank", "1");
    attribute("showInputMessage", "1");
    attribute("promptTitle", &clipped(&entry.field.label, 32));
    attribute("prompt", &clipped(&hint(entry.field), 255));
    attribute("sqref", &entry.range);
    format!("<dataValidation{attributes}>{formulas}</dataValidation>")
}

/// The check of a cell together with its comparisons to other cells. Where a cell alone would only
/// give a warning, the comparison is what is refused.
fn between(alone: Option<Check>, compared: Vec<(String, String)>) -> Option<Check> {
    if compared.is_empty() || alone.as_ref().is_some_and(|c| c.condition.is_none()) {
        return alone;
    }
    let alone = alone.filter(|c| !c.warning);
    let first = alone.and_then(|c| Some((c.condition?, c.message)));
    let (conditions, words): (Vec<_>, Vec<_>) = first.into_iter().chain(compared).unzip();
    Some(Check::custom(
        format!("AND({})", conditions.join(",")),
        words.join(";"),
    ))
}

/// What the field alone says of its cell.
fn check(policy: &Policy, entry: &Entry<'_>) -> Option<Check> {
    let field = entry.field;
    let at = entry.first.as_str();
    let rules = policy.reading_rules();
    if field.checks.iter().any(|c| c == "assessor_role") {
        let roles = policy.organisation.assessing_roles();
        // A deputy's own title may stand there too.
        return list(&roles, "战略影响须由业务部经理以上评估;代理的请照实写")
            .map(|c| c.only_warns(true));
    }
    let bare = format!("SUBSTITUTE({at},\" \",\"\")");
    let found = match field.kind {
        FieldKind::Choice => {
            let words: Vec<&str> = field.choices.iter().map(|c| c.word.as_str()).collect();
            list(&words, "请从列表中选")?
        }
        FieldKind::Flag => list(&["是", "否"], "请填「是」或「否」")?,
        FieldKind::Choices | FieldKind::Term => return None,
        FieldKind::Date => date(policy, entry),
        FieldKind::Period => {
            let year = format!("VALUE(LEFT(TRIM({at}),4))");
            let begun = field.checks.iter().any(|c| c == "period_begun");
            let (last, words) = if begun {
                ("YEAR(TODAY())", ";还没开始的期间不能填")
            } else {
                ("2200", "")
            };
            Check::custom(
                format!("AND(ISNUMBER({year}),{year}>=1950,{year}<={last})"),
                format!("请写{}{words}", field.hint),
            )
        }
        FieldKind::Percent => percent(policy, entry),
        FieldKind::Amount | FieldKind::Number | FieldKind::Integer => number(entry),
        FieldKind::Text => text_length(field)?,
        FieldKind::RegistrationCode => Check::custom(
            format!("OR(LEN({bare})=18,LEN({bare})=15,LEN({bare})=13)"),
            "统一社会信用代码 18 位,旧注册号 15 位;请对照营业执照",
        ),
        FieldKind::Postcode => Check::custom(
            format!("AND(LEN({bare})=6,ISNUMBER(VALUE({bare})))"),
            "邮政编码是 6 位数字,如 050000",
        ),
        FieldKind::Account => {
            let length = format!("LEN(SUBSTITUTE({bare},\"-\",\"\"))");
            let (min, max) = (rules.account_min_digits, rules.account_max_digits);
            Check::custom(
                format!("AND({length}>={min},{length}<={max})"),
                format!("帐号应为 {min} 到 {max} 位,请照开票资料录全"),
            )
        }
        FieldKind::Phone => Check::custom(
            format!("LEN({bare})>=5"),
            "电话号码太短;固定电话请带区号,如 0311-87654321",
        ),
        FieldKind::Fax => Check::custom(
            format!("LEN({bare})>=7"),
            "传真号码太短;请带区号,如 0311-87654321",
        ),
    };
    let warning = found.warning || field.lenient;
    Some(found.only_warns(warning))
}

fn list(words: &[&str], message: &str) -> Option<Check> {
    let list = words.join(",");
    (!words.is_empty() && list.chars().count() <= LONGEST_LIST).then(|| {
        let rule = Rule {
            kind: "list",
            operator: "",
            first: format!("\"{list}\""),
            second: None,
        };
        Check::of(rule, format!("{message}:{}", words.join("、")))
    })
}

fn date(policy: &Policy, entry: &Entry<'_>) -> Check {
    let named = |check: &str| entry.field.checks.iter().any(|c| c == check);
    let at = &entry.first;
    let earliest = policy.reading_rules().earliest_date;
    let first = serial(earliest).to_string();
    let message = if named("whole_month") {
        format!("请录年月,如 2025-03;不早于 {earliest}")
    } else {
        format!("请录日期,如 2025-03-01;不早于 {earliest}")
    };
    if named("not_future") || named("filled_on") {
        // A time of day may stand behind today.
        let last = if named("with_time") {
            "TODAY()+1"
        } else {
            "TODAY()"
        };
        let condition = format!("AND(ISNUMBER({at}),{at}>={first},{at}<={last})");
        let rule = Rule {
            kind: "date",
            operator: "between",
            first,
            second: Some(last.to_owned()),
        };
        Check::of(rule, format!("{message},不晚于今天")).with(condition)
    } else {
        let condition = format!("AND(ISNUMBER({at}),{at}>={first})");
        let rule = Rule {
            kind: "date",
            operator: "greaterThanOrEqual",
            first,
            second: None,
        };
        Check::of(rule, message).with(condition)
    }
}

/// What the field's definition allows, as comparisons with the cell's number.
pub(super) fn limits(field: &FieldDefinition) -> Vec<(&'static str, Decimal)> {
    let stored = |limit: Decimal| match field.kind {
        FieldKind::Percent => limit / Decimal::ONE_HUNDRED,
        _ => limit,
    };
    let lower = field
        .min
        .map(|m| (if field.min_open { ">" } else { ">=" }, stored(m)));
    let upper = field
        .max
        .map(|m| (if field.max_open { "<" } else { "<=" }, stored(m)));
    lower.into_iter().chain(upper).collect()
}

fn percent(policy: &Policy, entry: &Entry<'_>) -> Check {
    let rules = policy.reading_rules();
    let high = plain(rules.percent_high);
    let shown = plain(rules.percent_high * Decimal::ONE_HUNDRED);
    if !limits(entry.field).is_empty() {
        return number(entry).only_warns(false);
    }
    // Above it the program only asks to look again.
    let rule = Rule {
        kind: "decimal",
        operator: "between",
        first: format!("-{high}"),
        second: Some(high),
    };
    Check::of(rule, format!("请录百分数,如 12%;超过 {shown}% 的请核对")).only_warns(true)
}

fn number(entry: &Entry<'_>) -> Check {
    let (field, at) = (entry.field, &entry.first);
    let whole = field.kind == FieldKind::Integer;
    let limits = limits(field);
    let comparison = |sign: &str| match sign {
        ">" => ("greaterThan", "大于"),
        ">=" => ("greaterThanOrEqual", "不小于"),
        "<" => ("lessThan", "小于"),
        _ => ("lessThanOrEqual", "不大于"),
    };
    let mut message = match field.unit {
        _ if field.kind == FieldKind::Percent => "请录百分数,如 12%".to_owned(),
        Some(unit) => format!("请只录数字,单位是{}", unit.words()),
        None => "请只录数字".to_owned(),
    };
    let mut condition = vec![format!("ISNUMBER({at})")];
    if whole {
        condition.push(format!("N({at})=INT(N({at}))"));
    }
    for (sign, limit) in &limits {
        let shown = match field.kind {
            FieldKind::Percent => format!("{}%", plain(*limit * Decimal::ONE_HUNDRED)),
            _ => plain(*limit),
        };
        let _ = write!(message, ",{}{shown}", comparison(sign).1);
        condition.push(format!("{at}{sign}{}", plain(*limit)));
    }
    let kind = if whole { "whole" } else { "decimal" };
    let rule = match limits.as_slice() {
        [] => Some(("between", "-1E+15".to_owned(), Some("1E+15".to_owned()))),
        [(sign, limit)] => Some((comparison(sign).0, plain(*limit), None)),
        [(">=", low), ("<=", high)] => Some(("between", plain(*low), Some(plain(*high)))),
        _ => None,
    };
    // 约200人 and 500万元 are read all the same where no exact figure is asked for.
    Check {
        rule: rule.map(|(operator, first, second)| Rule {
            kind,
            operator,
            first,
            second,
        }),
        condition: Some(format!("AND({})", condition.join(","))),
        message,
        warning: !field.exact,
    }
}

/// The relations of the form that the entry takes part in and that are refused: condition and
/// words. Each is told at every cell of it, whichever is filled in last; what is blank is not
/// compared.
fn comparisons(
    form: &FormDefinition,
    entries: &[Entry<'_>],
    entry: &Entry<'_>,
) -> Vec<(String, String)> {
    let place = |key: &str| entries.iter().find(|e| e.field.key == key);
    let mut found = Vec::new();
    let mut compare = |key: &str, sign: &str, words: &str, other: &str| {
        let Some(one) = place(key) else { return };
        let label = &one.field.label;
        if other == REVIEW_DAY {
            if one.first == entry.first {
                let at = &one.first;
                let condition = format!("OR(NOT(ISNUMBER({at})),{at}{sign}TODAY())");
                found.push((condition, format!("{label}{words}今天")));
            }
            return;
        }
        let Some(two) = place(other) else { return };
        if ![&one.first, &two.first].contains(&&entry.first) {
            return;
        }
        let (a, b) = (&one.first, &two.first);
        found.push((
            format!("OR(NOT(ISNUMBER({a})),NOT(ISNUMBER({b})),{a}{sign}{b})"),
            format!("{label}{words}{}", two.field.label),
        ));
    };
    for relation in form.relations.iter().filter(|r| !r.warns) {
        let (sign, words) = match relation.kind {
            RelationKind::NotBefore => (">=", "不能早于"),
            RelationKind::NotAfter => ("<=", "不能晚于"),
            RelationKind::AtMost => ("<=", "不能大于"),
            RelationKind::AtLeast => (">=", "不能小于"),
            // Sums are seen only once all is filled in, and what must be filled in no cell can ask for.
            RelationKind::SumOf
            | RelationKind::Requires
            | RelationKind::Together
            | RelationKind::RequiredWhen => continue,
        };
        for other in &relation.others {
            compare(&relation.field, sign, words, other);
        }
    }
    let within = |f: &FieldDefinition| f.checks.iter().any(|c| c == "collected_within_due");
    if let Some(due) = form.fields.iter().find(|f| within(f)) {
        compare("collected_amount", "<=", "不能大于", &due.key);
    }
    found
}

fn text_length(field: &FieldDefinition) -> Option<Check> {
    let (min, max) = (field.min_chars, field.max_chars);
    if min.is_none() && max.is_none() {
        return None;
    }
    let (min, max) = (min.unwrap_or(1), max.unwrap_or(32_767));
    let message = match field.max_chars {
        Some(_) => format!("请写 {min} 到 {max} 个字:{}", field.hint),
        None => format!("至少写 {min} 个字:{}", field.hint),
    };
    let rule = Rule {
        kind: "textLength",
        operator: "between",
        first: min.to_string(),
        second: Some(max.to_string()),
    };
    Some(Check::of(rule, message))
}

fn hint(field: &FieldDefinition) -> String {
    let must = match (is_required(field), field.required) {
        (true, _) => "必填。",
        (false, Required::Conditional) => "视情况必填。",
        _ => "",
    };
    format!("{must}{}", field.hint)
}

fn clipped(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
