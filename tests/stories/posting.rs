//! Contracts, goods and payments posted (clause 2.4.4(1)): the 客户信用管理卡 of the customer and the
//! 账龄登记表 that is laid ready, from the forms that people drop.

use crate::contracts::{CUSTOMER, contract, dispatch, newest, owing_12};
use crate::forms::{Form, rows_of, text_of};
use serde_json::json;

const REGISTER: &str = "汇总/应收账款账龄登记表.xlsx";

fn card_of(customer: &str) -> String {
    format!("汇总/客户信用管理卡/{customer}.xlsx")
}

/// Asserts that a row has cells with these words, in this order; days as in `2026-03-10`.
#[track_caller]
pub fn has_row(rows: &[Vec<String>], words: &[&str]) {
    let epoch = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
    let shown = |word: &&str| match word.parse::<chrono::NaiveDate>() {
        Ok(day) => (day - epoch).num_days().to_string(),
        Err(_) => (*word).to_owned(),
    };
    let words: Vec<String> = words.iter().map(shown).collect();
    let fits = |row: &&Vec<String>| {
        let mut cells = row.iter();
        words.iter().all(|word| cells.any(|cell| cell == word))
    };
    let told: Vec<String> = rows.iter().map(|row| row.join(" | ")).collect();
    assert!(
        rows.iter().any(|row| fits(&row)),
        "{words:?}:\n{}",
        told.join("\n")
    );
}

/// 10 万元: 2 before delivery until 03-12, 6 on delivery with 30 days, 2 kept until 2027-03-10.
fn planned() -> Form {
    contract("HT-9", "10", "2")
        .with("信用天数", "30")
        .with("付款条件", "预付20%,货到30天付60%,质保金20%一年")
        .line(
            1,
            &[
                ("期次", "1"),
                ("事件", "预付"),
                ("到期日", "2026-03-12"),
                ("金额", "2"),
            ],
        )
        .line(2, &[("期次", "2"), ("事件", "到货"), ("金额", "6")])
        .line(
            3,
            &[
                ("期次", "3"),
                ("事件", "质保金"),
                ("到期日", "2027-03-10"),
                ("金额", "2"),
            ],
        )
}

/// Limit 20; 15 − 3 = 12 owed of HT-2026-001, due 04-05. HT-9 of 10 with 2 before delivery; 3 of it
/// are delivered on 03-10: its first 2 are the prepayment, due 03-12, and 1 of the 6 on delivery,
/// due 30 days after 03-10 = 04-09. Still to come: 6 − 1 = 5, and 2 kept back until 2027-03-10.
/// Exposure 12 + 3 + (10 − 2 − 3) = 20, all of the limit.
#[test]
fn a_contract_is_posted_to_the_card_and_to_the_register() {
    let share = owing_12();
    share
        .drop_in("石家庄办事处/合同.xlsx", planned().saved())
        .watched(0);
    share
        .drop_in(
            "石家庄办事处/发货.xlsx",
            dispatch("FH-1", "HT-9", "特批").saved(),
        )
        .watched(0);
    let card = rows_of(&share.read(&card_of(CUSTOMER)), "客户信用管理卡");
    has_row(
        &card,
        &["等级", "B", "信用额度", "20 万元", "信用期限", "45 天"],
    );
    has_row(&card, &["信用额度", "20"]);
    has_row(&card, &["信用敞口", "20"]);
    has_row(&card, &["使用率", "100%"]);
    has_row(&card, &["其中:已发货未开票", "3"]);
    has_row(
        &card,
        &[
            "HT-9",
            "付款条件:预付20%,货到30天付60%,质保金20%一年,信用天数 30",
            "10",
        ],
    );
    let state = "已发货,待登账龄表";
    has_row(
        &card,
        &[
            "HT-9",
            "1 预付",
            "2026-03-10",
            "2026-03-12",
            "2",
            "0",
            "2",
            state,
        ],
    );
    has_row(
        &card,
        &[
            "HT-9",
            "2 到货",
            "2026-03-10",
            "2026-04-09",
            "1",
            "0",
            "1",
            state,
        ],
    );
    has_row(&card, &["HT-9", "2 到货", "5", "0", "5", "未发货"]);
    has_row(
        &card,
        &["HT-9", "3 质保金", "2027-03-10", "2", "0", "2", "未发货"],
    );
    has_row(
        &card,
        &["HT-2026-001", "2026-04-05", "15", "3", "12", "已登账龄表"],
    );
    // 10 + 15 altogether, 3 received.
    has_row(&card, &["合计", "25", "3", "22"]);

    // Dropped as it was laid ready it is accepted, and says what it was made of.
    let laid = share.read(REGISTER);
    share.drop_in("账龄三月.xlsx", &laid).watched(0);
    let shown = newest(&share);
    assert_eq!(shown["form"], "ar_ageing", "{shown}");
    let review = &shown["review"];
    assert_eq!(review["as_of"], "2026-03-10");
    assert_eq!(review["total_wan"], "15");
    let lines: Vec<_> = review["debts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            let text = |key: &str| d[key].as_str().unwrap_or("").to_owned();
            (text("contract"), text("due"), text("balance_wan"))
        })
        .collect();
    let line = |c: &str, due: &str, b: &str| (c.to_owned(), due.to_owned(), b.to_owned());
    assert_eq!(
        lines,
        [
            line("HT-2026-001", "2026-04-05", "12"),
            line("HT-9", "2026-03-12", "2"),
            line("HT-9", "2026-04-09", "1"),
        ]
    );
    // Entered, nothing counts twice: 15 owed, 5 to come, 20 altogether as before.
    let card = rows_of(&share.read(&card_of(CUSTOMER)), "客户信用管理卡");
    has_row(&card, &["信用敞口", "20"]);
    has_row(&card, &["其中:未收应收余额", "15"]);
    has_row(&card, &["其中:已发货未开票", "0"]);
    has_row(
        &card,
        &["HT-9", "1 预付", "2026-03-12", "2", "0", "2", "已登账龄表"],
    );
    // On 03-15 the prepayment is 3 days late.
    share.watched_on("2026-03-15", 0);
    let card = rows_of(&share.read(&card_of(CUSTOMER)), "客户信用管理卡");
    has_row(
        &card,
        &[
            "HT-9",
            "1 预付",
            "2026-03-12",
            "2",
            "0",
            "2",
            "3",
            "已登账龄表",
        ],
    );
    has_row(&card, &["逾期未收", "2 万元,最长 3 天"]);
}

/// 12 + 10 = 22 > 20: a special contract; refused with a reason, it stands in the card's record and
/// gives no claim. What people changed in the register that is laid ready stays theirs.
#[test]
fn what_went_over_the_limit_is_recorded() {
    let share = owing_12();
    share
        .drop_in("石家庄办事处/合同.xlsx", contract("HT-7", "10", "").saved())
        .watched(0);
    let card = || rows_of(&share.read(&card_of(CUSTOMER)), "客户信用管理卡");
    has_row(
        &card(),
        &["HT-7", "2026-03-09", "2", "待审批", "特殊合同,待审批"],
    );
    let refused = contract("HT-7", "10", "")
        .with("审批结论", "不同意")
        .with("审批理由", "先收回旧账");
    share
        .save("审批/总经理/合同.xlsx", refused.saved())
        .watched(0);
    let words = "特殊合同,未批准;总经理不同意(2026-03-10):先收回旧账";
    has_row(&card(), &["HT-7", "2026-03-09", "2", "总经理", words]);
    has_row(&card(), &["合计", "15", "3", "12"]);

    let completed = Form::open(&share.read(REGISTER))
        .with("填表人", "赵会计")
        .saved();
    share.save(REGISTER, &completed);
    share
        .drop_in("石家庄办事处/合同2.xlsx", contract("HT-8", "1", "").saved())
        .watched(0);
    assert!(share.read(REGISTER) == completed);
    // Taken away, it is laid again.
    share.remove(REGISTER).watched(0);
    assert!(share.has(REGISTER));
}

/// The same credit code under a new name: one card under the new name with the old contracts, and
/// the limit counts on for the new name.
#[test]
fn a_renamed_customer_keeps_its_contracts_and_its_limit() {
    const NEW: &str = "石家庄明远光电股份有限公司";
    const CODE: &str = "91130100MA07X1Y291";
    let share = owing_12();
    let named = |name: &str, number: &str, amount: &str| {
        contract(number, amount, "")
            .with("客户名称", name)
            .with("信用代码", CODE)
            .saved()
    };
    share
        .drop_in("石家庄办事处/合同1.xlsx", named(CUSTOMER, "HT-1", "5"))
        .watched(0);
    assert!(share.has(&card_of(CUSTOMER)));
    // 12 owed + 5 to come + 4 of the new contract = 21 > 20.
    share
        .drop_in("石家庄办事处/合同2.xlsx", named(NEW, "HT-2", "4"))
        .watched_on("2026-03-11", 0);
    let review = newest(&share)["review"].clone();
    assert_eq!(review["limit_wan"], "20", "{review}");
    assert_eq!(review["exposure_wan"], "21");
    assert_eq!(review["special"], json!(true));
    assert!(!share.has(&card_of(CUSTOMER)), "{:?}", share.files("汇总"));
    let card = rows_of(&share.read(&card_of(NEW)), "客户信用管理卡");
    has_row(&card, &["HT-1", "5", "正常合同"]);
    has_row(&card, &["HT-2", "4", "特殊合同,待审批"]);
    has_row(&card, &["信用敞口", "17"]);
}

/// A lost card is written again; the index made anew gives the same cards.
#[test]
fn cards_are_derived_from_the_archive_alone() {
    let share = owing_12();
    share
        .drop_in("石家庄办事处/合同.xlsx", planned().saved())
        .watched(0);
    let path = card_of(CUSTOMER);
    let before = text_of(&share.read(&path), "客户信用管理卡");
    share.remove(&path);
    share.archive(&["rebuild"]).ends_with(0);
    share.watched(0);
    assert_eq!(text_of(&share.read(&path), "客户信用管理卡"), before);
}
