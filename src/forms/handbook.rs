//! The forms that the company's procedures name, whether the program reads them or not: ids of the
//! interface contract with the titles that staff know them by.

use crate::domain::name::fold;

/// The id of the form that a text names by id or title.
pub fn id_of(text: &str) -> Option<&'static str> {
    let wanted = fold(text);
    HANDBOOK
        .iter()
        .find(|(id, title)| fold(id) == wanted || fold(title) == wanted)
        .map(|(id, _)| *id)
}

/// Id and title of each.
pub const HANDBOOK: &[(&str, &str)] = &[
    ("customer_summary", "客户概要信息登记表"),
    ("information_slip", "信息处理单"),
    ("site_survey", "实地调查登记表"),
    ("customer_card", "客户管理卡"),
    ("development_plan", "新客户开发计划"),
    ("credit_card", "客户信用管理卡"),
    ("credit_grade_list", "客户信用等级分类表"),
    ("ar_ageing", "应收账款账龄登记表"),
    ("grade_change_review", "客户升(降)级评审表"),
    ("customer_score", "客户评分表"),
    ("opinion_survey", "客户意见调查表"),
    ("customer_feedback", "顾客反馈登记表"),
    ("return_report", "顾客退货处理报告"),
    ("compensation_notice", "赔偿通知单"),
    ("complaint_audit", "客户投诉核查表"),
    ("corrective_action", "纠正预防措施报告"),
    ("production_notice", "生产通知单"),
    ("dispatch_note", "发货单"),
    ("contract", "合同登记"),
    ("customer_visit", "客户回访记录表"),
    ("contact_report", "客户往来月报表"),
    ("duty_done", "办结登记"),
    ("archive_query", "档案查询单"),
    ("policy", "制度参数"),
];
