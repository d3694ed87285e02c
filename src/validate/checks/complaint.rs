//! Checks of the complaint form: what a cause asks for (clause 3.3(2)1a).

use super::Subject;
use crate::domain::value::Value;
use crate::findings::Finding;

/// 合同编号 for 产品 and 交期.
pub(super) fn contract_of_cause(s: &Subject<'_, '_>) -> Vec<Finding> {
    asked_of(s, &["产品", "交期"])
}

/// 产品名称 and 与合同规定对比 for 产品.
pub(super) fn asked_of_product(s: &Subject<'_, '_>) -> Vec<Finding> {
    asked_of(s, &["产品"])
}

fn asked_of(s: &Subject<'_, '_>, causes: &[&str]) -> Vec<Finding> {
    let Some(Value::Choices(stated)) = s.record.value("causes") else {
        return Vec::new();
    };
    match stated.iter().find(|c| causes.contains(&c.as_str())) {
        Some(cause) => s.required_because(&format!(",「{cause}」类反馈必填")),
        None => Vec::new(),
    }
}
