//! A list with one wrong row: the good rows are accepted and not judged twice.

use crate::forms::{Form, score_values, text_of};
use crate::share::Share;

const RIGHT: [&str; 7] = ["200", "200", "190", "50", "5%", "一般", "1000"];

fn list(premium_of_the_second: &str) -> Vec<u8> {
    let mut second = RIGHT;
    second[4] = premium_of_the_second;
    Form::blank("客户评分表(清单)")
        .line(1, &score_values("石家庄明远光学有限公司", &RIGHT))
        .line(2, &score_values("邯郸华亮光电有限公司", &second))
        .line(3, &score_values("邢台晨星电子有限公司", &RIGHT))
        .saved()
}

/// How many versions there are of each of the three customers.
fn counted(share: &Share) -> [usize; 3] {
    let customers = share.each("customer");
    ["明远", "华亮", "晨星"].map(|name| customers.iter().filter(|c| c.contains(name)).count())
}

#[test]
fn good_rows_of_a_mended_list_are_carried_and_counted_once() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/清单.xlsx", list("很高"))
        .watched(1);
    assert!(share.has("退回修改/石家庄办事处/清单.xlsx"));
    assert_eq!(counted(&share), [1, 1, 1]);

    share
        .drop_in("石家庄办事处/清单.xlsx", list("5%"))
        .watched(0);
    assert_eq!(counted(&share), [1, 2, 1]);
    assert!(!share.has("退回修改/石家庄办事处/清单.xlsx"));
    let told = text_of(&share.read("审核结果/多客户/清单.xlsx"), "审核结论");
    assert_eq!(told.matches("沿用上次").count(), 2, "{told}");
}

#[test]
fn a_carried_row_stays_one_version_however_often_the_list_comes() {
    let share = Share::laid_out();
    for wrong in ["很高", "更高", "最高"] {
        share.drop_in("清单.xlsx", list(wrong)).watched(1);
    }
    assert_eq!(counted(&share), [1, 3, 1]);
}

#[test]
fn a_good_row_that_is_changed_is_judged_anew() {
    let share = Share::laid_out();
    share.drop_in("清单.xlsx", list("很高")).watched(1);
    let changed = Form::open(&list("5%")).line(1, &[("年度合同金额", "800")]);
    share.drop_in("清单.xlsx", changed.saved()).watched(0);
    assert_eq!(counted(&share), [2, 2, 1]);
}

#[test]
fn a_good_row_is_not_carried_from_another_office() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/清单.xlsx", list("很高"))
        .watched(1);
    share.drop_in("邯郸办事处/清单.xlsx", list("5%")).watched(0);
    assert_eq!(counted(&share), [2, 2, 2]);
}
