//! What becomes of a record, by its findings (domain ruling 9.5).

use crate::domain::status::Status;
use crate::findings::{Finding, Severity};

/// Warnings that do not make a record "accepted with warnings".
const UNCOUNTED: &[&str] = &["W-CALENDAR-YEAR"];

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
    }
}
