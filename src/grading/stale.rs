//! Figures that changed after a review was approved: a corrected score, a later register. The
//! approval stays as it was; what it went by and what it would go by now are shown side by side.

use super::assess::{Assessed, Assessment};
use crate::archive::{Archive, ArchiveError, ReviewOnFile};
use crate::domain::decimal::{plain, round6};
use crate::domain::grading::GradedCustomer;
use crate::domain::name::fold;
use crate::domain::review::Review;
use crate::evaluate::grading::CHANGE_REVIEW;
use crate::forms::FormDefinition;
use crate::judged::{FieldReport, JudgedRecord};
use crate::policy::Policy;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A figure of an approved review that would be another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What it is.
    pub figure: &'static str,
    /// As it stood on the form that was approved.
    pub approved: String,
    /// As it comes out now.
    pub now: String,
}

/// What changed of a customer since its review was approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The figures, in the form's order.
    pub figures: Vec<Changed>,
    /// What came since: versions with their forms.
    pub because: String,
}

/// Reads approved reviews once, however many customers one has.
pub(super) struct Approved<'a> {
    archive: &'a Archive,
    policy: &'a Policy,
    read: BTreeMap<String, Option<Figures>>,
}

/// The figures of an approved form by customer.
type Figures = BTreeMap<String, BTreeMap<&'static str, String>>;

/// Keys of the compared figures of a 客户升(降)级评审表, each with what it is called.
const OF_REVIEW: [(&str, &str); 5] = [
    ("amount", "合同金额"),
    ("receivable", "应收账款"),
    ("total_points", "总分"),
    ("computed_grade", "测算等级"),
    ("computed_limit", "测算额度"),
];
const POINTS: &str = "总分";
const GRADE: &str = "测算等级";
const LIMIT: &str = "测算额度";

impl<'a> Approved<'a> {
    pub fn new(archive: &'a Archive, policy: &'a Policy) -> Self {
        Self {
            archive,
            policy,
            read: BTreeMap::new(),
        }
    }

    /// What changed of a customer since; none where nothing came, or what came changes no figure.
    /// `handed_in` is when the form that was approved first came.
    pub fn stale(
        &mut self,
        assessment: &Assessment,
        one: &Assessed,
        review: &ReviewOnFile,
        handed_in: (u64, u64),
    ) -> Result<Option<Stale>, ArchiveError> {
        if review.in_force_from.is_none() {
            return Ok(None);
        }
        let mut because = Vec::new();
        if one.order > handed_in {
            because.push(format!("客户评分表版本 {}", one.id));
        }
        let register = assessment.register.as_ref();
        if let Some(register) = register.filter(|register| register.order > handed_in) {
            because.push(format!("账龄登记表版本 {}", register.id));
        }
        if because.is_empty() {
            return Ok(None);
        }
        if !self.read.contains_key(&review.id) {
            let figures = self.figures(review)?;
            self.read.insert(review.id.clone(), figures);
        }
        let then = self.read.get(&review.id).and_then(Option::as_ref);
        let Some(then) = then.and_then(|figures| figures.get(&fold(&one.customer))) else {
            return Ok(None);
        };
        let figures: Vec<Changed> = now(one)
            .into_iter()
            .filter_map(|(figure, now)| {
                let approved = then.get(figure)?.clone();
                (approved != now).then_some(Changed {
                    figure,
                    approved,
                    now,
                })
            })
            .collect();
        let because = because.join("、");
        Ok((!figures.is_empty()).then_some(Stale { figures, because }))
    }

    fn figures(&self, review: &ReviewOnFile) -> Result<Option<Figures>, ArchiveError> {
        let entry = self.archive.entry(&review.id)?;
        let at = usize::try_from(entry.n.saturating_sub(1)).unwrap_or(usize::MAX);
        let record = self.archive.judged(&entry)?.records.into_iter().nth(at);
        let form = self.policy.forms.get(&review.form);
        let (Some(record), Some(form)) = (record, form) else {
            return Ok(None);
        };
        let Some(Review::Grading(grading)) = &record.review else {
            return Ok(None);
        };
        if review.form == CHANGE_REVIEW {
            let of_one = of_review(form, &record);
            let customer = fold(&review.customer);
            return Ok(Some(BTreeMap::from([(customer, of_one)])));
        }
        Ok(Some(of_list(form, &record, &grading.graded)))
    }
}

/// The figures of one customer's review.
fn of_review(form: &FormDefinition, record: &JudgedRecord) -> BTreeMap<&'static str, String> {
    let value = |key: &str| {
        let label = &form.field(key)?.label;
        let found = record.fields.iter().find(|f| !f.extra && f.label == *label);
        found?.value.as_deref()
    };
    OF_REVIEW
        .iter()
        .filter_map(|(key, figure)| Some((*figure, alike(value(key)?))))
        .collect()
}

/// The figures of a list: what each customer gets, and the points of the lines that the document
/// repeats.
fn of_list(form: &FormDefinition, record: &JudgedRecord, graded: &[GradedCustomer]) -> Figures {
    let mut figures: Figures = graded
        .iter()
        .map(|one| {
            let mut own = BTreeMap::new();
            own.extend(one.grade.clone().map(|grade| (GRADE, grade)));
            own.extend(one.limit_wan.map(|limit| (LIMIT, plain(limit))));
            (fold(&one.customer), own)
        })
        .collect();
    let label = |key: &str| form.field(key).map(|field| field.label.as_str());
    let (Some(name), Some(points)) = (label("customer_name"), label("total_points")) else {
        return figures;
    };
    let mut lines: BTreeMap<u32, (Option<&str>, Option<&str>)> = BTreeMap::new();
    for FieldReport {
        label, value, line, ..
    } in record.fields.iter().filter(|f| !f.extra)
    {
        let Some(line) = line.map(|line| lines.entry(line).or_default()) else {
            continue;
        };
        if label == name {
            line.0 = value.as_deref();
        } else if label == points {
            line.1 = value.as_deref();
        }
    }
    for (name, points) in lines.into_values() {
        if let (Some(name), Some(points)) = (name, points)
            && let Some(own) = figures.get_mut(&fold(name))
        {
            own.insert(POINTS, alike(points));
        }
    }
    figures
}

/// The figures as they come out now.
fn now(one: &Assessed) -> Vec<(&'static str, String)> {
    let score = &one.score;
    let limit = score.credit.as_ref().map(|credit| plain(credit.limit_wan));
    let figures = [
        ("合同金额", one.amount_wan.map(plain)),
        ("应收账款", one.receivable_wan.map(plain)),
        (POINTS, score.total_points.map(plain)),
        (GRADE, score.grade.clone()),
        (LIMIT, limit),
    ];
    let known = figures.into_iter();
    known
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// A number as it is compared; a word as it stands.
fn alike(value: &str) -> String {
    let number: Result<Decimal, _> = value.parse();
    number.map_or_else(|_| value.to_owned(), |number| plain(round6(number)))
}
