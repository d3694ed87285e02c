//! What is delivered: look-ups, results that somebody changed, sheets that stay as they were.

use crate::forms::{Form, right_score, sample, seen, text_of};
use crate::share::Share;
use calamine::Reader;
use std::io::Cursor;

const CUSTOMER: &str = "石家庄明远光学有限公司";
const PLACE: &str = "审核结果/石家庄明远光学有限公司/明远.xlsx";

#[test]
fn a_look_up_is_answered_from_the_archive() {
    let share = Share::laid_out();
    share
        .drop_in("明远.xlsx", right_score(CUSTOMER).saved())
        .watched(0);
    share
        .drop_in(
            "查一下.xlsx",
            Form::blank("档案查询单").with("客户名称", "明远").saved(),
        )
        .watched(0);
    let answer = text_of(&share.read("审核结果/查询结果/查一下.xlsx"), "查询结果");
    assert!(answer.contains(CUSTOMER), "{answer}");
}

#[test]
fn a_look_up_is_answered_anew_each_time() {
    let share = Share::laid_out();
    let question = Form::blank("档案查询单").with("客户名称", "明远").saved();
    share.drop_in("查一下.xlsx", &question).watched(0);
    share
        .drop_in("明远.xlsx", right_score(CUSTOMER).saved())
        .watched(0);
    share.drop_in("查一下.xlsx", &question).watched(0);
    let answers = share.files("审核结果/查询结果");
    let told = answers.iter().any(|name| {
        text_of(
            &share.read(&format!("审核结果/查询结果/{name}")),
            "查询结果",
        )
        .contains(CUSTOMER)
    });
    assert!(told, "{answers:?}");
}

#[test]
fn a_changed_result_is_put_right() {
    let share = Share::laid_out();
    share
        .drop_in("明远.xlsx", right_score(CUSTOMER).saved())
        .watched(0);
    let first = share.read(PLACE);
    share
        .save(
            PLACE,
            right_score(CUSTOMER).with("年度合同金额", "900").saved(),
        )
        .watched(0);
    assert_eq!(share.read(PLACE), first);
    assert_eq!(share.each("grade"), ["B"]);
}

#[test]
fn the_same_form_gives_the_same_bytes_on_every_share() {
    let bytes = right_score(CUSTOMER).saved();
    let of_a_new_share = || {
        let share = Share::laid_out();
        share.drop_in("明远.xlsx", &bytes).watched(0);
        share.read(PLACE)
    };
    assert!(of_a_new_share() == of_a_new_share());
}

#[test]
fn the_submitted_sheets_stay_as_they_were() {
    for name in [
        "唐山办事处/海润电子-概要和评分.xlsx",
        "廊坊办事处/2025年度客户评分一览表.xlsx",
        "保定办事处/晶辉光电登记表(自己排的).xlsx",
    ] {
        let share = Share::laid_out();
        let submitted = sample(name);
        share.drop_in("表.xlsx", &submitted).watched(0);
        let place = share.files("审核结果").remove(0);
        let delivered = seen(&share.read(&format!("审核结果/{place}")));
        let before = seen(&submitted);
        assert!(delivered.len() > before.len());
        for sheet in &before {
            assert!(delivered.contains(sheet), "{name}: {}", sheet.0);
        }
    }
}

#[test]
fn a_correction_takes_the_place_of_the_earlier_result() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/明远.xlsx", right_score(CUSTOMER).saved())
        .watched(0);
    let corrected = right_score(CUSTOMER).with("年度合同金额", "900");
    share
        .drop_in("石家庄办事处/明远(更正).xlsx", corrected.saved())
        .watched(0);
    assert_eq!(
        share.files("审核结果"),
        ["石家庄明远光学有限公司/明远(更正).xlsx"]
    );
    assert_eq!(share.versions().len(), 2, "the archive keeps both");
}

#[test]
fn two_customers_have_two_folders() {
    let share = Share::laid_out();
    share.drop_in("甲.xlsx", right_score("石家庄明远光学有限公司").saved());
    share
        .drop_in("乙.xlsx", right_score("邢台晨星电子有限公司").saved())
        .watched(0);
    assert_eq!(
        share.files("审核结果"),
        [
            "石家庄明远光学有限公司/甲.xlsx",
            "邢台晨星电子有限公司/乙.xlsx"
        ]
    );
}

#[test]
fn an_empty_list_of_answers_says_so() {
    let share = Share::laid_out();
    let question = Form::blank("档案查询单").with("客户名称", "没有这家");
    share.drop_in("查一下.xlsx", question.saved()).watched(0);
    assert!(share.has("审核结果/查询结果/查一下.xlsx"));
}

#[test]
fn an_old_format_comes_back_with_its_values_beside_the_findings() {
    let share = Share::laid_out();
    let name = "客户评分表-钢城仪表.xls";
    share
        .drop_in(name, sample(&format!("邯郸办事处/{name}")))
        .watched(0);
    let beside = share.read(&format!(
        "审核结果/邯郸钢城仪表有限公司/{name}.审核结果.xlsx"
    ));
    // By another reader than `text_of` has: that one gives up on a link over merged cells.
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(beside)).unwrap();
    let values = book.worksheet_range("客户评分表").unwrap();
    let stands = |text: &str| values.used_cells().any(|(_, _, cell)| cell == text);
    assert!(stands("邯郸钢城仪表有限公司"), "{values:?}");
}
