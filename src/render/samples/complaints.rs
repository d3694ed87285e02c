//! A grave complaint: case 13 of the domain specification.

use super::*;

/// Scenario 13: product complaint, 赔偿 6 万元, received 2026-02-13 (domain.md 7).
pub(in crate::render) fn complaint() -> JudgedFile {
    let steps = [
        (
            "register",
            "业务部",
            Some("customer_feedback"),
            (2, 13),
            0,
            "登记顾客反馈,当日办",
            None,
        ),
        (
            "escalate",
            "主管副总经理",
            Some("customer_feedback"),
            (2, 13),
            0,
            "核阅、核转,当日办",
            None,
        ),
        (
            "order_check",
            "业务部",
            Some("customer_feedback"),
            (2, 13),
            0,
            "核对原订单、合同与异常",
            None,
        ),
        (
            "tech_opinion",
            "技术部",
            Some("customer_feedback"),
            (2, 25),
            3,
            "与客户沟通,出责任意见",
            None,
        ),
        (
            "tech_dispatch",
            "技术部",
            Some("compensation_notice"),
            (2, 26),
            1,
            "开出赔偿通知单,交财务部",
            None,
        ),
        (
            "compensate",
            "财务部",
            None,
            (2, 27),
            1,
            "按通知单赔付(金额超 5 万元,先报总经理批)",
            None,
        ),
        (
            "visit",
            "办事处主任",
            Some("customer_feedback"),
            (2, 25),
            3,
            "本人上门走访客户",
            None,
        ),
        (
            "reply",
            "业务部",
            Some("customer_feedback"),
            (2, 25),
            3,
            "以信函答复客户",
            None,
        ),
        (
            "corrective_action",
            "技术部",
            Some("corrective_action"),
            (2, 27),
            5,
            "写纠正预防措施报告",
            None,
        ),
    ];
    let review = ComplaintReview {
        case_id: "FK-20260213-01".to_owned(),
        severity: "major".to_owned(),
        causes: vec!["产品".to_owned()],
        steps: steps
            .into_iter()
            .map(
                |(id, owner, form, (m, d), days, words, either)| ComplaintStep {
                    step: id.to_owned(),
                    owner: owner.to_owned(),
                    form: form.map(str::to_owned),
                    due: date(2026, m, d),
                    provisional: false,
                    days,
                    day_kind: "workday".to_owned(),
                    clause: "3.3(2)1".to_owned(),
                    words: words.to_owned(),
                    counted: if days == 0 {
                        "收到当日".to_owned()
                    } else {
                        format!("{days} 个工作日;跳过 2-15 至 2-23 春节,2-14 调班上班计 1 天")
                    },
                    either_or: either,
                },
            )
            .collect(),
        visit: Some(ComplaintVisit {
            role: "办事处主任".to_owned(),
            due: date(2026, 2, 25),
        }),
        reply_by: date(2026, 2, 25),
        repeated: false,
        case: None,
        reply_means: "letter".to_owned(),
        trace: vec![step(
            "情节",
            "重大",
            vec![input("索赔金额", "60000", "元", "B12")],
            "参数!B40 major_loss = 5 万元",
            "3.2(2)",
            true,
            "索赔低于 5 万元且不涉及安全、停线时为一般",
        )],
    };
    let mut record = record(
        Status::Accepted,
        Vec::new(),
        Some(Review::Complaint(Box::new(review))),
    );
    record.form = "customer_feedback".to_owned();
    record.form_title = "顾客反馈登记表".to_owned();
    record.fields = vec![
        field("接收人", "B5", "李敏", Some("李敏"), None),
        field("电话", "D6", "0311-87654321", Some("0311-87654321"), None),
    ];
    file(Status::Accepted, Vec::new(), vec![record])
}
