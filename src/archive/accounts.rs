//! Every customer's account as the archive has it: its dealings under all its names, how it was
//! graded over the years, and the register whose debts are open (clauses 2.4.3(4), 2.4.4(1)).

use super::dealings::Books;
use super::error::ArchiveError;
use super::grades::{SCORE, in_force_of};
use super::index::{FactRow, GivenRow};
use super::known::{View, borrowed, effective};
use super::model::Entry;
use super::receivables::DISPATCH;
use super::store::Archive;
use crate::domain::dealings::Dealings;
use crate::domain::grading::{GradeInForce, GradedCustomer};
use crate::domain::known::Borrowed;
use crate::domain::name::fold;
use crate::domain::value::Period;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Form id of the card that people keep.
const CARD: &str = "credit_card";

/// All accounts on a day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Accounts {
    /// 截止日期 of the register whose debts are open.
    pub register: Option<Borrowed<NaiveDate>>,
    /// One a customer, by the first of its folded names.
    pub customers: Vec<Account>,
}

/// A customer's account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// All folded names under which its records stand.
    pub names: BTreeSet<String>,
    /// Its newest name.
    pub customer: String,
    /// Offices that sent its records.
    pub offices: BTreeSet<String>,
    /// Limit, debts, contracts, goods on their way.
    pub dealings: Dealings,
    /// The grade that an approved form put in force.
    pub in_force: Option<Borrowed<GradeInForce>>,
    /// Scores that count and approved reviews, oldest first.
    pub gradings: Vec<GradingOnFile>,
    /// The 客户信用管理卡 that people handed in last.
    pub filed: Option<Entry>,
}

/// How a customer was graded once.
#[derive(Debug, Clone, PartialEq)]
pub struct GradingOnFile {
    /// Day: of the score's review, or the first on which an approved grade is in force.
    pub day: NaiveDate,
    /// Title of the form.
    pub form_title: String,
    /// Archived version.
    pub version: String,
    /// Period that it covers.
    pub period: Option<Period>,
    /// What it gave.
    pub graded: GradedCustomer,
    /// Whether an approving role put it in force.
    pub approved: bool,
}

impl Archive {
    /// The accounts of all customers with a contract, a dispatch note, a score, an approved grade
    /// or a card, from versions reviewed up to `today`.
    pub fn accounts(&self, today: NaiveDate) -> Result<Accounts, ArchiveError> {
        let (mut accounts, filed) = self.view(&[], today, |view| view.accounts())?;
        for account in &mut accounts.customers {
            let own = account.names.iter().filter_map(|name| filed.get(name));
            if let Some((_, id)) = own.max_by_key(|(order, _)| order) {
                account.filed = Some(self.entry(id)?);
            }
        }
        Ok(accounts)
    }

    /// How many lines a register has, and its entry.
    pub fn register_lines(&self, version: &str) -> Result<(u64, Entry), ArchiveError> {
        let entry = self.entry(version)?;
        let lines = self.ask(|index| index.debts_in(entry.seq, entry.n))?;
        Ok((lines, entry))
    }
}

/// By folded name, order and id of the card that people handed in last.
type Filed = BTreeMap<String, ((u64, u64), String)>;

impl View<'_> {
    fn accounts(&self) -> Result<(Accounts, Filed), ArchiveError> {
        let books = self.books()?;
        let cards = effective(self.of_form(CARD)?);
        let scores = effective(self.of_form(SCORE)?);
        let mut approved: BTreeMap<String, Vec<GivenRow>> = BTreeMap::new();
        for row in self.index.given(None)? {
            if row.review_date <= self.today {
                approved.entry(row.folded.clone()).or_default().push(row);
            }
        }
        let mut asked: BTreeSet<String> = approved.keys().cloned().collect();
        asked.extend(books.contracts.iter().map(|(row, _)| fold(&row.customer)));
        for row in self.of_form(DISPATCH)?.iter().chain(&cards).chain(&scores) {
            asked.insert(fold(&row.customer));
        }
        asked.retain(|name| !name.is_empty());
        let mut done: BTreeSet<String> = BTreeSet::new();
        let mut customers = Vec::new();
        for name in asked {
            if done.contains(&name) {
                continue;
            }
            let names = self.aliases(&name)?;
            done.extend(names.iter().cloned());
            customers.push(self.account(&name, names, &books, &approved)?);
        }
        let filed = cards
            .into_iter()
            .map(|row| (fold(&row.customer), (row.order, row.id)))
            .collect();
        let register = books.register();
        Ok((
            Accounts {
                register,
                customers,
            },
            filed,
        ))
    }

    /// The account of the customer with these folded names; `approved` is what approved
    /// forms put in force, by folded name.
    pub(super) fn account(
        &self,
        name: &str,
        names: BTreeSet<String>,
        books: &Books,
        approved: &BTreeMap<String, Vec<GivenRow>>,
    ) -> Result<Account, ArchiveError> {
        let rows = effective(self.rows_of(&names)?);
        // The newest name; of records of one day what stands in them decides, never arrival.
        let newest = rows
            .iter()
            .max_by_key(|r| (r.review_date, &r.form, &r.facts.record_key));
        let given = names.iter().filter_map(|name| approved.get(name)).flatten();
        Ok(Account {
            customer: newest.map_or_else(|| name.to_owned(), |row| row.customer.clone()),
            offices: rows
                .iter()
                .map(|row| row.office.clone())
                .filter(|office| !office.is_empty())
                .collect(),
            dealings: self.dealings(&names, books, &BTreeSet::new())?,
            in_force: in_force_of(self.index, &names, self.today)?,
            gradings: gradings(&rows, given),
            filed: None,
            names,
        })
    }
}

fn gradings<'r>(
    rows: &[FactRow],
    approved: impl Iterator<Item = &'r GivenRow>,
) -> Vec<GradingOnFile> {
    let scored = rows.iter().filter(|row| row.form == SCORE).map(|row| {
        let told = borrowed(row, ());
        GradingOnFile {
            day: row.review_date,
            form_title: told.form_title,
            version: told.version,
            period: row.facts.period,
            graded: GradedCustomer {
                customer: row.customer.clone(),
                grade: row.facts.grade.clone(),
                limit_wan: row.facts.limit_wan.as_deref().and_then(|l| l.parse().ok()),
                ..GradedCustomer::default()
            },
            approved: false,
        }
    });
    let approved = approved.map(|row| GradingOnFile {
        day: row.given.from,
        form_title: row.form_title.clone(),
        version: row.id.clone(),
        period: row.given.period,
        graded: row.given.graded.clone(),
        approved: true,
    });
    let mut all: Vec<GradingOnFile> = scored.chain(approved).collect();
    all.sort_by_key(|g| (g.day, g.period.map(Period::last_month), g.approved));
    all
}
