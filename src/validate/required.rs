//! What must be filled in, and what an indicator lacks (domain 1.1.3 ambiguity 11, ruling 9.3).
//!
//! Which fields a branch, an institution, a sole trader or a prospect may leave empty is a table
//! of the policy, so that a truthful form can always be accepted.

use super::checks::Look;
use crate::domain::name::fold;
use crate::extract::{FieldReading, Missing, Reading, Record};
use crate::findings::Finding;
use crate::forms::{FieldDefinition, Required};
use crate::normalise::RequiredExemption;
use crate::policy::Policy;
use rust_decimal::Decimal;

pub(super) fn findings(record: &Record<'_>, policy: &Policy) -> Vec<Finding> {
    let exemptions = matching(record, &policy.reading_rules().exemptions);
    let mut found = Vec::new();
    let mut freed: Vec<&str> = Vec::new();
    for field in record.definitions() {
        let Some(reading) = record.field(&field.key) else {
            continue;
        };
        if !matches!(reading.reading, Reading::Missing(_)) {
            continue;
        }
        if field.indicator_input {
            found.push(indicator_missing(record, field, reading));
        } else if field.required == Required::Yes {
            if exemptions.iter().any(|e| e.freed.contains(&field.key)) {
                freed.push(&field.label);
            } else {
                found.push(missing_field(record, field, ""));
            }
        }
    }
    if let (false, Some(exemption)) = (freed.is_empty(), exemptions.first()) {
        let facts = [
            ("kind", exemption.kind.as_str()),
            ("fields", &freed.join("、")),
        ];
        found.push(
            Finding::draft("I-REQUIRED-FREED", &facts)
                .at(&record.sheet, None)
                .done(),
        );
    }
    found.extend(timeliness_missing(record));
    found
}

/// The finding that a field is missing; `because` says on what condition it must be filled in.
pub(super) fn missing_field(
    record: &Record<'_>,
    field: &FieldDefinition,
    because: &str,
) -> Finding {
    let reading = record.field(&field.key);
    let cell = reading.and_then(|r| r.cell);
    let state = format!("{}{because}", state(reading));
    let place = match cell {
        Some(cell) => format!(" {cell} "),
        None => format!("表上补一栏「{}」,", field.label),
    };
    Look::of(record, field)
        .draft(
            "E-REQUIRED",
            &[
                ("state", &state),
                ("place", &place),
                ("expected", &field.hint),
            ],
        )
        .done()
}

/// How a missing field stands there, in words.
fn state(reading: Option<&FieldReading>) -> String {
    match reading.map(|r| (&r.reading, r.raw.as_deref())) {
        Some((Reading::Missing(Missing::Placeholder), Some(raw))) => {
            format!("写的是「{}」,不算填写", raw.trim())
        }
        Some((Reading::Missing(Missing::Blank), _)) => "空着".to_owned(),
        _ => "表上没有这一栏".to_owned(),
    }
}

fn indicator_missing(
    record: &Record<'_>,
    field: &FieldDefinition,
    reading: &FieldReading,
) -> Finding {
    let state = state(Some(reading));
    Look::of(record, field)
        .draft(
            "W-IND-MISSING",
            &[("state", &state), ("expected", &field.hint)],
        )
        .done()
}

/// Indicator 1 needs to know whether payment was timely: by the two amounts, else by the tick
/// (ruling 9.8). An unreadable one has its own error already.
fn timeliness_missing(record: &Record<'_>) -> Option<Finding> {
    let field = record.definitions().find(|f| f.key == "due_amount")?;
    let keys = ["due_amount", "collected_amount", "timely"];
    let unreadable = keys
        .iter()
        .filter_map(|k| record.field(k))
        .any(|f| f.reading == Reading::Unreadable);
    let due = record.number("due_amount");
    let by_amounts = due.is_some_and(|d| d.is_zero())
        || due.is_some() && record.number("collected_amount").is_some();
    if unreadable || by_amounts || record.text("timely").is_some() {
        return None;
    }
    let state = match due {
        Some(due) if due > Decimal::ZERO => "填了,但「按期回款额」和「是否及时回款」都没填",
        _ => "和「是否及时回款」都没填",
    };
    Some(
        Look::of(record, field)
            .draft(
                "W-IND-MISSING",
                &[
                    ("state", state),
                    (
                        "expected",
                        "到期应收额和按期回款额;没有数就在「是否及时回款」写 及时 或 拖欠",
                    ),
                ],
            )
            .done(),
    )
}

/// The rows of the policy's table that fit the customer.
fn matching<'p>(record: &Record<'_>, rows: &'p [RequiredExemption]) -> Vec<&'p RequiredExemption> {
    // Also of a code with a slip in it: its prefix still tells the kind of customer.
    let code = record
        .field("registration_code")
        .and_then(|f| f.raw.as_deref())
        .map(fold)
        .unwrap_or_default();
    let name = fold(record.customer().unwrap_or_default());
    let kind = fold(record.text("ownership").unwrap_or_default());
    let said: Vec<String> = record
        .extras
        .iter()
        .filter(|e| fold(&e.label).ends_with("状态") || fold(&e.label).ends_with("性质"))
        .filter_map(|e| e.raw.as_deref().or(e.value.as_deref()))
        .map(fold)
        .collect();
    rows.iter()
        .filter(|row| {
            let by_code = code.chars().count() == 18
                && row
                    .code_prefixes
                    .iter()
                    .any(|p| code.starts_with(p.as_str()));
            let by_name =
                !name.is_empty() && row.name_endings.iter().any(|e| name.ends_with(&fold(e)));
            let asked = !kind.is_empty() || !said.is_empty();
            let by_word = asked
                && row.words.iter().any(|w| {
                    let word = fold(w);
                    word == kind || said.contains(&word)
                });
            by_code || by_name || by_word
        })
        .collect()
}
