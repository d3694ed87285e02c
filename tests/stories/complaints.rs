//! Complaints as cases through the share: forms of any order of arrival move a case on, approvals
//! and refusals among them, until it is closed; and 汇总/投诉台账.xlsx shows where each stands.
//! Dates by hand from the calendar of domain section 5.

use crate::forms::{Form, sheet_names, text_of};
use crate::share::Share;
use serde_json::Value;

const CUSTOMER: &str = "石家庄恒光电子有限公司";
const REGISTER: &str = "汇总/投诉台账.xlsx";
const CASE: &str = "FK-20260213-01";

/// Scenario 13: a product complaint of 6 万元, received on Friday 2026-02-13.
fn scenario_13() -> Form {
    Form::blank("顾客反馈登记表").with_all(&[
        ("接收日期", "2026-02-13"),
        ("接收人", "林晓"),
        ("客户名称", CUSTOMER),
        ("反馈类别", "产品"),
        ("合同编号", "HT-2025-118"),
        ("产品名称", "光电耦合器"),
        ("异常描述", "响应时间超差,产线停下待料"),
        ("与合同规定对比", "合同4微秒,实测6至9微秒"),
        ("客户要求", "赔偿"),
        ("索赔金额", "60000"),
        ("情节", "重大"),
        ("填表人", "林晓"),
        ("填表日期", "2026-02-13"),
    ])
}

fn compensation() -> Form {
    Form::blank("赔偿通知单").with_all(&[
        ("编号", "PC-1"),
        ("反馈登记编号", CASE),
        ("客户名称", CUSTOMER),
        ("赔偿金额", "60000"),
        ("赔偿金额大写", "陆万元整"),
        ("技术部经办", "高工"),
        ("经办日期", "2026-02-25"),
        ("财务部签收时间", "2026-02-26"),
        ("填表人", "高工"),
        ("填表日期", "2026-02-25"),
    ])
}

fn visit(day: &str, role: &str) -> Form {
    Form::blank("客户回访记录表").with_all(&[
        ("客户名称", CUSTOMER),
        ("回访日期", day),
        ("回访人", "周主任"),
        ("职务", role),
        ("方式", "走访"),
        ("内容", "看产线,谈赔偿"),
        ("投诉编号", CASE),
        ("填表日期", day),
    ])
}

fn action(more: &[(&str, &str)]) -> Form {
    Form::blank("纠正预防措施报告")
        .with_all(&[
            ("编号", "JZ-1"),
            ("来源", CASE),
            ("客户名称", CUSTOMER),
            ("类型", "纠正"),
            ("责任部门", "生产部"),
            ("事实描述", "三成超差"),
            ("原因分析", "温控漂移"),
            ("纠正预防措施", "换温控,全检三个月"),
            ("责任人", "石磊"),
            ("计划完成", "2026-03-05"),
            ("填表日期", "2026-02-27"),
        ])
        .with_all(more)
}

/// The newest version with its review.
fn newest(share: &Share) -> Value {
    let id = share.each("id").pop().unwrap();
    share.archive(&["show", &id]).ends_with(0).json()
}

fn case_of(shown: &Value) -> Value {
    let case = shown["review"]["case"].clone();
    assert!(case.is_object(), "{shown}");
    case
}

/// `owner step due`, or `closed` with its day.
fn next(case: &Value) -> String {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    match case["next"].as_u64() {
        Some(at) => {
            let step = &case["steps"][usize::try_from(at).unwrap()];
            let parts = ["owner", "step", "due"].map(|key| text(&step[key]));
            parts.join(" ")
        }
        None => format!("closed {}", text(&case["closed_on"])),
    }
}

fn codes(shown: &Value) -> Vec<&str> {
    let findings = shown["findings"].as_array().unwrap().iter();
    findings.map(|f| f["code"].as_str().unwrap()).collect()
}

/// Rest 2026-02-15 to 02-23, work on Saturday 02-14 and 02-28. Three working days from 02-13:
/// 02-14, 02-24, 02-25; hand-over 02-26; payment 02-27; five: 02-27.
#[test]
fn scenario_13_to_its_end_across_spring_festival() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/投诉.xlsx", scenario_13().saved())
        .watched_on("2026-02-13", 0);
    let shown = newest(&share);
    assert_eq!(shown["review"]["case_id"], CASE);
    assert_eq!(next(&case_of(&shown)), "主管副总经理 escalate 2026-02-13");
    let register = text_of(&share.read(REGISTER), "投诉台账");
    for words in [CASE, CUSTOMER, "重大", "主管副总经理", "2026-02-13"] {
        assert!(register.contains(words), "{words}: {register}");
    }

    // Passed on the same day; a 业务员 visits in the director's place and is turned back.
    let passed = scenario_13().with_all(&[
        ("编号", CASE),
        ("转交部门", "主管副总经理、技术部"),
        ("转交日期", "2026-02-13"),
    ]);
    share
        .drop_in("石家庄办事处/投诉.xlsx", passed.saved())
        .watched_on("2026-02-13", 0);
    assert_eq!(
        next(&case_of(&newest(&share))),
        "技术部 tech_opinion 2026-02-25"
    );
    share
        .drop_in(
            "石家庄办事处/回访.xlsx",
            visit("2026-02-24", "业务员").saved(),
        )
        .watched_on("2026-02-24", 1);
    assert!(codes(&newest(&share)).contains(&"E-VISIT-DELEGATED"));
    share
        .drop_in(
            "石家庄办事处/回访.xlsx",
            visit("2026-02-25", "办事处主任").saved(),
        )
        .watched_on("2026-02-25", 0);

    // The notice: opinion 02-25, handed over 02-26, 财务部 by 02-27, but 总经理 has to approve.
    share
        .drop_in("赔偿.xlsx", compensation().saved())
        .watched_on("2026-02-26", 0);
    let shown = newest(&share);
    let case = case_of(&shown);
    assert_eq!(case["awaits"][0], "总经理");
    assert!(codes(&shown).contains(&"I-COMPENSATION-APPROVAL"));
    let answer = share.read(&format!("审核结果/{CUSTOMER}/赔偿.xlsx"));
    assert!(sheet_names(&answer).contains(&"投诉流转".to_owned()));
    let sheet = text_of(&answer, "投诉流转");
    for words in ["案件状态", "付款前须总经理批准", "✓ 02-26", "办结登记"] {
        assert!(sheet.contains(words), "{words}: {sheet}");
    }
    // 主管副总经理 may not decide of 6 万元.
    let signed = |verdict: &str| {
        compensation().with_all(&[("审批结论", verdict), ("审批日期", "2026-02-26")])
    };
    share
        .save("审批/主管副总经理/赔偿.xlsx", signed("同意").saved())
        .watched_on("2026-02-26", 1);
    assert!(codes(&newest(&share)).contains(&"E-APPROVAL-ROLE"));
    share
        .save("审批/总经理/赔偿.xlsx", signed("同意").saved())
        .watched_on("2026-02-26", 0);
    let shown = newest(&share);
    assert_eq!(shown["review"]["decision"]["role"], "总经理", "{shown}");
    assert!(case_of(&shown)["awaits"].as_array().unwrap().is_empty());
    let paid = compensation().with("支付日期", "2026-02-27");
    share
        .drop_in("赔偿.xlsx", paid.saved())
        .watched_on("2026-02-27", 0);

    // Answered by telephone: turned back; by letter: taken.
    let answered = |means: &str| {
        Form::open(&passed_bytes()).with_all(&[
            ("处理结果", "赔付六万元"),
            ("回复方式", means),
            ("回复日期", "2026-02-25"),
            ("关闭日期", "2026-02-27"),
        ])
    };
    share
        .drop_in("石家庄办事处/投诉.xlsx", answered("电话").saved())
        .watched_on("2026-02-27", 1);
    assert!(codes(&newest(&share)).contains(&"E-REPLY-LETTER"));
    share
        .drop_in("石家庄办事处/投诉.xlsx", answered("函").saved())
        .watched_on("2026-02-27", 0);
    let shown = newest(&share);
    // Not closed: the corrective action is still to come, by 02-27.
    assert!(codes(&shown).contains(&"W-CASE-NOT-CLOSABLE"), "{shown}");
    assert_eq!(
        next(&case_of(&shown)),
        "技术部 corrective_action 2026-02-27"
    );

    // Filed, then of no use, then at work.
    share
        .drop_in("措施.xlsx", action(&[]).saved())
        .watched_on("2026-02-27", 0);
    assert_eq!(
        next(&case_of(&newest(&share))),
        "技术部 corrective_action 2026-03-05"
    );
    let verified = |word: &str| {
        action(&[
            ("实际完成", "2026-03-04"),
            ("验证结果", word),
            ("验证人", "高工"),
            ("验证日期", "2026-03-05"),
        ])
    };
    share
        .drop_in("措施.xlsx", verified("无效").saved())
        .watched_on("2026-03-05", 0);
    assert!(next(&case_of(&newest(&share))).starts_with("技术部 corrective_action"));
    share
        .drop_in("措施.xlsx", verified("有效").saved())
        .watched_on("2026-03-05", 0);
    assert_eq!(next(&case_of(&newest(&share))), "closed 2026-03-05");
    let before = text_of(&share.read(REGISTER), "投诉台账");
    assert!(before.contains("关闭 2026-03-05"), "{before}");
    // Derived from the documents alone.
    share.archive(&["rebuild"]).ends_with(0);
    share.remove(REGISTER).watched_on("2026-03-05", 0);
    assert_eq!(text_of(&share.read(REGISTER), "投诉台账"), before);
}

fn passed_bytes() -> Vec<u8> {
    scenario_13()
        .with_all(&[
            ("编号", CASE),
            ("转交部门", "主管副总经理、技术部"),
            ("转交日期", "2026-02-13"),
        ])
        .saved()
}

/// Scenario 15: received on Friday 2026-11-20; urged and answered by Monday 11-23, visited by
/// Wednesday 11-25. On Thursday 11-26 the reply is three working days late.
#[test]
fn scenario_15_goes_up_and_is_closed() {
    let late = |more: &[(&str, &str)]| {
        Form::blank("顾客反馈登记表")
            .with_all(&[
                ("接收日期", "2026-11-20"),
                ("接收人", "马丽"),
                ("客户名称", CUSTOMER),
                ("反馈类别", "交期"),
                ("合同编号", "HT-2026-201"),
                ("异常描述", "约定11月15日到货,至今未发"),
                ("情节", "一般"),
                ("填表日期", "2026-11-20"),
            ])
            .with_all(more)
            .saved()
    };
    let share = Share::laid_out();
    share
        .drop_in("投诉.xlsx", late(&[]))
        .watched_on("2026-11-20", 0);
    let case = case_of(&newest(&share));
    assert_eq!(next(&case), "业务部 urge_production 2026-11-23");
    share.watched_on("2026-11-26", 0);
    let register = text_of(&share.read(REGISTER), "投诉台账");
    assert!(register.contains("3 个工作日,报主管副总经理"), "{register}");
    let done = [
        ("编号", "FK-20261120-01"),
        ("处理结果", "12月2日发货"),
        ("回复方式", "电话"),
        ("回复日期", "2026-11-26"),
        ("主任走访人", "周主任"),
        ("主任走访日期", "2026-11-26"),
    ];
    share
        .drop_in("投诉.xlsx", late(&done))
        .watched_on("2026-11-26", 0);
    assert_eq!(next(&case_of(&newest(&share))), "closed 2026-11-26");
}

/// The notices come before the complaint that they refer to; a quarter of an hour later it is as if
/// they had come in order.
#[test]
fn forms_that_come_backwards_end_at_the_same_place() {
    let orders: [[usize; 4]; 3] = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]];
    let mut ends: Vec<Value> = Vec::new();
    for order in orders {
        let share = Share::laid_out();
        let forms = [
            ("投诉.xlsx", passed_bytes()),
            ("赔偿.xlsx", compensation().saved()),
            ("回访.xlsx", visit("2026-02-25", "办事处主任").saved()),
            ("措施.xlsx", action(&[]).saved()),
        ];
        for (n, at) in order.into_iter().enumerate() {
            let (name, bytes) = &forms[at];
            share.drop_in(name, bytes).watched_on("2026-02-27", 0);
            let shown = newest(&share);
            let waits = codes(&shown).contains(&"W-REF-PENDING");
            let before = order[..n].contains(&0) || at == 0;
            assert_eq!(waits, !before, "{name}: {shown}");
        }
        let mut case = case_of(&newest(&share));
        // Version numbers follow the order of arrival, and nothing else does.
        for step in case["steps"].as_array_mut().unwrap() {
            step["done_by"] = Value::Null;
        }
        ends.push(case);
    }
    assert_eq!(ends[0], ends[1]);
    assert_eq!(ends[0], ends[2]);
    // Nobody has approved the 6 万元, and the reply of 02-25 is due first.
    assert_eq!(next(&ends[0]), "业务部 reply 2026-02-25");
}

/// National Day 2026 with its make-up Saturday: received on Wednesday 09-30, opinion 10-08, 10-09,
/// 10-10 (Saturday, worked), hand-over Monday 10-12. Returned goods: no more than went out.
#[test]
fn an_exchange_across_national_day_with_a_make_up_saturday() {
    let share = Share::laid_out();
    let dispatch = Form::blank("发货单")
        .with_all(&[
            ("编号", "FH-1"),
            ("日期", "2026-09-01"),
            ("客户名称", CUSTOMER),
            ("收货地址", "河北省石家庄市裕华区示范路118号"),
            ("联系人", "钱工"),
            ("电话", "13812345678"),
            ("合同编号", "HT-2026-150"),
            ("库管员", "马仓"),
            ("发货人确认", "石磊"),
            ("付款履约", "符合"),
        ])
        .line(1, &[("产品", "光电开关"), ("数量", "500")]);
    let complaint = Form::blank("顾客反馈登记表").with_all(&[
        ("接收日期", "2026-09-30"),
        ("接收人", "马丽"),
        ("客户名称", CUSTOMER),
        ("反馈类别", "产品"),
        ("合同编号", "HT-2026-150"),
        ("产品名称", "光电开关"),
        ("异常描述", "外壳开裂"),
        ("与合同规定对比", "合同规定无裂纹"),
        ("客户要求", "换货"),
        ("情节", "一般"),
        ("填表日期", "2026-09-30"),
    ]);
    share
        .drop_in("发货.xlsx", dispatch.saved())
        .watched_on("2026-09-01", 0);
    share
        .drop_in("投诉.xlsx", complaint.saved())
        .watched_on("2026-09-30", 0);
    let case = case_of(&newest(&share));
    let due = |case: &Value, name: &str| -> String {
        let steps = case["steps"].as_array().unwrap();
        let step = steps.iter().find(|s| s["step"] == name).unwrap();
        step["due"].as_str().unwrap().to_owned()
    };
    assert_eq!(due(&case, "tech_opinion"), "2026-10-10");
    assert_eq!(due(&case, "tech_dispatch"), "2026-10-12");
    assert_eq!(due(&case, "exchange"), "2026-10-13");
    let report = |quantity: &str| {
        Form::blank("顾客退货处理报告")
            .with_all(&[
                ("编号", "TH-1"),
                ("反馈登记编号", "FK-20260930-01"),
                ("客户名称", CUSTOMER),
                ("合同编号", "HT-2026-150"),
                ("退货数量", quantity),
                ("责任界定", "生产"),
                ("处理方式", "换货"),
                ("技术部经办", "高工"),
                ("经办日期", "2026-10-09"),
                ("业务部签收时间", "2026-10-10"),
            ])
            .saved()
    };
    share
        .drop_in("退货.xlsx", report("501"))
        .watched_on("2026-10-10", 1);
    assert!(codes(&newest(&share)).contains(&"E-RETURN-OVER-SHIPPED"));
    share
        .drop_in("退货.xlsx", report("500"))
        .watched_on("2026-10-10", 0);
    // Handed over on Saturday 10-10: the notice is due on Monday 10-12.
    let case = case_of(&newest(&share));
    assert_eq!(due(&case, "exchange"), "2026-10-12");
    let notice = |urgency: &str| {
        Form::blank("生产通知单")
            .with_all(&[
                ("编号", "SC-1"),
                ("日期", "2026-10-12"),
                ("类型", urgency),
                ("来源单号", "FK-20260930-01"),
                ("客户名称", CUSTOMER),
                ("数量", "500"),
                ("交货期", "2026-10-16"),
            ])
            .saved()
    };
    share
        .drop_in("通知.xlsx", notice("急"))
        .watched_on("2026-10-12", 1);
    share
        .drop_in("通知.xlsx", notice("特急"))
        .watched_on("2026-10-12", 0);
    let case = case_of(&newest(&share));
    let exchange = case["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["step"] == "exchange")
        .unwrap()
        .clone();
    assert_eq!(exchange["done_on"], "2026-10-12");
}

/// February 2026 ends on a worked Saturday, 02-28: that day the month's sheet is laid ready; signed
/// and handed in, it is laid no more. March's is laid on Tuesday 03-31.
#[test]
fn the_months_sheet_is_laid_ready_until_it_is_handed_in() {
    const SHEET: &str = "汇总/客户投诉核查表-2026-02.xlsx";
    let share = Share::laid_out();
    share
        .drop_in("投诉.xlsx", passed_bytes())
        .watched_on("2026-02-27", 0);
    assert!(!share.has(SHEET), "the day has not come");
    share.watched_on("2026-02-28", 0);
    let laid = share.read(SHEET);
    let said = text_of(&laid, "客户投诉核查表");
    for words in [CASE, CUSTOMER, "响应时间超差", "产品", "逾期", "人力资源部"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    // Not complete: 责任部门 and the signature are people's.
    let filled = Form::open(&laid)
        .line(1, &[("责任部门", "生产部"), ("核查情况", "属实")])
        .with_all(&[("主管经理签字", "顾工"), ("签字日期", "2026-02-28")]);
    share
        .drop_in("核查.xlsx", &laid)
        .watched_on("2026-02-28", 1);
    share
        .drop_in("核查.xlsx", filled.saved())
        .watched_on("2026-02-28", 0);
    let shown = newest(&share);
    assert_eq!(shown["status"], "accepted", "{shown}");
    share.remove(SHEET).watched_on("2026-03-02", 0);
    assert!(!share.has(SHEET), "handed in");
    share.watched_on("2026-03-31", 0);
    assert!(
        !share.has("汇总/客户投诉核查表-2026-03.xlsx"),
        "no complaint in March"
    );
}

fn survey(customer: &str, day: &str, marks: [&str; 2], complained: &str) -> Vec<u8> {
    Form::blank("客户意见调查表")
        .with_all(&[
            ("客户名称", customer),
            ("调查日期", day),
            ("产品质量", marks[0]),
            ("价格", marks[1]),
            ("是否投诉", complained),
            ("填表日期", day),
        ])
        .saved()
}

/// (5 + 4) / 10 = 90 %; (4 + 3) / 10 = 70 %; (3 + 3) / 10 = 60 %. Means: quality (5 + 4 + 3) / 3 =
/// 4, price (4 + 3 + 3) / 3 = 3.3; 石家庄 (90 + 70) / 2 = 80; February (90 + 60) / 2 = 75.
#[test]
fn satisfaction_by_customer_item_office_and_month() {
    const SHEET: &str = "汇总/客户满意度.xlsx";
    const OTHER: &str = "唐山海润电子有限公司";
    let share = Share::laid_out();
    share
        .drop_in(
            "石家庄办事处/一.xlsx",
            survey(CUSTOMER, "2026-02-05", ["5", "4"], "否"),
        )
        .drop_in(
            "唐山办事处/二.xlsx",
            survey(OTHER, "2026-02-06", ["3", "3"], "是"),
        )
        .drop_in(
            "石家庄办事处/三.xlsx",
            survey(CUSTOMER, "2026-03-05", ["4", "3"], "否"),
        )
        .watched(0);
    let book = share.read(SHEET);
    let row = |sheet: &str, name: &str| -> Vec<String> {
        let rows = crate::forms::rows_of(&book, sheet);
        let found = rows
            .iter()
            .find(|row| row.first().is_some_and(|c| c == name));
        found
            .unwrap_or_else(|| panic!("no {name} in {rows:?}"))
            .clone()
    };
    assert_eq!(
        row("按客户", CUSTOMER)[..7],
        [
            CUSTOMER,
            "石家庄办事处",
            "2026-03-05",
            "70",
            "90",
            "-20",
            "2"
        ]
    );
    let other = row("按客户", OTHER);
    assert!(
        other.iter().any(|c| c.contains("还没有填顾客反馈登记表")),
        "{other:?}"
    );
    assert_eq!(row("按项目", "产品质量")[..3], ["产品质量", "4", "3"]);
    assert_eq!(row("按项目", "价格")[..3], ["价格", "3.3", "3"]);
    assert_eq!(row("按办事处", "石家庄办事处")[1], "80");
    assert_eq!(row("按月", "2026-02")[1], "75");
    // Registered, the complaint of the survey leads to its case.
    let complaint = Form::blank("顾客反馈登记表").with_all(&[
        ("接收日期", "2026-02-06"),
        ("接收人", "马丽"),
        ("客户名称", OTHER),
        ("反馈类别", "态度"),
        ("异常描述", "电话里答复生硬"),
        ("情节", "一般"),
    ]);
    share
        .drop_in("唐山办事处/投诉.xlsx", complaint.saved())
        .watched(0);
    let said = text_of(&share.read(SHEET), "按客户");
    assert!(said.contains("已登记 FK-20260206-01"), "{said}");
}

/// A suggestion is closed when it is answered; the customer comes again, twice.
#[test]
fn a_case_is_reopened_twice_under_its_number() {
    let share = Share::laid_out();
    let suggestion = |number: &str, received: &str, symptom: &str| {
        Form::blank("顾客反馈登记表")
            .with_all(&[
                ("接收日期", received),
                ("接收人", "马丽"),
                ("客户名称", CUSTOMER),
                ("反馈类别", "建议"),
                ("异常描述", symptom),
                ("情节", "一般"),
                ("处理结果", "已加防潮袋"),
                ("回复方式", "电话"),
                ("回复日期", received),
                ("填表日期", received),
            ])
            .with_all(if number.is_empty() {
                &[][..]
            } else {
                &[("编号", "FK-20260302-01")]
            })
            .saved()
    };
    for (number, received, id) in [
        ("", "2026-03-02", "FK-20260302-01"),
        ("again", "2026-03-05", "FK-20260302-01-R1"),
        ("again", "2026-03-09", "FK-20260302-01-R2"),
    ] {
        share
            .drop_in(
                &format!("建议{received}.xlsx"),
                suggestion(number, received, "外包装受潮"),
            )
            .watched_on(received, 0);
        let shown = newest(&share);
        assert_eq!(shown["review"]["case_id"], id, "{shown}");
        assert_eq!(next(&case_of(&shown)), format!("closed {received}"));
    }
    let register = text_of(&share.read(REGISTER), "投诉台账");
    assert!(register.contains("FK-20260302-01-R2"), "{register}");
}
