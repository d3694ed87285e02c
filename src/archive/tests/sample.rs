//! Submissions for the tests: small judged files without any real workbook.

use crate::archive::{Archive, Submission};
use crate::disk::RealDisk;
use crate::domain::review::{Credit, Review, ScoreReview};
use crate::domain::status::Status;
use crate::forms::Forms;
use crate::judged::{FieldReport, JudgedFile, JudgedRecord};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::path::Path;
use std::sync::Arc;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A folder in memory where the system has one: these tests need no real fsync.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

pub fn open(dir: &Path) -> Archive {
    Archive::open(dir, Arc::new(RealDisk)).unwrap()
}

/// A record of a form with values by key.
pub fn record(form: &str, values: &[(&str, &str)]) -> JudgedRecord {
    let form = Forms::built_in().get(form).unwrap();
    let fields = form
        .fields
        .iter()
        .map(|f| {
            let value = values.iter().find(|(key, _)| *key == f.key);
            FieldReport {
                label: f.label.clone(),
                cell: None,
                raw: value.map(|(_, v)| (*v).to_owned()),
                value: value.map(|(_, v)| (*v).to_owned()),
                unit: None,
                extra: false,
                line: None,
            }
        })
        .collect();
    let customer = values
        .iter()
        .find(|(key, _)| *key == "customer_name")
        .map(|(_, v)| (*v).to_owned());
    JudgedRecord {
        form: form.id.clone(),
        form_title: form.title.clone(),
        sheet: "Sheet1".into(),
        row: None,
        status: Status::Accepted,
        customer,
        findings: Vec::new(),
        fields,
        review: None,
        carried_from: None,
    }
}

/// A score of a customer and period.
pub fn score(customer: &str, period: &str, amount: &str, grade: &str) -> JudgedRecord {
    let mut record = record(
        "customer_score",
        &[
            ("customer_name", customer),
            ("period", period),
            ("annual_amount", amount),
            ("first_trade_date", "2020-05-01"),
            ("year_end_receivable", "5"),
        ],
    );
    record.review = Some(Review::Score(Box::new(ScoreReview {
        class: None,
        indicator_points: [None, None, None, None],
        total_points: Some(Decimal::from(85)),
        grade: Some(grade.to_owned()),
        reference_grade: None,
        new_customer_until: None,
        benefit: None,
        credit: Some(Credit {
            limit_wan: Decimal::from(49),
            terms_days: 45,
            method: "sales".into(),
            binding: "sales".into(),
        }),
        visits: Vec::new(),
        reports: Vec::new(),
        distance: None,
        trace: Vec::new(),
    })));
    record
}

pub fn returned(mut record: JudgedRecord) -> JudgedRecord {
    record.status = Status::Returned;
    record.review = None;
    record
}

/// A submission of some records; the claim is the file's path and content.
pub fn submission(file: &str, date: &str, records: Vec<JudgedRecord>) -> Submission {
    let status = records
        .iter()
        .map(|r| r.status)
        .max()
        .unwrap_or(Status::Returned);
    let office = file.rsplit_once('/').map_or("", |(office, _)| office);
    let content = serde_json::to_vec(&(file, &records)).unwrap();
    Submission {
        claim: format!("{file}#{}", crate::archive::BlobHash::of(&content)),
        received_at: "2026-11-24T08:00:00+08:00".into(),
        review_date: day(date),
        file: file.to_owned(),
        office: office.to_owned(),
        role: None,
        owner: None,
        submitted: Arc::new(content.clone()),
        annotated: Some(Arc::new([b"annotated ", content.as_slice()].concat())),
        judged: JudgedFile {
            file: file.to_owned(),
            status,
            findings: Vec::new(),
            records,
            enclosed: Vec::new(),
        },
        policy_version: "1".into(),
        policy: Arc::new(b"policy one".to_vec()),
        delivered: Some(format!("审核结果/{file}")),
        circumstances: None,
        adopts: None,
    }
}

/// A look-up that brings nothing along.
pub fn no_copies() -> crate::archive::Copies<'static> {
    crate::archive::Copies {
        most: 0,
        place: &|_, name| name.to_owned(),
        taken: Vec::new(),
    }
}
