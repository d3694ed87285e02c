//! A 待审批.xlsx that came back: each row that decides is judged as its case's own workbook would be.

use super::keeper::Keeper;
use super::pending::{PendingNotes, Waiting, waiting};
use super::pending_sheet::{DECIDED, KEY, Row, SHEET, rows};
use super::ports::Arrival;
use crate::archive::{ArchiveError, Wanted};
use crate::domain::approval::Dropped;
use crate::domain::cell::CellRef;
use crate::domain::name::fold;
use crate::domain::reading::Reading;
use crate::domain::status::Status;
use crate::findings::{Finding, Severity};
use crate::flow::again;
use crate::grid::{self, Limits, Sheet, Workbook};
use crate::judged::{FieldReport, JudgedFile, JudgedRecord};
use crate::normalise::{self, CellInput};
use crate::policy::Policy;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A list that came back, and what it is judged with.
pub(super) struct CameBack<'a> {
    pub arrival: &'a Arrival<'a>,
    pub workbook: &'a Workbook,
    pub sheet: &'a Sheet,
    pub role: &'a str,
    pub policy: &'a Policy,
    pub today: NaiveDate,
    pub limits: &'a Limits,
    pub keeper: &'a Keeper,
}

/// Judges a list that came back: a record for each row that decides, findings for what did not
/// count. The list itself is never returned: what did not count stands on the next one.
pub(super) fn judged(list: &CameBack<'_>) -> Result<JudgedFile, ArchiveError> {
    let CameBack { arrival, role, .. } = *list;
    let cases = waiting(list.keeper, list.policy, role, list.today)?;
    let (rows, listed) = rows(list.sheet);
    let mut file = JudgedFile {
        file: arrival.file_name.to_owned(),
        status: Status::Accepted,
        findings: Vec::new(),
        records: Vec::new(),
        enclosed: Vec::new(),
    };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for row in &rows {
        let case = cases.iter().find(|case| case.version == row.key);
        let fits = case.is_some_and(|case| {
            fold(&case.customer) == fold(&row.customer) && fold(&case.subject) == fold(&row.subject)
        });
        let once = seen.insert(&row.key);
        if row.decided.is_empty() {
            continue;
        }
        match case {
            Some(case) if fits && once => {
                let record = decide(list, row, case)?;
                file.records.extend(record);
            }
            _ => {
                let (at, name) = (
                    (row.at + 1).to_string(),
                    format!("{} {}", row.customer, row.subject),
                );
                let facts = [
                    ("row", at.as_str()),
                    ("key", &row.key),
                    ("case", name.trim()),
                ];
                let place = CellRef::new(row.at, 0);
                file.findings.push(
                    Finding::draft("W-PENDING-KEY", &facts)
                        .at(SHEET, Some(place))
                        .done(),
                );
            }
        }
    }
    let gone: Vec<String> = cases
        .iter()
        .filter(|case| listed.contains(&case.version) && !seen.contains(case.version.as_str()))
        .map(|case| format!("{} {}", case.customer, case.subject))
        .collect();
    if !gone.is_empty() {
        let facts = [("cases", gone.join("、"))];
        let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        file.findings.push(
            Finding::draft("W-PENDING-MISSING", &facts)
                .at(SHEET, None)
                .done(),
        );
    }
    let decided = file
        .records
        .iter()
        .filter(|r| r.status.is_accepted())
        .count();
    let refused = file.records.len() - decided
        + file
            .findings
            .iter()
            .filter(|f| f.code == "W-PENDING-KEY")
            .count();
    let counts = [decided.to_string(), refused.to_string(), role.to_owned()];
    let facts = [
        ("decided", counts[0].as_str()),
        ("refused", &counts[1]),
        ("role", &counts[2]),
    ];
    file.findings
        .insert(0, Finding::draft("I-PENDING-READ", &facts).done());
    if refused > 0 || !gone.is_empty() {
        file.status = Status::AcceptedWithWarnings;
    }
    Ok(file)
}

/// One row: the case's own workbook with the row's decision in its approval block.
fn decide(
    list: &CameBack<'_>,
    row: &Row,
    case: &Waiting,
) -> Result<Option<JudgedRecord>, ArchiveError> {
    let CameBack {
        arrival,
        sheet,
        role,
        policy,
        today,
        limits,
        ..
    } = *list;
    let archive = &list.keeper.archive;
    let entry = archive.entry(&case.version)?;
    let bytes = archive.blob(entry.submitted_sha256)?;
    let name = entry.file.rsplit('/').next().unwrap_or(&entry.file);
    let Ok(original) = grid::read(&bytes, name, limits) else {
        return Ok(None);
    };
    let mut reading = again::read(&original, policy, today, limits);
    let wanted = Wanted::of(reading.extracted(), "", arrival.path, today);
    let mut known = archive.known_facts(&wanted, &[], today)?;
    known.dropped = Some(Dropped {
        role: role.to_owned(),
        owner: arrival.owner.map(str::to_owned),
    });
    let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(record) = reading.record_mut(at) else {
        return Ok(None);
    };
    for (key, _) in DECIDED {
        let Some(definition) = record.form.field(key) else {
            continue;
        };
        let cell = row
            .decided
            .get(key)
            .and_then(|at| Some((*at, sheet.cell(*at)?)));
        let Some(field) = record.fields.iter_mut().find(|f| f.key == key) else {
            continue;
        };
        field.raw = cell.map(|(_, cell)| cell.value.raw());
        field.reading = Reading::Missing(crate::domain::reading::Missing::Blank);
        if let Some((at, cell)) = cell {
            let input = CellInput {
                cell,
                dates: list.workbook.dates,
                label_unit: Some("万元").filter(|_| key == "approved_limit"),
                note: None,
            };
            let outcome = normalise::field(definition, &input, policy.reading_rules(), today);
            field.reading = outcome.reading.clone();
            record.findings.extend(outcome.findings_at(SHEET, Some(at)));
        }
    }
    let Some(mut judged) = reading.judged(at, &known) else {
        return Ok(None);
    };
    judged.sheet = SHEET.to_owned();
    judged.row = Some(row.at + 1);
    for finding in &mut judged.findings {
        // Of the case's own workbook there is no cell here.
        if finding.sheet.as_deref() != Some(SHEET) {
            finding.sheet = Some(SHEET.to_owned());
            finding.cell = row.decided.values().next().copied();
        }
    }
    for field in &mut judged.fields {
        field.cell = None;
    }
    judged.fields.push(FieldReport {
        label: KEY.to_owned(),
        cell: Some(CellRef::new(row.at, 0)),
        raw: Some(row.key.clone()),
        value: Some(row.key.clone()),
        unit: None,
        extra: true,
        line: None,
    });
    Ok(Some(judged))
}

/// What the next list has to say of a list that came back.
pub(super) fn notes(file: &JudgedFile) -> PendingNotes {
    let mut notes = PendingNotes::default();
    for record in file.records.iter().filter(|r| !r.status.is_accepted()) {
        let key = record.fields.iter().find(|f| f.extra && f.label == KEY);
        let Some(key) = key.and_then(|f| f.value.clone()) else {
            continue;
        };
        let errors = record
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Error);
        let words: Vec<&str> = errors.map(|f| f.message.as_str()).collect();
        notes
            .rows
            .insert(key, format!("▲ 上次没有办成:{}", words.join("")));
    }
    let all = file
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Warning);
    notes.all = all.map(|f| f.message.clone()).collect();
    notes
}
