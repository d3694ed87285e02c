//! Which folder a judged file goes to. Pure.

use crate::domain::name::fold;
pub use crate::forms::LOOKUP_FORM;
use crate::judged::JudgedFile;
use crate::share::{ANSWERS, DECISIONS, NOBODY, POLICIES, SEVERAL, Share, names};

/// Form id of policies.
pub const POLICY_FORM: &str = crate::flow::policy::FORM;

/// The folder below the share's root for a judged file that came from `folder` of the inbox:
/// accepted ones by customer, the rest back to where they came from.
pub fn folder(file: &JudgedFile, folder: &str) -> String {
    if !file.status.is_accepted() {
        return Share::returned(folder);
    }
    if is_lookup(file) {
        return Share::results(ANSWERS);
    }
    if is_policy(file) {
        return Share::results(POLICIES);
    }
    if is_pending(file) {
        return Share::results(DECISIONS);
    }
    let mut customers: Vec<(String, &str)> = file
        .records
        .iter()
        .filter_map(|record| record.customer.as_deref())
        .map(|name| (fold(name), name.trim()))
        .filter(|(folded, _)| !folded.is_empty())
        .collect();
    customers.sort();
    customers.dedup_by(|a, b| a.0 == b.0);
    match customers.as_slice() {
        [] => Share::results(NOBODY),
        [(_, name)] => Share::results(&customer_folder(name)),
        _ => Share::results(SEVERAL),
    }
}

/// Whether the file is a list of decisions (待审批.xlsx) that an approving role saved.
pub fn is_pending(file: &JudgedFile) -> bool {
    file.findings.iter().any(|f| f.code == "I-PENDING-READ")
}

/// Whether the file is a policy workbook.
pub fn is_policy(file: &JudgedFile) -> bool {
    file.records.iter().any(|record| record.form == POLICY_FORM)
}

/// Longest name of a policy's copy in UTF-16 units.
const LONGEST_COPY: usize = 80;

/// Where a version of the policy lies readable, below the share's root.
pub fn policy_copy(version: &str) -> String {
    let name = names::file(&format!("制度参数 {version}.xlsx"), LONGEST_COPY);
    format!("{}/{name}", Share::results(POLICIES))
}

/// The way from a folder below the share's root to a path below it, with `/`.
pub fn way(folder: &str, path: &str) -> String {
    let up = folder.split('/').filter(|part| !part.is_empty()).count();
    format!("{}{path}", "../".repeat(up))
}

/// Whether the file asks the archive and nothing else.
pub fn is_lookup(file: &JudgedFile) -> bool {
    !file.records.is_empty() && file.records.iter().all(|r| r.form == LOOKUP_FORM)
}

/// A customer's folder name; one that is called like a folder of ours is set apart.
fn customer_folder(name: &str) -> String {
    let folder = names::folder(name);
    if [ANSWERS, DECISIONS, NOBODY, POLICIES, SEVERAL].contains(&folder.as_str()) {
        format!("{folder}_")
    } else {
        folder
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::status::Status;
    use crate::judged::JudgedRecord;

    fn file(status: Status, records: &[(&str, Option<&str>)]) -> JudgedFile {
        JudgedFile {
            file: "a.xlsx".into(),
            status,
            findings: vec![],
            records: records
                .iter()
                .map(|(form, customer)| JudgedRecord {
                    form: (*form).into(),
                    form_title: String::new(),
                    sheet: "Sheet1".into(),
                    row: None,
                    status,
                    customer: customer.map(str::to_owned),
                    findings: vec![],
                    fields: vec![],
                    review: None,
                    carried_from: None,
                })
                .collect(),
            enclosed: Vec::new(),
        }
    }

    #[test]
    fn status_and_customers_decide_the_folder() {
        let ok = Status::AcceptedWithWarnings;
        let score = "customer_score";
        for (records, want) in [
            (vec![(score, Some("石药集团"))], "审核结果/石药集团"),
            (
                vec![(score, Some("石药 集团")), (score, Some("石药集团"))],
                "审核结果/石药 集团",
            ),
            (
                vec![(score, Some("甲")), (score, Some("乙"))],
                "审核结果/多客户",
            ),
            (vec![(score, None)], "审核结果/无客户"),
            (vec![("archive_query", Some("石药"))], "审核结果/查询结果"),
            (vec![("policy", None)], "审核结果/制度参数"),
            (vec![(score, Some("多客户"))], "审核结果/多客户_"),
        ] {
            assert_eq!(folder(&file(ok, &records), "石家庄"), want);
        }
        let back = file(Status::Incomplete, &[(score, Some("甲"))]);
        assert_eq!(folder(&back, "石家庄/3月"), "退回修改/石家庄/3月");
        assert_eq!(folder(&back, ""), "退回修改");
    }
}
