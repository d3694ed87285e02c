//! The customer database: three forms of one customer become one card that people find in 汇总.

use crate::forms::{Form, sample, text_of};
use crate::share::Share;

const CARD: &str = "汇总/客户管理卡/石家庄恒光电子有限公司.xlsx";
const LIST: &str = "汇总/客户资料.xlsx";

fn summary() -> Vec<u8> {
    sample("石家庄办事处/客户概要信息登记表-恒光电子.xlsx")
}

/// The row of a table that begins with a word, as text.
fn line_with(text: &str, word: &str) -> bool {
    text.lines().any(|line| line.contains(word))
}

/// Clause 2.4.2: summary, survey, slip and score of one customer merge; the survey's 318 people
/// (26 February) go before the summary's 320 (merge_priority), and both are shown with their forms.
#[test]
fn the_forms_of_a_customer_become_one_card() {
    let share = Share::laid_out();
    for name in [
        "客户概要信息登记表-恒光电子.xlsx",
        "实地调查登记表-恒光电子.xlsx",
        "信息处理单-恒光电子.xlsx",
        "客户管理卡-恒光电子.xlsx",
        "客户评分表-恒光电子.xlsx",
    ] {
        share.drop_in(
            &format!("石家庄办事处/{name}"),
            sample(&format!("石家庄办事处/{name}")),
        );
    }
    share.watched(0);
    let card = text_of(&share.read(CARD), "客户管理卡");
    for section in ["基础资料", "客户特征", "业务状况", "交易现状", "财务状况"]
    {
        assert!(line_with(&card, section), "{section}: {card}");
    }
    assert!(line_with(&card, "318人"), "{card}");
    assert!(line_with(&card, "91130100MA07X1Y291"), "{card}");
    // Scenario 1 of the specification: grade A, limit 133.
    assert!(card.lines().any(|l| l == "A") && card.lines().any(|l| l == "133"));
    let asked = text_of(&share.read(CARD), "待核对");
    assert!(
        line_with(&asked, "318人") && line_with(&asked, "320人"),
        "{asked}"
    );
    // Ruling 9.29: personal fields are kept in the archive alone.
    for personal in ["乒乓球", "52"] {
        assert!(
            !card
                .lines()
                .any(|l| l.contains(&format!("爱好 {personal}")))
        );
        assert!(!card.contains("乒乓球"), "{card}");
    }
    let forms = text_of(&share.read(CARD), "历次表单");
    for form in [
        "客户概要信息登记表",
        "实地调查登记表",
        "信息处理单",
        "客户评分表",
    ] {
        assert!(line_with(&forms, form), "{form}: {forms}");
    }
    let list = text_of(&share.read(LIST), "客户一览");
    assert!(line_with(&list, "石家庄恒光电子有限公司"), "{list}");
}

/// A correction changes the card, and the change is written down with the form that made it.
#[test]
fn a_correction_is_written_into_the_change_log() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/登记.xlsx", summary())
        .watched(0);
    let moved = Form::open(&summary())
        .with("地址", "河北省石家庄市长安区新址路9号")
        .saved();
    share
        .drop_in("石家庄办事处/登记(搬家).xlsx", moved)
        .watched(0);
    let changes = text_of(&share.read(CARD), "变更记录");
    assert!(line_with(&changes, "裕华区示范路118号"), "{changes}");
    assert!(line_with(&changes, "长安区新址路9号"), "{changes}");
}

/// The same credit code under a new name: one card under the new name, the old one as 曾用名 with
/// its day, and the old card's workbook is gone.
#[test]
fn a_renamed_customer_keeps_its_history() {
    const NEW: &str = "石家庄恒光光电股份有限公司";
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/登记.xlsx", summary())
        .watched(0);
    assert!(share.files("汇总/客户管理卡").len() == 1);
    let renamed = Form::open(&summary())
        .with("客户名称", NEW)
        .with("填表日期", "2026-03-05")
        .saved();
    share
        .drop_in("石家庄办事处/登记(改名).xlsx", renamed)
        .watched(0);
    assert_eq!(share.files("汇总/客户管理卡"), [format!("{NEW}.xlsx")]);
    let card = text_of(
        &share.read(&format!("汇总/客户管理卡/{NEW}.xlsx")),
        "客户管理卡",
    );
    assert!(
        line_with(&card, "石家庄恒光电子有限公司(至 2026-02-25)"),
        "{card}"
    );
    let asked = text_of(&share.read(LIST), "待核对");
    assert!(line_with(&asked, "名称变更"), "{asked}");
}

/// Two names that may be one customer are asked about and stay two cards.
#[test]
fn near_names_are_asked_about_and_never_merged() {
    let share = Share::laid_out();
    share.drop_in("石家庄办事处/登记.xlsx", summary());
    let slip = Form::open(&sample("石家庄办事处/信息处理单-恒光电子.xlsx"))
        .with("客户名称", "石家庄市恒光电子公司")
        .saved();
    share.drop_in("石家庄办事处/信息.xlsx", slip).watched(0);
    assert_eq!(share.files("汇总/客户管理卡").len(), 2);
    let asked = text_of(&share.read(LIST), "待核对");
    assert!(line_with(&asked, "疑似同一客户"), "{asked}");
}

/// Clause 1.1.1 (`info_stale_days` 90): 25 February 2026 is 90 days old on 26 May, 91 on the 27th.
#[test]
fn a_stale_record_is_listed() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/登记.xlsx", summary())
        .watched(0);
    let days_on = |day: &str| {
        share.watched_on(day, 0);
        text_of(&share.read(LIST), "客户一览")
    };
    assert!(days_on("2026-05-26").lines().any(|l| l == "90"));
    assert!(days_on("2026-05-27").lines().any(|l| l == "91"));
}

/// Two offices send the same customer: the first stands, the second is named.
#[test]
fn two_offices_with_one_customer_are_told_apart() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/登记.xlsx", summary())
        .watched(0);
    let other = Form::open(&summary()).with("雇员人数", "777").saved();
    share.drop_in("唐山办事处/登记.xlsx", other);
    share.watched_or_refused(&share.data());
    let card = text_of(&share.read(CARD), "客户管理卡");
    assert!(line_with(&card, "320人") && !card.contains("777"), "{card}");
    let asked = text_of(&share.read(LIST), "待核对");
    assert!(line_with(&asked, "撞单"), "{asked}");
    assert!(line_with(&asked, "唐山办事处"), "{asked}");
}

/// What people did to 汇总 is made good, and `archive rebuild` changes nothing.
#[test]
fn a_lost_card_is_written_again() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/登记.xlsx", summary())
        .watched(0);
    let before = share.read(CARD);
    share.remove(CARD).watched(0);
    assert_eq!(share.read(CARD), before);
    std::fs::remove_file(share.data().join("cards.json")).unwrap();
    share.watched(0);
    assert_eq!(share.read(CARD), before);
}
