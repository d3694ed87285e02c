//! How people write things: what a colleague understands, the program understands.

use crate::forms::{Form, right_score, score_values};
use crate::share::Share;

const CUSTOMER: &str = "石家庄明远光学有限公司";

#[test]
fn a_year_may_be_written_in_any_usual_way() {
    let share = Share::laid_out();
    for (number, year) in ["2025", "2025年", "2025年度", "2025 年度"]
        .iter()
        .enumerate()
    {
        let form = right_score(CUSTOMER)
            .with("年度", *year)
            .with("填表日期", "2026-01-12");
        share.drop_in(&format!("{number}.xlsx"), form.saved());
    }
    let run = share.watched(0);
    assert_eq!(share.each("status"), ["accepted"; 4], "{run:?}");
}

#[test]
fn a_year_may_be_written_so_in_a_list_too() {
    let figures = ["200", "200", "190", "50", "5%", "一般", "1000"];
    let line = |customer| {
        let mut values = score_values(customer, &figures);
        values.retain(|(label, _)| *label != "年度");
        values.push(("年度", "2025年度"));
        values
    };
    let share = Share::laid_out();
    let list = Form::blank("客户评分表(清单)")
        .line(1, &line(CUSTOMER))
        .line(2, &line("邢台晨星电子有限公司"));
    share.drop_in("清单.xlsx", list.saved()).watched(0);
    assert_eq!(share.each("grade"), ["B", "B"]);
}
