//! The names of the checks that no table can say, and what they may stand at.
//!
//! The functions are in `validate::checks`; a test there holds its list to this one. A check that
//! looks at other fields of its form by their codes belongs to that form alone.

use super::LOOKUP_FORM;
use super::definition::FieldKind;

/// A named check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedCheck {
    /// Its name in the definition files.
    pub id: &'static str,
    /// Its name on the sheet 字段.
    pub words: &'static str,
    /// Kinds of field that it can look at; empty = every kind.
    pub kinds: &'static [FieldKind],
    /// The one form that it belongs to.
    pub form: Option<&'static str>,
}

const fn free(id: &'static str, words: &'static str, kinds: &'static [FieldKind]) -> NamedCheck {
    NamedCheck {
        id,
        words,
        kinds,
        form: None,
    }
}

const fn of(form: &'static str, id: &'static str, words: &'static str) -> NamedCheck {
    NamedCheck {
        id,
        words,
        kinds: &[],
        form: Some(form),
    }
}

const DAYS: &[FieldKind] = &[FieldKind::Date];
const TEXTS: &[FieldKind] = &[FieldKind::Text];
const SUMMARY: &str = "customer_summary";
const SLIP: &str = "information_slip";
const SURVEY: &str = "site_survey";
const CUSTOMER_CARD: &str = "customer_card";
const PLAN: &str = "development_plan";
const CONTRACT: &str = "contract";
const DISPATCH: &str = "dispatch_note";
const AGEING: &str = "ar_ageing";
const CARD: &str = "credit_card";
const GRADES: &str = "credit_grade_list";
const CHANGE: &str = "grade_change_review";
const SCORE: &str = "customer_score";
const FEEDBACK: &str = "customer_feedback";
const OPINIONS: &str = "opinion_survey";
const COMPENSATION: &str = "compensation_notice";
const AUDIT: &str = "complaint_audit";
const ACTION: &str = "corrective_action";
const PRODUCTION: &str = "production_notice";
const CONTACTS: &str = "contact_report";
const DUTY: &str = "duty_done";

/// Every named check: first those that any form may use.
pub const NAMED_CHECKS: &[NamedCheck] = &[
    free("not_future", "不晚于当天", DAYS),
    free("after_1949", "不早得离谱", DAYS),
    free("not_last_january", "一月查年份", DAYS),
    free("filled_on", "填表日期", DAYS),
    free("with_time", "可带时刻", DAYS),
    free("whole_month", "按月", DAYS),
    free("period_begun", "期间已开始", &[FieldKind::Period]),
    free("has_lines", "要有明细行", &[]),
    free("customer_name", "单位名称", TEXTS),
    free("address_province", "地址写到省", TEXTS),
    free("registry_office", "登记机关", TEXTS),
    free("bank_name", "银行名称", TEXTS),
    free("credit_of_grade", "额度合等级", &[FieldKind::Amount]),
    free(
        "same_account",
        "帐号不重",
        &[FieldKind::Account, FieldKind::RegistrationCode],
    ),
    of(SUMMARY, "term", "期限未过"),
    of(SUMMARY, "account_length", "帐号位数"),
    of(SUMMARY, "size_against_figures", "规模与数相符"),
    of(SUMMARY, "net_assets_against_capital", "净资产与资本相称"),
    of(SUMMARY, "fx_pair", "外币户成对"),
    of(SUMMARY, "fx_account", "外币币种"),
    of(SLIP, "refusal_is_urgent", "拒付须紧急"),
    of(SURVEY, "two_surveyors", "调查须两人"),
    of(CUSTOMER_CARD, "debt_ratio", "负债率相符"),
    of(CUSTOMER_CARD, "current_ratio", "流动比率相符"),
    of(PLAN, "target_in_time", "目标未逾期"),
    of(PLAN, "signed_is_new", "签约为新客户"),
    of(CONTRACT, "payment_plan", "付款计划相符"),
    of(DISPATCH, "quantity_times_price", "数量乘单价"),
    of(DISPATCH, "released", "不符不发货"),
    of(AGEING, "balance_of_debt", "余额与账龄相符"),
    of(AGEING, "same_debt_twice", "账款不重"),
    of(CARD, "balance_of_contract", "欠款余额相符"),
    of(CARD, "overdue_days_of_card", "逾期天数相符"),
    of(GRADES, "grade_list_order", "按次序排"),
    of(GRADES, "customer_listed_once", "客户不重"),
    of(GRADES, "graded_by_policy", "等级合得分"),
    of(GRADES, "benefit_of_grade", "优惠合等级"),
    of(CHANGE, "change_of_grade", "升降相符"),
    of(CHANGE, "reason_of_proposal", "不同要理由"),
    of(SCORE, "assessor_role", "评估人职务"),
    of(SCORE, "collected_within_due", "回款不超到期"),
    of(SCORE, "manual_class", "人工类别"),
    of(FEEDBACK, "contract_of_cause", "按原因要合同号"),
    of(FEEDBACK, "product_of_cause", "按原因要产品"),
    of(FEEDBACK, "comparison_of_cause", "按原因要对比"),
    of(OPINIONS, "survey_weights", "打分与权重"),
    of(COMPENSATION, "words_of_amount", "大写与金额相同"),
    of(AUDIT, "audit_signer", "主管经理是谁"),
    of(ACTION, "closed_when_effective", "有效才关闭"),
    of(PRODUCTION, "complaint_is_urgent", "投诉须特急"),
    of(CONTACTS, "within_month", "在当月之内"),
    of(DUTY, "item_named", "写明事项"),
    of(LOOKUP_FORM, "one_criterion", "至少一项"),
    of(LOOKUP_FORM, "query_span", "起止不倒"),
];

/// The check of that name, as the definition files or the sheet write it.
pub fn named(text: &str) -> Option<&'static NamedCheck> {
    NAMED_CHECKS
        .iter()
        .find(|c| c.words == text || c.id == text)
}
