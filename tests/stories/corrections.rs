//! A later version replaces an earlier one: everything that followed from it is corrected, and the
//! answer says what changed and for whom (domain ruling 9.16).

use crate::contracts::{CUSTOMER, contract, newest, owing_12, register};
use crate::forms::{right_score, rows_of, text_of};
use crate::posting::has_row;
use crate::share::Share;

const LIST: &str = "汇总/更正影响.xlsx";

/// The register said 15 − 3 = 12; corrected it says 15 − 1 = 14. The contract of 8 was normal with
/// 12 + 8 = 20 = limit; now 14 + 8 = 22 is 2 beyond it.
fn corrected() -> Share {
    let share = owing_12();
    share
        .drop_in("石家庄办事处/合同.xlsx", contract("HT-9", "8", "").saved())
        .watched(0);
    assert_eq!(newest(&share)["review"]["exposure_wan"], "20");
    let mended = register(&[["HT-2026-001", "2026-04-05", "15", "1"]]);
    share.drop_in("账龄.xlsx", mended.saved()).watched(0);
    share
}

#[test]
fn a_corrected_register_tells_whose_figures_it_changes() {
    let share = corrected();
    let shown = newest(&share);
    let codes = shown["findings"].to_string();
    assert!(
        codes.contains("I-CORRECTION") && codes.contains("2-1"),
        "{codes}"
    );
    let said = text_of(&share.read("审核结果/无客户/账龄.xlsx"), "审核结论");
    for words in [
        "更正影响",
        "版本 2-1",
        CUSTOMER,
        "信用敞口",
        "20万元",
        "22万元",
        "超出2万元",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let rows = rows_of(&share.read(LIST), "更正影响");
    has_row(
        &rows,
        &[
            "应收账款账龄登记表",
            "所填「已收金额」",
            "3万元",
            "1万元",
            "4-1 代替 2-1",
        ],
    );
    has_row(&rows, &[CUSTOMER, "信用敞口", "20万元", "22万元"]);
    has_row(
        &rows,
        &[
            CUSTOMER,
            "敞口与额度",
            "没有超出",
            "超出2万元",
            "业务部经理:在执行的合同 HT-9 要重新核对",
        ],
    );
    // The contract went by the register as it was.
    has_row(
        &rows,
        &[
            CUSTOMER,
            "合同登记表 HT-9(版本 3-1)",
            "敞口20万元、额度20万元",
            "敞口22万元、额度20万元",
        ],
    );
}

/// The list and the answer follow from the archive: made anew they say the same, byte for byte.
#[test]
fn what_a_correction_changed_is_kept_with_it() {
    let share = corrected();
    let before = rows_of(&share.read(LIST), "更正影响");
    share.archive(&["rebuild"]).ends_with(0);
    share.remove(LIST).watched(0);
    assert_eq!(rows_of(&share.read(LIST), "更正影响"), before);
    share.archive(&["reproduce", "4-1"]).ends_with(0);
}

/// A score with a corrected amount: the limit of #5 (20) falls with half the amount. 100 timely is
/// the third row of indicator 1 (≥ 50): 15 + 20 (50 ≤ 50: second row) + 15 (5 %) + 15 (一般) = 65, C:
/// 100 × 30/360 × 0.5 = 4.17, floored 4; and 12 owed is 8 beyond it.
#[test]
fn a_corrected_score_changes_the_limit_and_says_so() {
    let share = owing_12();
    let mended = right_score(CUSTOMER)
        .with("年度合同金额", "100")
        .with("到期应收额", "100")
        .with("按期回款额", "96");
    share
        .drop_in("石家庄办事处/评分.xlsx", mended.saved())
        .watched(0);
    let rows = rows_of(&share.read(LIST), "更正影响");
    has_row(
        &rows,
        &[
            "客户评分表",
            CUSTOMER,
            "所填「年度合同金额」",
            "200万元",
            "100万元",
        ],
    );
    has_row(&rows, &[CUSTOMER, "评分等级", "B", "C"]);
    has_row(&rows, &[CUSTOMER, "信用额度", "20万元", "4万元"]);
    has_row(
        &rows,
        &[
            CUSTOMER,
            "敞口与额度",
            "没有超出",
            "超出8万元",
            "业务部经理:新合同按特殊合同办",
        ],
    );
}

/// The first version of anything corrects nothing, nor does the same form of another office.
#[test]
fn what_replaces_nothing_tells_of_no_correction() {
    let share = owing_12();
    assert!(!share.has(LIST));
    share
        .drop_in(
            "唐山办事处/评分.xlsx",
            right_score(CUSTOMER).with("净资产", "900").saved(),
        )
        .watched(0);
    assert!(!share.has(LIST), "{:?}", share.files("汇总"));
}
