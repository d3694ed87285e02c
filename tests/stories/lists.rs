//! A list with one wrong row: the good rows are accepted and not judged twice.

use crate::forms::{Form, score_values};
use crate::share::Share;

fn list(premium_of_the_second: &str) -> Vec<u8> {
    let right = ["200", "200", "190", "50", "5%", "一般", "1000"];
    let mut second = right;
    second[4] = premium_of_the_second;
    Form::blank("客户评分表(清单)")
        .line(1, &score_values("石家庄明远光学有限公司", &right))
        .line(2, &score_values("邯郸华亮光电有限公司", &second))
        .line(3, &score_values("邢台晨星电子有限公司", &right))
        .saved()
}

#[test]
fn good_rows_of_a_mended_list_are_carried_and_counted_once() {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/清单.xlsx", list("很高"))
        .watched(1);
    assert!(share.has("退回修改/石家庄办事处/清单.xlsx"));
    let first = share.each("id");
    assert_eq!(
        first,
        ["1-3", "1-2", "1-1"]
            .map(str::to_owned)
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );

    share
        .drop_in("石家庄办事处/清单.xlsx", list("5%"))
        .watched(0);
    let mut of_customer: Vec<_> = share
        .versions()
        .iter()
        .map(|v| (v["customer"].to_string(), v["status"].to_string()))
        .collect();
    of_customer.sort();
    let count = |name: &str| {
        of_customer
            .iter()
            .filter(|(customer, _)| customer.contains(name))
            .count()
    };
    assert_eq!(
        (count("明远"), count("华亮"), count("晨星")),
        (1, 2, 1),
        "{of_customer:?}"
    );
    assert!(share.has("审核结果/多客户/清单.xlsx"));
    assert!(!share.has("退回修改/石家庄办事处/清单.xlsx"));
}
