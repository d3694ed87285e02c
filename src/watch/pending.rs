//! `审批/<职务>/待审批.xlsx`: a row a case that waits for that role. Saving a decision there is the
//! act, for each row by itself; each row is judged as if the case's own workbook had been dropped
//! with its 审批结论 filled in (domain ruling 9.25, realforms "In the office").

use super::keeper::Keeper;
use super::ports::Arrival;
use crate::archive::{ArchiveError, Wanted};
use crate::domain::approval::Dropped;
use crate::domain::cell::{CellRange, CellRef};
use crate::domain::dealings::{ContractOnFile, ContractState};
use crate::domain::known::Borrowed;
use crate::domain::marker::RESULT_TOKEN;
use crate::domain::name::fold;
use crate::domain::reading::Reading;
use crate::domain::status::Status;
use crate::findings::{Finding, Severity};
use crate::flow::again;
use crate::forms::label::label;
use crate::grid::{self, Limits, Sheet, Workbook};
use crate::judged::{FieldReport, JudgedFile, JudgedRecord};
use crate::normalise::{self, CellInput};
use crate::policy::Policy;
use crate::policy::approvals::SPECIAL_CONTRACT;
use crate::sheet::plan::{ChoiceList, Content, Protection, SheetPlan, Style};
use crate::sheet::table::{Table, TableCell};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Name of the file and of its sheet.
pub(super) const FILE: &str = "待审批.xlsx";
const SHEET: &str = "待审批";
/// The column that names a case: the archived version that waits.
const KEY: &str = "事项编号";
/// Before the keys of all rows, in a hidden row below them.
const LISTED: &str = "事项:";
/// Keys of the form's fields that the row's last columns fill in, with their headers.
const DECIDED: [(&str, &str); 4] = [
    ("approval", "审批结论"),
    ("approved_limit", "批准额度(万元)"),
    ("approval_reason", "审批理由"),
    ("approved_on", "审批日期"),
];
/// Columns by which a row is known to be the case's.
const CUSTOMER: &str = "客户名称";
const NUMBER: &str = "合同编号";
/// How many columns stand before those to be filled in.
const FACTS: u32 = 11;

/// What is to be said on the next list of a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingNotes {
    /// By case, why what was written of it did not count.
    pub rows: BTreeMap<String, String>,
    /// What concerns no row that still stands there.
    pub all: Vec<String>,
}

/// A case that waits: the customer, and the contract with the version that registered it.
type Waiting = (String, Borrowed<ContractOnFile>);

/// The cases that wait for a role on a day, oldest first.
fn waiting(
    keeper: &Keeper,
    policy: &Policy,
    role: &str,
    today: NaiveDate,
) -> Result<Vec<Waiting>, ArchiveError> {
    let organisation = &policy.organisation;
    let mut cases = keeper.archive.contracts(today)?;
    cases.retain(|(_, contract)| {
        let rule = organisation.approval(SPECIAL_CONTRACT, "", contract.value.amount_wan.0);
        contract.value.state == ContractState::Waiting
            && rule.is_some_and(|rule| organisation.may(rule, role))
    });
    Ok(cases)
}

/// The lists of all approving roles, each with whether anything waits.
pub(super) fn lists(
    keeper: &Keeper,
    policy: &Policy,
    today: NaiveDate,
    notes: &BTreeMap<String, PendingNotes>,
) -> Result<Vec<(String, SheetPlan, bool)>, ArchiveError> {
    let none = PendingNotes::default();
    policy
        .organisation
        .approving_roles()
        .into_iter()
        .map(|role| {
            let cases = waiting(keeper, policy, &role.name, today)?;
            let plan = plan(&role.name, &cases, notes.get(&role.name).unwrap_or(&none));
            Ok((role.name.clone(), plan, !cases.is_empty()))
        })
        .collect()
}

fn plan(role: &str, cases: &[Waiting], notes: &PendingNotes) -> SheetPlan {
    let said = match notes.all.as_slice() {
        [] => String::new(),
        words => format!(" ▲ 上次保存:{}", words.join(";")),
    };
    let mut table = Table::new(SHEET, format!("等{role}审批:{}件", cases.len()))
        .subtitle(format!(
            "在黄色几栏里填审批结论,保存并关闭即办;一行一件,空着的照旧等着。不同意要写理由,改批额度要写批准额度。{said}"
        ))
        .note_if_empty("没有等您审批的事")
        .token(format!("{RESULT_TOKEN}{SHEET}"))
        .footer(format!("{SHEET} · {role}"))
        .column(KEY, 10.0, Style::ValueCentred)
        .column("事项", 11.0, Style::ValueCentred)
        .column(CUSTOMER, 24.0, Style::Value)
        .column(NUMBER, 15.0, Style::Value)
        .column("合同金额(万元)", 11.0, Style::ValueRight)
        .column("预付(万元)", 10.0, Style::ValueRight)
        .column("信用敞口(万元)", 11.0, Style::ValueRight)
        .column("信用额度(万元)", 11.0, Style::ValueRight)
        .column("为什么要批", 36.0, Style::Value)
        .column("办事处", 14.0, Style::ValueCentred)
        .column("登记日", 12.0, Style::ValueCentred);
    for ((_, header), width) in DECIDED.iter().zip([13.0, 12.0, 26.0, 13.0]) {
        table = table.column(*header, width, Style::Caution);
    }
    table = table.column("说明", 30.0, Style::Value);
    for (customer, case) in cases {
        let contract = &case.value;
        let wan = |amount: Option<rust_decimal::Decimal>| TableCell::from(amount);
        let mut row: Vec<TableCell> = vec![
            case.version.as_str().into(),
            SPECIAL_CONTRACT.into(),
            customer.as_str().into(),
            contract.contract_no.as_str().into(),
            wan(Some(contract.amount_wan.0)),
            wan(Some(contract.prepaid_wan.0)),
            wan(contract.exposure_wan.map(|e| e.0)),
            wan(contract.limit_wan.map(|l| l.0)),
            contract.reasons.join(";").into(),
            contract.office.as_str().into(),
            case.date.into(),
        ];
        row.extend(DECIDED.map(|_| TableCell::from(Content::Blank)));
        let words = notes.rows.get(&case.version).map_or("", String::as_str);
        row.push(words.into());
        table.row(row);
    }
    let mut plan = table.plan();
    // Locked sheets offer no filter.
    plan.filter = None;
    let header = plan.freeze.map_or(0, |at| at.row.saturating_sub(1));
    let (first, last) = (header + 1, header + cases.len() as u32);
    if !cases.is_empty() {
        let column = |at: u32| CellRange::new(CellRef::new(first, at), CellRef::new(last, at));
        plan.choices.push(ChoiceList {
            area: column(FACTS),
            words: ["同意", "不同意", "改批额度"].map(str::to_owned).to_vec(),
            prompt: "同意、不同意(要写理由)或 改批额度(要写批准额度)".to_owned(),
        });
        let open = CellRange::new(
            CellRef::new(first, FACTS),
            CellRef::new(last, FACTS + DECIDED.len() as u32 - 1),
        );
        plan.protection = Some(Protection { open: vec![open] });
        let keys: Vec<&str> = cases.iter().map(|(_, c)| c.version.as_str()).collect();
        let hidden = last + 2;
        plan.text(
            hidden,
            0,
            format!("{LISTED}{}", keys.join("、")),
            Style::Value,
        );
        plan.hidden_rows.insert(hidden);
    }
    plan
}

/// The list's sheet of a workbook, if it is one.
pub(super) fn sheet_of(workbook: &Workbook) -> Option<&Sheet> {
    let token = format!("{RESULT_TOKEN}{SHEET}");
    let marked = |s: &&Sheet| s.token.as_deref().is_some_and(|t| t.starts_with(&token));
    workbook.sheets.iter().find(marked)
}

/// A row of a list that came back.
struct Row {
    at: u32,
    key: String,
    customer: String,
    number: String,
    decided: BTreeMap<&'static str, CellRef>,
}

/// The rows that name a case, and the keys that the list was made with.
fn rows(sheet: &Sheet) -> (Vec<Row>, Vec<String>) {
    let text = |at: CellRef| {
        let cell = sheet.cell(at);
        cell.map_or_else(String::new, |c| c.value.raw().trim().to_owned())
    };
    let mut listed = Vec::new();
    let mut head = None;
    for at in sheet.cells.keys() {
        let words = text(*at);
        if head.is_none() && words == KEY {
            head = Some(*at);
        }
        if let Some(keys) = words.strip_prefix(LISTED) {
            listed = keys.split('、').map(str::to_owned).collect();
        }
    }
    let Some(head) = head else {
        return (Vec::new(), listed);
    };
    let column = |wanted: &str| {
        let titles = sheet.cells.range(head..CellRef::new(head.row + 1, 0));
        let wanted = label(wanted).text;
        titles
            .map(|(at, _)| *at)
            .find(|at| label(&text(*at)).text == wanted)
            .map(|at| at.col)
    };
    let last = sheet
        .cells
        .last_key_value()
        .map_or(head.row, |(at, _)| at.row);
    let (customer, number) = (column(CUSTOMER), column(NUMBER));
    let of =
        |row: u32, col: Option<u32>| col.map_or_else(String::new, |c| text(CellRef::new(row, c)));
    let rows = (head.row + 1..=last)
        .map(|at| Row {
            at,
            key: text(CellRef::new(at, head.col)),
            customer: of(at, customer),
            number: of(at, number),
            decided: DECIDED
                .iter()
                .filter_map(|(key, header)| {
                    let cell = CellRef::new(at, column(header)?);
                    (!text(cell).is_empty()).then_some((*key, cell))
                })
                .collect(),
        })
        .filter(|row| !row.key.starts_with(LISTED))
        .filter(|row| !row.key.is_empty() || !row.decided.is_empty())
        .collect();
    (rows, listed)
}

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
        let case = cases.iter().find(|(_, case)| case.version == row.key);
        let fits = case.is_some_and(|(customer, case)| {
            fold(customer) == fold(&row.customer)
                && fold(&case.value.contract_no) == fold(&row.number)
        });
        let once = seen.insert(&row.key);
        if row.decided.is_empty() {
            continue;
        }
        match case {
            Some((_, case)) if fits && once => {
                let record = decide(list, row, case)?;
                file.records.extend(record);
            }
            _ => {
                let (at, name) = (
                    (row.at + 1).to_string(),
                    format!("{} {}", row.customer, row.number),
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
        .filter(|(_, case)| listed.contains(&case.version) && !seen.contains(case.version.as_str()))
        .map(|(customer, case)| format!("{customer} {}", case.value.contract_no))
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
    case: &Borrowed<ContractOnFile>,
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
