//! 待办事项: what the policy dates appears on its day, and the form that tells of it takes it off.

use crate::forms::{Form, score, text_of};
use crate::share::Share;

const LIST: &str = "汇总/待办事项.xlsx";
const CUSTOMER: &str = "石家庄明远光学有限公司";
const OFFICE: &str = "石家庄办事处";

/// Scenario 5: 大客户B, visited half-yearly by the vice president and the manager.
fn graded() -> Share {
    let share = Share::laid_out();
    let figures = ["200", "200", "190", "50", "5%", "一般", "1000"];
    share
        .drop_in(
            &format!("{OFFICE}/评分.xlsx"),
            score(CUSTOMER, figures).saved(),
        )
        .watched_on("2026-03-10", 0);
    share
}

fn visit(role: &str, on: &str) -> Vec<u8> {
    Form::blank("客户回访记录表")
        .with_all(&[
            ("客户名称", CUSTOMER),
            ("回访日期", on),
            ("回访人", "周敏"),
            ("职务", role),
            ("内容", "了解下半年需求,产品使用正常"),
        ])
        .saved()
}

/// Graded on 2026-03-10, so the first half-year that counts begins on 07-01 and ends on Thursday
/// 12-31; from fifteen days before, 12-16, it is near.
#[test]
fn a_visit_comes_onto_the_list_and_a_visit_record_takes_it_off() {
    let share = graded();
    let list = share.read(LIST);
    let first = text_of(&list, "待办事项");
    // 2026-03-10: the report of March is to be written until 03-31, February's contacts were due on
    // 03-05, before the company began.
    assert!(
        first.contains(&format!("书面报告-202603-{OFFICE}-1")),
        "{first}"
    );
    assert!(first.contains("2026-03-31"), "{first}");
    assert!(!first.contains("往来月报-202602"), "{first}");
    assert!(!first.contains("回访-"), "{first}");

    share.watched_on("2026-12-15", 0);
    assert!(!text_of(&share.read(LIST), "待办事项").contains("回访-2026下半年"));
    share.watched_on("2026-12-16", 0);
    let near = text_of(&share.read(LIST), "待办事项");
    let manager = format!("回访-2026下半年-{CUSTOMER}-业务部经理");
    let vice = format!("回访-2026下半年-{CUSTOMER}-主管副总经理");
    for number in [&manager, &vice] {
        assert!(near.contains(number.as_str()), "{number}: {near}");
    }
    assert!(
        near.contains("还有 15 天") && near.contains("客户回访记录表"),
        "{near}"
    );
    let calendar = String::from_utf8(share.read("汇总/日程.ics")).unwrap();
    assert!(
        calendar.contains("DTSTART;VALUE=DATE:20261231"),
        "{calendar}"
    );

    share
        .drop_in(
            &format!("{OFFICE}/回访.xlsx"),
            visit("业务部经理", "2026-12-16"),
        )
        .watched_on("2026-12-16", 0);
    let list = share.read(LIST);
    let open = text_of(&list, "待办事项");
    assert!(!open.contains(&manager) && open.contains(&vice), "{open}");
    let done = text_of(&list, "近期办结");
    assert!(done.contains(&manager) && done.contains("按期"), "{done}");
    assert!(text_of(&list, OFFICE).contains(&vice));
}

/// 2026-04-02: the report of March is two days late. 办结登记 by its number says that it was handed on
/// that day; the superior counts three days from 04-03 to 04-05, in 清明, so until 04-07.
#[test]
fn what_has_no_form_of_its_own_is_registered_by_its_number() {
    let share = graded();
    share.watched_on("2026-04-02", 0);
    let number = format!("书面报告-202603-{OFFICE}-1");
    let late = text_of(&share.read(LIST), "待办事项");
    assert!(
        late.contains(&number) && late.contains("逾期 2 天"),
        "{late}"
    );

    let done = Form::blank("办结登记")
        .with_all(&[
            ("事项编号", number.as_str()),
            ("完成日期", "2026-04-02"),
            ("完成人", "林晓"),
            ("收到日期", "2026-04-02"),
        ])
        .saved();
    share
        .drop_in(&format!("{OFFICE}/办结.xlsx"), done)
        .watched_on("2026-04-02", 0);
    let list = share.read(LIST);
    let open = text_of(&list, "待办事项");
    assert!(!open.contains(&number), "{open}");
    assert!(text_of(&list, "近期办结").contains("晚 2 天"));
    // B reports in 2, 5, 8 and 11: March goes no further than the superior.
    assert!(
        !open.contains(&format!("书面报告-202603-{OFFICE}-2")),
        "{open}"
    );

    // All of it follows from the archive: a rebuilt index gives the same list.
    share.archive(&["rebuild"]).ends_with(0);
    share.remove(LIST).watched_on("2026-04-02", 0);
    assert_eq!(text_of(&share.read(LIST), "待办事项"), open);
}

/// Scenario 15: a late delivery of 2026-11-20 (a Friday). The reply is due on Monday 11-23, the
/// visit by 11-25; what 办结登记 says is done by the number on the list, the next day it is off.
#[test]
fn a_complaint_s_steps_are_on_the_list_until_they_are_done() {
    let share = Share::laid_out();
    let complaint = Form::blank("顾客反馈登记表").with_all(&[
        ("接收日期", "2026-11-20"),
        ("接收人", "林晓"),
        ("客户名称", CUSTOMER),
        ("反馈类别", "交期"),
        ("合同编号", "HT-2026-101"),
        ("产品名称", "光电开关"),
        ("异常描述", "约定11月15日到货,至今未发"),
        ("情节", "一般"),
    ]);
    share
        .drop_in(&format!("{OFFICE}/反馈.xlsx"), complaint.saved())
        .watched_on("2026-11-20", 0);
    let list = text_of(&share.read(LIST), "待办事项");
    for (number, due) in [
        ("FK-20261120-01/urge_production", "2026-11-23"),
        ("FK-20261120-01/visit", "2026-11-25"),
        ("FK-20261120-01/reply", "2026-11-23"),
    ] {
        assert!(
            list.contains(number) && list.contains(due),
            "{number}: {list}"
        );
    }
    let done = Form::blank("办结登记")
        .with_all(&[
            ("事项编号", "FK-20261120-01/urge_production"),
            ("完成日期", "2026-11-20"),
            ("完成人", "林晓"),
        ])
        .saved();
    share
        .drop_in(&format!("{OFFICE}/办结.xlsx"), done)
        .watched_on("2026-11-20", 0);
    let list = share.read(LIST);
    let open = text_of(&list, "待办事项");
    assert!(
        !open.contains("/urge_production") && open.contains("/visit"),
        "{open}"
    );
    assert!(text_of(&list, "近期办结").contains("FK-20261120-01/urge_production"));
}
