//! What becomes of a record and of a file, by its findings (domain ruling 9.5).

use crate::domain::status::Status;
use crate::findings::{Finding, Severity};

/// Warnings that do not make a record "accepted with warnings".
const UNCOUNTED: &[&str] = &["W-CALENDAR-YEAR"];

/// Errors of a readable workbook that holds no known form.
const NO_FORM: &[&str] = &["E-FORM-UNKNOWN", "E-FORM-PICTURE", "E-FORM-BLANK"];

/// Status of a record: any error → returned; else too little to judge → incomplete; else any
/// warning → accepted with warnings. Notes and W-CALENDAR-YEAR do not count.
pub fn status_of(findings: &[Finding], incomplete: bool) -> Status {
    let has = |severity| {
        findings
            .iter()
            .any(|f| f.severity == severity && !UNCOUNTED.contains(&f.code.as_str()))
    };
    if has(Severity::Error) {
        Status::Returned
    } else if incomplete {
        Status::Incomplete
    } else if has(Severity::Warning) {
        Status::AcceptedWithWarnings
    } else {
        Status::Accepted
    }
}

/// Whether an indicator's input is missing. A new customer has its grade all the same (ruling
/// 9.9), so that whoever knows the review decides what this means.
pub fn lacks_indicator(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.code == "W-IND-MISSING")
}

/// Status of a file: the worst of its records' and of its own findings. Readable without a known
/// form is unrecognised; any other error of the file itself returns it.
pub fn file_status(records: impl IntoIterator<Item = Status>, own: &[Finding]) -> Status {
    let worst = records.into_iter().max();
    let no_form = |f: &Finding| NO_FORM.contains(&f.code.as_str());
    let unknown = own.iter().any(no_form);
    let refused = own
        .iter()
        .any(|f| f.severity == Severity::Error && !no_form(f));
    match worst {
        _ if refused => Status::Returned,
        Some(worst) => {
            let warned = own
                .iter()
                .any(|f| f.severity == Severity::Warning && !UNCOUNTED.contains(&f.code.as_str()));
            if warned {
                worst.max(Status::AcceptedWithWarnings)
            } else {
                worst
            }
        }
        None if unknown => Status::Unrecognised,
        None => Status::Returned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: &'static str) -> Finding {
        Finding::draft(code, &[]).done()
    }

    #[test]
    fn the_worst_finding_decides() {
        let warning = finding("W-UNIT-NOTE");
        let error = finding("E-REQUIRED");
        let note = finding("I-CODE-FOLDED");
        let calendar = Finding {
            code: "W-CALENDAR-YEAR".into(),
            ..warning.clone()
        };
        for (findings, incomplete, status) in [
            (vec![], false, Status::Accepted),
            (
                vec![note.clone(), calendar.clone()],
                false,
                Status::Accepted,
            ),
            (
                vec![warning.clone(), note],
                false,
                Status::AcceptedWithWarnings,
            ),
            (vec![warning.clone()], true, Status::Incomplete),
            (vec![warning, error.clone()], true, Status::Returned),
        ] {
            assert_eq!(status_of(&findings, incomplete), status);
        }
        let unknown = Finding {
            code: "E-FORM-UNKNOWN".into(),
            ..error.clone()
        };
        assert_eq!(file_status([], &[unknown]), Status::Unrecognised);
        assert_eq!(file_status([], &[error]), Status::Returned);
        assert_eq!(
            file_status([Status::Accepted, Status::Incomplete], &[]),
            Status::Incomplete
        );
    }
}
