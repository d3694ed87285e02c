//! Findings: what is wrong or worth knowing in a submitted form, as data until the edge.
//!
//! The catalogue (`catalogue.toml`) holds code, severity, message and way to mend it; a finding
//! is made by filling a catalogue entry with facts. The reference table in docs/ comes from it.

mod alike;
mod catalogue;

/// Code of the note that a record took the place of an earlier version.
pub const CORRECTION: &str = "I-CORRECTION";

pub use alike::{Alike, MOST_ALIKE};
pub use catalogue::{CatalogueEntry, catalogue, entry};

use crate::domain::cell::CellRef;
use serde::{Deserialize, Serialize};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The record is returned.
    Error,
    /// Accepted, but someone should look.
    Warning,
    /// A note (说明).
    Info,
}

impl Severity {
    /// The word for staff.
    pub fn words(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "提醒",
            Self::Info => "说明",
        }
    }
}

/// Whom a finding asks to act; 审核结论 keeps 需您决定 and 业务员需补 apart by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// The one who filled in the form.
    Staff,
    /// The manager who decides.
    Manager,
    /// Nobody: it is there to be known.
    Nobody,
}

/// One finding, with everything its owner needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Code of the catalogue (`E-REQUIRED`).
    pub code: String,
    /// Severity.
    pub severity: Severity,
    /// Sheet it concerns.
    pub sheet: Option<String>,
    /// Cell in A1 (a merge's top left); none if the label itself is absent.
    pub cell: Option<CellRef>,
    /// The definition's own label.
    pub field: Option<String>,
    /// The raw text that stood there.
    pub value: Option<String>,
    /// What is wrong, in Chinese.
    pub message: String,
    /// How to mend it, in Chinese.
    pub fix: String,
    /// Clause of the policy.
    pub clause: Option<String>,
}

impl Finding {
    /// Whom it asks to act: the catalogue's word, else an error asks the staff and nothing else
    /// asks anybody. An error always asks somebody, whatever the catalogue says of the code.
    pub fn asks(&self) -> Asks {
        let said = catalogue().get(&self.code).and_then(|entry| entry.asks);
        match (said, self.severity) {
            (Some(Asks::Nobody) | None, Severity::Error) => Asks::Staff,
            (Some(asks), _) => asks,
            (None, _) => Asks::Nobody,
        }
    }

    /// A finding from the catalogue entry `code`, its texts filled with `facts`
    /// (`{name}` in the text is replaced by the fact of that name).
    /// `{cell}`, `{field}` and `{value}` are filled by [`FindingDraft::at`], [`FindingDraft::of_field`] and
    /// [`FindingDraft::quoting`]. A fact that is not given leaves its place empty.
    pub fn draft(code: &'static str, facts: &[(&str, &str)]) -> FindingDraft {
        let entry = entry(code);
        FindingDraft {
            finding: Finding {
                code: code.to_owned(),
                severity: entry.severity,
                sheet: None,
                cell: None,
                field: None,
                value: None,
                message: entry.message.clone(),
                fix: entry.fix.clone(),
                clause: entry.clause.clone(),
            },
            facts: facts
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        }
    }
}

/// A finding being put together; [`FindingDraft::done`] fills the texts.
#[derive(Debug, Clone)]
#[must_use]
pub struct FindingDraft {
    finding: Finding,
    facts: Vec<(String, String)>,
}

impl FindingDraft {
    /// Where it stands.
    pub fn at(mut self, sheet: &str, cell: Option<CellRef>) -> Self {
        self.finding.sheet = Some(sheet.to_owned());
        self.finding.cell = cell;
        self
    }

    /// Which field it concerns (the definition's label).
    pub fn of_field(mut self, label: &str) -> Self {
        self.finding.field = Some(label.to_owned());
        self
    }

    /// The raw text that stood there.
    pub fn quoting(mut self, raw: &str) -> Self {
        self.finding.value = Some(raw.to_owned());
        self
    }

    /// The clause, where it is not the catalogue's.
    pub fn clause(mut self, clause: &str) -> Self {
        self.finding.clause = Some(clause.to_owned());
        self
    }

    /// The severity, where the field's row or the policy says other than the catalogue.
    pub fn severity(mut self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    /// The finished finding.
    pub fn done(self) -> Finding {
        let FindingDraft {
            mut finding,
            mut facts,
        } = self;
        let place = |text: Option<String>| text.unwrap_or_default();
        facts.push(("cell".into(), place(finding.cell.map(|c| c.to_string()))));
        facts.push(("sheet".into(), place(finding.sheet.clone())));
        facts.push(("field".into(), place(finding.field.clone())));
        facts.push(("value".into(), place(finding.value.clone())));
        finding.message = catalogue::fill(&finding.message, &facts);
        finding.fix = catalogue::fill(&finding.fix, &facts);
        finding
    }
}
