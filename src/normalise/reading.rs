//! A cell looked at as a field: what all kinds share (errors, blanks, placeholders, lost digits).

use super::account::looks_rounded;
use super::{CellInput, Outcome, ReadingRules, choice, placeholder, squeeze, ticks};
use super::{kinds, money};
use crate::domain::decimal::plain;
use crate::domain::reading::{Missing, Reading};
use crate::domain::value::{Value, iso};
use crate::findings::{Finding, FindingDraft, Severity};
use crate::forms::{FieldDefinition, FieldKind};
use crate::grid::{CellValue, NumberFormat};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What a reader of one kind works with.
pub(super) struct Reader<'a> {
    pub field: &'a FieldDefinition,
    pub input: &'a CellInput<'a>,
    pub rules: &'a ReadingRules,
    pub today: NaiveDate,
    /// As people see it; for messages.
    pub raw: String,
    /// The text, letters of symbol fonts turned into the signs that they show.
    pub text: String,
    /// The stored number, if the cell holds one.
    pub number: Option<Decimal>,
    findings: Vec<FindingDraft>,
}

impl Reader<'_> {
    /// Adds a finding; `{expected}` is always at hand.
    pub fn say(&mut self, code: &'static str, facts: &[(&str, &str)]) {
        let draft = self.draft(code, facts);
        self.findings.push(draft);
    }

    /// Adds the finding that says why the cell cannot be read; only a warning where the field's
    /// row says so.
    pub fn refuse(&mut self, code: &'static str, facts: &[(&str, &str)]) -> Reading {
        let mut draft = self.draft(code, facts);
        if self.field.lenient {
            draft = draft.severity(Severity::Warning);
        }
        self.findings.push(draft);
        Reading::Unreadable
    }

    fn draft(&self, code: &'static str, facts: &[(&str, &str)]) -> FindingDraft {
        let mut all = facts.to_vec();
        all.push(("expected", &self.field.hint));
        let draft = Finding::draft(code, &all)
            .of_field(&self.field.label)
            .quoting(&self.raw);
        match &self.field.clause {
            Some(clause) => draft.clause(clause),
            None => draft,
        }
    }
}

/// See [`super::field`].
pub(super) fn read(
    field: &FieldDefinition,
    input: &CellInput<'_>,
    rules: &ReadingRules,
    today: NaiveDate,
) -> Outcome {
    let (text, font_missing) = ticks::shown_text(input.cell);
    let number = match &input.cell.value {
        CellValue::Number { value, .. } => Some(*value),
        _ => None,
    };
    let mut reader = Reader {
        field,
        input,
        rules,
        today,
        raw: squeeze::trimmed(&input.cell.value.raw()),
        text,
        number,
        findings: Vec::new(),
    };
    let reading = reader.reading(font_missing);
    Outcome {
        reading,
        findings: reader.findings,
    }
}

impl Reader<'_> {
    fn reading(&mut self, font_missing: bool) -> Reading {
        let cell = self.input.cell;
        if cell.uncached {
            return self.refuse("E-FORMULA-UNSAVED", &[]);
        }
        if let CellValue::Error(_) = cell.value {
            return self.refuse("E-CELL-ERROR", &[]);
        }
        if cell.value.is_blank() {
            return Reading::Missing(Missing::Blank);
        }
        if cell.external {
            self.say("I-EXTERNAL-VALUE", &[]);
        }
        if self.is_placeholder() {
            return Reading::Missing(Missing::Placeholder);
        }
        if self.keeps_digits() && self.digits_lost() {
            return self.refuse("E-DIGITS-LOST", &[]);
        }
        match self.field.kind {
            FieldKind::Text => self.free_text(),
            FieldKind::Choice | FieldKind::Choices | FieldKind::Flag => self.picked(font_missing),
            FieldKind::Date => self.day(),
            FieldKind::Period => self.period(),
            FieldKind::Term => self.term(),
            FieldKind::Amount => money::amount(self),
            FieldKind::Percent => money::percent(self),
            FieldKind::Number | FieldKind::Integer => money::count(self),
            FieldKind::RegistrationCode => kinds::registration_code(self),
            FieldKind::Postcode => kinds::postcode(self),
            FieldKind::Phone => kinds::phone(self, true),
            FieldKind::Fax => kinds::phone(self, false),
            FieldKind::Account => kinds::account(self),
        }
    }

    fn is_placeholder(&self) -> bool {
        if self.number.is_some() || !placeholder::is_placeholder(&self.text, self.rules) {
            return false;
        }
        let answers = self.field.none_is_answer && placeholder::says_none(&self.text)
            || choice::find(&self.text, &self.field.choices).is_some()
            // A long dash alone is how an open term is printed.
            || self.field.kind == FieldKind::Term && matches!(self.text.trim(), "—" | "——");
        !answers
    }

    /// Kinds whose digits are names and not numbers.
    fn keeps_digits(&self) -> bool {
        matches!(
            self.field.kind,
            FieldKind::Text
                | FieldKind::RegistrationCode
                | FieldKind::Account
                | FieldKind::Phone
                | FieldKind::Fax
                | FieldKind::Postcode
        )
    }

    fn digits_lost(&self) -> bool {
        match &self.input.cell.value {
            CellValue::Number { digits_lost, .. } => *digits_lost,
            CellValue::Text(text) => looks_rounded(text),
            _ => false,
        }
    }

    fn free_text(&mut self) -> Reading {
        if let (Some(number), NumberFormat::Date) = (self.number, self.input.cell.format)
            && let Some(day) = super::date::from_serial(number, self.input.dates)
        {
            return Reading::Value(Value::Text(iso(day)));
        }
        let text = match self.number {
            Some(number) => plain(number),
            None => unsigned(&squeeze::trimmed(&self.text)),
        };
        if text.is_empty() {
            return Reading::Missing(Missing::Blank);
        }
        if self.field.none_is_answer && placeholder::says_none(&text) {
            return Reading::Value(Value::Text("无".to_owned()));
        }
        let length = text.chars().filter(|c| !c.is_whitespace()).count();
        let (least, most) = (self.field.min_chars, self.field.max_chars);
        if least.is_some_and(|n| length < n) {
            let least = least.unwrap_or(0).to_string();
            return self.refuse(
                "E-TEXT-SHORT",
                &[("length", &length.to_string()), ("least", &least)],
            );
        }
        if most.is_some_and(|n| length > n) {
            let most = most.unwrap_or(0).to_string();
            return self.refuse(
                "E-TEXT-LONG",
                &[("length", &length.to_string()), ("most", &most)],
            );
        }
        Reading::Value(Value::Text(text))
    }
}

/// Takes `(签字)`, `(盖章)` and the like off the end of a name.
fn unsigned(text: &str) -> String {
    let mut rest = text.trim();
    loop {
        let before = rest;
        for mark in [
            "(签字)",
            "（签字）",
            "(签名)",
            "（签名）",
            "(盖章)",
            "（盖章）",
            "(签章)",
            "（签章）",
            "(公章)",
            "（公章）",
            "签字:",
            "签字：",
        ] {
            rest = rest.trim_end_matches(mark).trim_start_matches(mark).trim();
        }
        if rest == before {
            return rest.to_owned();
        }
    }
}
