//! Data validation of the input cells: the checks that a cell alone can answer, in the form's own
//! words, so that a mistake is told while it is typed.
//!
//! What the program would return is refused; what it only warns of may be kept (warning style).
//! Written as XML of our own: umya-spreadsheet knows no style of an error and drops the formulas of
//! a rule that has two.

use super::Entry;
use super::look::{is_required, serial};
use crate::domain::decimal::plain;
use crate::forms::{FieldDefinition, FieldKind, Required};
use crate::policy::Policy;
use crate::sheet::escaped;
use std::fmt::Write as _;

/// Excel takes at most 255 characters of a list written out; a longer one stays a hint.
const LONGEST_LIST: usize = 253;

/// What a cell may hold.
struct Check {
    kind: &'static str,
    operator: &'static str,
    first: String,
    second: Option<String>,
    message: String,
    /// Whether the value may be kept all the same.
    warning: bool,
}

impl Check {
    fn new(
        kind: &'static str,
        operator: &'static str,
        first: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            operator,
            first: first.into(),
            second: None,
            message: message.into(),
            warning: false,
        }
    }

    fn custom(formula: String, message: impl Into<String>) -> Self {
        Self::new("custom", "", formula, message)
    }

    fn between(mut self, last: impl Into<String>) -> Self {
        self.operator = "between";
        self.second = Some(last.into());
        self
    }

    fn only_warns(mut self, warning: bool) -> Self {
        self.warning = warning;
        self
    }
}

/// The `dataValidations` element of a form.
pub(super) fn element(policy: &Policy, entries: &[Entry<'_>]) -> String {
    let mut all = String::new();
    for entry in entries {
        all.push_str(&rule(entry, check(policy, entry, entries)));
    }
    format!(
        "<dataValidations count=\"{}\">{all}</dataValidations>",
        entries.len()
    )
}

fn rule(entry: &Entry<'_>, check: Option<Check>) -> String {
    let mut attributes = String::new();
    let mut attribute = |name: &str, value: &str| {
        let _ = write!(attributes, " {name}=\"{}\"", escaped(value));
    };
    if let Some(check) = &check {
        attribute("type", check.kind);
        if check.warning {
            attribute("errorStyle", "warning");
        }
        if !check.operator.is_empty() {
            attribute("operator", check.operator);
        }
    }
    attribute("allowBlank", "1");
    attribute("showInputMessage", "1");
    if let Some(check) = &check {
        attribute("showErrorMessage", "1");
        attribute(
            "errorTitle",
            if check.warning {
                "请核对"
            } else {
                "请改一下"
            },
        );
        attribute("error", &clipped(&check.message, 220));
    }
    attribute("promptTitle", &clipped(&entry.field.label, 32));
    attribute("prompt", &clipped(&hint(entry.field), 255));
    attribute("sqref", &entry.range);
    let formula = |n: u8, text: &str| format!("<formula{n}>{}</formula{n}>", escaped(text));
    let formulas = check.map_or_else(String::new, |check| {
        let second = check
            .second
            .map_or_else(String::new, |text| formula(2, &text));
        format!("{}{second}", formula(1, &check.first))
    });
    format!("<dataValidation{attributes}>{formulas}</dataValidation>")
}

fn check(policy: &Policy, entry: &Entry<'_>, entries: &[Entry<'_>]) -> Option<Check> {
    let field = entry.field;
    let at = entry.first.as_str();
    let rules = policy.reading_rules();
    let named = |check: &str| field.checks.iter().any(|c| c == check);
    if named("assessor_role") {
        let roles = policy.organisation.assessing_roles();
        // A deputy's own title may stand there too.
        return list(&roles, "战略影响须由业务部经理以上评估;代理的请照实写")
            .map(|c| c.only_warns(true));
    }
    let found = match field.kind {
        FieldKind::Choice => {
            let words: Vec<&str> = field.choices.iter().map(|c| c.word.as_str()).collect();
            list(&words, "请从列表中选")
        }
        FieldKind::Flag => list(&["是", "否"], "请填「是」或「否」"),
        FieldKind::Choices | FieldKind::Term => None,
        FieldKind::Date => Some(date(policy, field)),
        FieldKind::Period => Some(Check::custom(
            format!(
                "AND(ISNUMBER(VALUE(LEFT(TRIM({at}),4))),VALUE(LEFT(TRIM({at}),4))>=1950,VALUE(LEFT(TRIM({at}),4))<=2200)"
            ),
            format!("请写{}", field.hint),
        )),
        FieldKind::Percent => {
            let high = plain(rules.percent_high);
            let check = Check::new(
                "decimal",
                "",
                format!("-{high}"),
                format!(
                    "请录百分数,如 12%;超过{}%的请核对",
                    plain(rules.percent_high * rust_decimal::Decimal::ONE_HUNDRED)
                ),
            );
            // Above it the program only asks to look again.
            Some(check.between(high).only_warns(true))
        }
        FieldKind::Amount | FieldKind::Number | FieldKind::Integer => Some(number(entry, entries)),
        FieldKind::Text => text_length(field),
        FieldKind::RegistrationCode => {
            let length = format!("LEN(SUBSTITUTE({at},\" \",\"\"))");
            Some(Check::custom(
                format!("OR({length}=18,{length}=15,{length}=13)"),
                "统一社会信用代码 18 位,旧注册号 15 位;请对照营业执照",
            ))
        }
        FieldKind::Postcode => {
            let bare = format!("SUBSTITUTE({at},\" \",\"\")");
            Some(Check::custom(
                format!("AND(LEN({bare})=6,ISNUMBER(VALUE({bare})))"),
                "邮政编码是 6 位数字,如 050000",
            ))
        }
        FieldKind::Account => {
            let length = format!("LEN(SUBSTITUTE(SUBSTITUTE({at},\" \",\"\"),\"-\",\"\"))");
            let (min, max) = (rules.account_min_digits, rules.account_max_digits);
            Some(Check::custom(
                format!("AND({length}>={min},{length}<={max})"),
                format!("帐号应为 {min} 到 {max} 位,请照开票资料录全"),
            ))
        }
        FieldKind::Phone => Some(Check::new(
            "textLength",
            "greaterThanOrEqual",
            "5",
            "电话号码太短;固定电话请带区号,如 0311-87654321",
        )),
        FieldKind::Fax => Some(Check::new(
            "textLength",
            "greaterThanOrEqual",
            "7",
            "传真号码太短;请带区号,如 0311-87654321",
        )),
    };
    found.map(|c| {
        let warning = c.warning || field.lenient;
        c.only_warns(warning)
    })
}

fn list(words: &[&str], message: &str) -> Option<Check> {
    let list = words.join(",");
    (!words.is_empty() && list.chars().count() <= LONGEST_LIST).then(|| {
        Check::new(
            "list",
            "",
            format!("\"{list}\""),
            format!("{message}:{}", words.join("、")),
        )
    })
}

fn date(policy: &Policy, field: &FieldDefinition) -> Check {
    let named = |check: &str| field.checks.iter().any(|c| c == check);
    let earliest = policy.reading_rules().earliest_date;
    let first = serial(earliest).to_string();
    if named("not_future") || named("filled_on") {
        // A time of day may stand behind today.
        let last = if named("with_time") {
            "TODAY()+1"
        } else {
            "TODAY()"
        };
        let message = format!("请录日期,如 2025-03-01;不早于 {earliest},不晚于今天");
        Check::new("date", "", first, message).between(last)
    } else {
        let message = format!("请录日期,如 2025-03-01;不早于 {earliest}");
        Check::new("date", "greaterThanOrEqual", first, message)
    }
}

fn number(entry: &Entry<'_>, entries: &[Entry<'_>]) -> Check {
    let field = entry.field;
    let unit = field.unit.map_or("", |u| u.words());
    let kind = if field.kind == FieldKind::Integer {
        "whole"
    } else {
        "decimal"
    };
    let min = field.min.map(plain);
    let range = match (&min, field.min_open) {
        (Some(min), true) => format!(",大于 {min}"),
        (Some(min), false) => format!(",不小于 {min}"),
        (None, _) => String::new(),
    };
    let what = match unit {
        "" => "请只录数字".to_owned(),
        unit => format!("请只录数字,单位是{unit}"),
    };
    let message = format!("{what}{range}");
    // 约200人 and 500万元 are read all the same where no exact figure is asked for.
    let check = match (min, field.min_open) {
        (Some(min), true) => Check::new(kind, "greaterThan", min, message),
        (Some(min), false) => Check::new(kind, "greaterThanOrEqual", min, message),
        (None, _) => Check::new(kind, "", "-1E+15", message).between("1E+15"),
    };
    due_and_collected(entry, entries).unwrap_or(check.only_warns(!field.exact))
}

/// 按期回款额 not above 到期应收额, told at either.
fn due_and_collected(entry: &Entry<'_>, entries: &[Entry<'_>]) -> Option<Check> {
    const COLLECTED: &str = "collected_amount";
    let due = entries
        .iter()
        .find(|e| e.field.checks.iter().any(|c| c == "collected_within_due"))?;
    let collected = entries.iter().find(|e| e.field.key == COLLECTED)?;
    if entry.first != due.first && entry.first != collected.first {
        return None;
    }
    let (at, due_at, collected_at) = (&entry.first, &due.first, &collected.first);
    Some(Check::custom(
        format!(
            "AND(ISNUMBER({at}),N({at})>=0,OR(NOT(ISNUMBER({due_at})),N({collected_at})<=N({due_at})))"
        ),
        format!(
            "请只录数字,单位是{},不小于 0;{}不能大于{}",
            entry.field.unit.map_or("", |u| u.words()),
            collected.field.label,
            due.field.label
        ),
    ))
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
    Some(Check::new("textLength", "", min.to_string(), message).between(max.to_string()))
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
