//! The share: its folders, the names in it, and who may watch it.

pub mod contents;
pub mod layout;
pub mod lock;
pub mod names;

use crate::intake::scan::{child, join};
use std::path::{Path, PathBuf};

/// Staff drop filled-in workbooks here.
pub const INBOX: &str = "收件箱";
/// Approvals, one sub-folder a role.
pub const APPROVALS: &str = "审批";
/// Accepted workbooks, annotated.
pub const RESULTS: &str = "审核结果";
/// Returned workbooks, annotated with what to mend.
pub const RETURNED: &str = "退回修改";
/// Form templates.
pub const BLANKS: &str = "空白表单";
/// Portfolio workbooks.
pub const SUMMARIES: &str = "汇总";
/// Below [`SUMMARIES`]: a customer's card each.
pub const CARDS: &str = "客户管理卡";
/// Below 汇总: what each customer owes and may owe.
pub const CREDIT_CARDS: &str = "客户信用管理卡";
/// Below [`SUMMARIES`]: all customers, and what people must settle of them.
pub const CUSTOMERS_FILE: &str = "客户资料.xlsx";
/// The catalogue of the archive.
pub const INDEX_FILE: &str = "汇总/档案目录.xlsx";
/// The policy in force.
pub const POLICY_FILE: &str = "制度参数.xlsx";
/// Words for staff about the folders.
pub const GUIDE_FILE: &str = "使用说明.txt";
/// Below [`RESULTS`]: workbooks with several customers.
pub const SEVERAL: &str = "多客户";
/// Below [`RESULTS`]: forms that name no customer.
pub const NOBODY: &str = "无客户";
/// Below [`RESULTS`]: answers to look-ups.
pub const ANSWERS: &str = "查询结果";
/// Below [`RESULTS`]: lists of decisions that approving roles saved.
pub const DECISIONS: &str = "审批记录";
/// Below [`RESULTS`]: policies.
pub const POLICIES: &str = "制度参数";
/// Behind the full submitted name: the result workbook of a file that cannot be annotated.
pub const BESIDE: &str = ".审核结果.xlsx";

/// A share: where it lies here, and under which root staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Its root on this machine.
    pub root: PathBuf,
    /// The root as staff see it (`\\server\share`), for the length of paths.
    pub unc: Option<String>,
}

impl Share {
    /// A share at a root.
    pub fn at(root: &Path, unc: Option<String>) -> Self {
        Self {
            root: root.to_owned(),
            unc,
        }
    }

    /// The system's path of one below the root with `/`.
    pub fn path(&self, rel: &str) -> PathBuf {
        join(&self.root, rel)
    }

    /// How many UTF-16 units a file's name may have in `folder` (below the root), so that Excel
    /// opens the whole path below the root that staff see; never less than 24.
    pub fn room(&self, folder: &str) -> usize {
        let root = match &self.unc {
            Some(unc) => names::units(unc),
            None => names::units(&self.root.to_string_lossy()),
        };
        let used = root + names::units(folder) + 2;
        names::EXCEL_PATH_UNITS.saturating_sub(used).max(24)
    }

    /// `退回修改/<sub-folder>`.
    pub fn returned(folder: &str) -> String {
        child(RETURNED, folder)
    }

    /// `审核结果/<folder>`.
    pub fn results(folder: &str) -> String {
        child(RESULTS, folder)
    }
}

/// The office of a sub-folder of the inbox: its first part; empty at the root.
pub fn office_of(folder: &str) -> &str {
    folder.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_for_a_name_counts_from_the_root_that_staff_see() {
        let share = Share::at(Path::new("/srv/x"), Some(r"\\服务器\共享".to_owned()));
        // 218 − 8 (root) − 10 (folder) − 2 separators.
        assert_eq!(share.room("审核结果/河北分公司"), 198);
        assert_eq!(office_of("石家庄/2026"), "石家庄");
        assert_eq!(office_of(""), "");
    }
}
