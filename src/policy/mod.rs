//! The policy: tables of a workbook, loaded and typed.
//!
//! A [`table::Table`] is a sheet as cell texts; [`kinds`] knows the kinds of table, not their
//! contents; the typed rules ([`scoring`], [`credit`], [`service`], [`complaints`],
//! [`organisation`], [`reading`]) are read from the tables, each value with its [`Cite`], so that
//! every figure can name the sheet, cell and clause that gave it. Defaults are data files in
//! `defaults/`, one a sheet; [`load()`] reads a workbook by the same schemas.

pub mod approvals;
pub mod checks;
pub mod cite;
pub mod complaints;
pub mod credit;
pub mod customers;
pub mod diff;
pub mod duties;
mod form_sheets;
pub mod grading;
mod headers;
pub mod kinds;
pub mod load;
pub mod organisation;
pub mod parse;
pub mod range;
pub mod reading;
pub mod receivables;
pub mod rules;
pub mod schema;
pub mod scoring;
pub mod service;
pub mod sharing;
pub mod table;
pub mod table_cells;

pub use crate::normalise::ReadingRules;
pub use cite::{Cite, Cited, OURS};
pub use complaints::ComplaintRules;
pub use credit::CreditRules;
pub use customers::CustomerRules;
pub use diff::{PolicyDiff, diff, fingerprint};
pub use grading::GradingRules;
pub use load::{is_policy, load};
pub use organisation::{Assessor, Organisation};
pub use receivables::{DunningReach, ReceivableRules};
pub use scoring::ScoringRules;
pub use service::ServiceRules;
pub use sharing::SharingRules;
pub use table::Table;

use crate::calendar::Calendar;
use crate::findings::{Finding, Severity};
use crate::forms::Forms;
use chrono::NaiveDate;
use kinds::parameters::Asking;
use std::sync::OnceLock;

/// What the cover says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Version, as reviews cite it.
    pub version: String,
    /// First day on which it is in force.
    pub effective: NaiveDate,
    /// Who approved it; empty until someone did.
    pub approver: String,
    /// Who drew it up.
    pub author: String,
    /// What changed.
    pub change_note: String,
}

/// All tables of a policy, in the workbook's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    /// One a sheet.
    pub tables: Vec<Table>,
}

impl Tables {
    /// The table of that sheet.
    pub fn get(&self, sheet: &str) -> Option<&Table> {
        self.tables.iter().find(|t| t.sheet == sheet)
    }

    /// The text of an item of the cover; empty where there is none.
    pub fn cover(&self, item: &str) -> &str {
        self.get("封面")
            .and_then(|t| t.readers().find(|r| r.text("项目") == item))
            .map_or("", |r| r.text("内容"))
    }

    /// The version that the cover names; empty where it names none.
    pub fn version(&self) -> &str {
        self.cover("版本")
    }

    /// The built-in defaults.
    pub fn built_in() -> Self {
        Self {
            tables: schema::default_tables().to_vec(),
        }
    }
}

/// A policy, typed. Everything that judges reads from here; nothing is hard-coded elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Version, dates, people.
    pub cover: Cover,
    /// Indicators, grades, classes, new customers (clause 1.1.3).
    pub scoring: ScoringRules,
    /// Credit limit and terms (chapter 2).
    pub credit: CreditRules,
    /// Benefits, visits, reports (clauses 1.1.6, 1.2.2).
    pub service: ServiceRules,
    /// Complaints (chapter 3).
    pub complaints: ComplaintRules,
    /// Exposure, ageing, dunning (clauses 2.3.4–2.3.6, 2.4.7).
    pub receivables: ReceivableRules,
    /// Reviews of grades and limits (clauses 1.2.3, 2.4.3, 2.4.5(3)).
    pub grading: GradingRules,
    /// What comes round by the calendar (clauses 1.1.4, 1.1.6, 2.4.5(1), 3.2(1)).
    pub duties: Option<duties::DutyRules>,
    /// What customer cards are merged from (clause 2.4.2).
    pub customers: CustomerRules,
    /// Roles, offices, people, deputies.
    pub organisation: Organisation,
    /// How the share is run.
    pub sharing: SharingRules,
    /// What reading and validation need.
    pub reading: ReadingRules,
    /// Working days.
    pub calendar: Calendar,
    /// The forms that are recognised, checked, judged and drawn.
    pub forms: Forms,
    /// The rules of the forms that rule tables judge.
    pub rules: Vec<rules::FormRules>,
    /// The tables it was read from: for writing, comparing, citing.
    pub tables: Tables,
    /// What is odd but harmless (W-…, I-…).
    pub notes: Vec<Finding>,
}

impl Policy {
    /// The built-in policy: the source where it speaks, our defaults where it lost its numbers.
    pub fn built_in() -> &'static Self {
        static POLICY: OnceLock<Policy> = OnceLock::new();
        POLICY.get_or_init(|| {
            Self::from_tables(Tables::built_in())
                .expect("the built-in policy is without faults; a test holds it to that")
        })
    }

    /// Version, as reviews cite it.
    pub fn version(&self) -> &str {
        &self.cover.version
    }

    /// The rules of the form of that id; none where no rule table judges it.
    pub fn rules_of(&self, form: &str) -> Option<&rules::FormRules> {
        self.rules.iter().find(|r| r.form == form)
    }

    /// What reading and validation need.
    pub fn reading_rules(&self) -> &ReadingRules {
        &self.reading
    }

    /// Types the tables. All faults at once; any error and there is no policy.
    pub fn from_tables(tables: Tables) -> Result<Self, Vec<Finding>> {
        let mut problems: Vec<Finding> = tables.tables.iter().flat_map(Table::problems).collect();
        let mut typing = Typing {
            tables: &tables,
            problems: &mut problems,
        };
        let cover = typing.cover();
        let forms = form_sheets::read(&mut typing);
        let rules = rules::read(&mut typing, &forms);
        let scoring = scoring::read(&mut typing);
        let credit = credit::read(&mut typing);
        let service = service::read(&mut typing);
        let complaints = complaints::read(&mut typing);
        let receivables = receivables::read(&mut typing);
        let grading = grading::read(&mut typing);
        let duties = duties::read(&mut typing);
        let customers = customers::read(&mut typing, &forms);
        let organisation = organisation::read(&mut typing);
        let sharing = sharing::read(&mut typing);
        let reading = reading::read(&mut typing, &forms);
        let calendar = match (typing.table("工作日历"), typing.table("已公布年份")) {
            (Some(days), Some(years)) => kinds::calendar::read(days, years, typing.problems),
            _ => Calendar::default(),
        };
        typing.add(checks::problems(&tables, &forms));
        if problems.iter().any(|p| p.severity == Severity::Error) {
            return Err(problems);
        }
        Ok(Self {
            cover,
            scoring,
            credit,
            service,
            complaints,
            receivables,
            grading,
            duties,
            customers,
            organisation,
            sharing,
            reading,
            calendar,
            forms,
            rules,
            tables,
            notes: problems,
        })
    }
}

/// Tables being typed, with what is wrong so far.
pub(crate) struct Typing<'t, 'p> {
    tables: &'t Tables,
    problems: &'p mut Vec<Finding>,
}

impl<'t> Typing<'t, '_> {
    /// A table by sheet; a missing one has been named by the loader, or is named here.
    pub(crate) fn table(&mut self, sheet: &str) -> Option<&'t Table> {
        let table = self.tables.get(sheet);
        let said = |p: &Finding| p.code == "E-POLICY-SHEET" && p.sheet.as_deref() == Some(sheet);
        if table.is_none() && !self.problems.iter().any(said) {
            let gone = Finding::draft("E-POLICY-SHEET", &[]).at(sheet, None).done();
            self.problems.push(gone);
        }
        table
    }

    /// Questions to a parameter table.
    pub(crate) fn asking<T>(
        &mut self,
        sheet: &str,
        ask: impl FnOnce(&mut Asking<'t, '_>) -> T,
    ) -> Option<T> {
        let table = self.table(sheet)?;
        Some(ask(&mut Asking::new(table, self.problems)))
    }

    /// More faults.
    pub(crate) fn add(&mut self, found: Vec<Finding>) {
        self.problems.extend(found);
    }

    fn cover(&mut self) -> Cover {
        let table = self.table("封面");
        let item = |name: &str| {
            table
                .and_then(|t| t.readers().find(|r| r.text("项目") == name))
                .map(|r| (r.text("内容").to_owned(), r.at("内容")))
        };
        let text = |name: &str| item(name).map(|(t, _)| t).unwrap_or_default();
        let version = text("版本");
        let effective = parse::date(&text("生效日期"));
        if table.is_some() {
            for (name, absent) in [
                ("版本", version.is_empty()),
                ("生效日期", effective.is_none()),
            ] {
                if absent {
                    let blank = Finding::draft("E-POLICY-BLANK", &[])
                        .at("封面", item(name).map(|(_, at)| at))
                        .of_field(name)
                        .done();
                    self.problems.push(blank);
                }
            }
        }
        Cover {
            version,
            effective: effective.unwrap_or_default(),
            approver: text("批准人"),
            author: text("编制人"),
            change_note: text("修改说明"),
        }
    }
}

#[cfg(test)]
mod tests;
