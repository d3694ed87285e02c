//! Contracts against the credit range, dropped into the share: the limit of the latest score, the
//! debts of the latest register, other contracts and goods on their way (domain section 4.2).

use crate::forms::{Form, right_score, sheet_names, text_of};
use crate::share::Share;
use serde_json::{Value, json};

pub const CUSTOMER: &str = "石家庄明远光学有限公司";

/// A contract card: number, amount and prepayment in 万元.
pub fn contract(number: &str, amount: &str, prepayment: &str) -> Form {
    Form::blank("合同登记表").with_all(&[
        ("合同编号", number),
        ("客户名称", CUSTOMER),
        ("签订日期", "2026-03-09"),
        ("合同金额", amount),
        ("预付款", prepayment),
        ("业务员", "林晓"),
        ("填表人", "林晓"),
    ])
}

/// A register of 2026-02-28: contract, due day, amount, received.
pub fn register(debts: &[[&str; 4]]) -> Form {
    let mut form = Form::blank("应收账款账龄登记表").with("截止日期", "2026-02-28");
    for ([number, due, amount, received], n) in debts.iter().zip(1..) {
        form = form.line(
            n,
            &[
                ("客户名称", CUSTOMER),
                ("合同编号", number),
                ("发货日期", "2026-01-05"),
                ("合同金额", amount),
                ("到期日", due),
                ("已收金额", received),
            ],
        );
    }
    form
}

/// A share that knows #5 of domain section 7: limit 20, 15 − 3 = 12 owed and not yet due.
pub fn owing_12() -> Share {
    let share = Share::laid_out();
    share
        .drop_in("石家庄办事处/评分.xlsx", right_score(CUSTOMER).saved())
        .drop_in(
            "账龄.xlsx",
            register(&[["HT-2026-001", "2026-04-05", "15", "3"]]).saved(),
        )
        .watched(0);
    share
}

/// The review of the newest version.
pub fn newest(share: &Share) -> Value {
    let id = share.each("id").pop().unwrap();
    share.archive(&["show", &id]).ends_with(0).json()
}

/// 12 + 8 = 20 = limit; 12 + 8.01 = 20.01 > 20; with 0.01 prepaid 20 again.
#[test]
fn scenario_11_equal_to_the_limit_is_normal_and_a_cent_more_is_special() {
    for (amount, prepayment, exposure, special) in [
        ("8", "", "20", false),
        ("8.01", "", "20.01", true),
        ("8.01", "0.01", "20", false),
    ] {
        let share = owing_12();
        let form = contract("HT-2026-009", amount, prepayment);
        share
            .drop_in("石家庄办事处/合同.xlsx", form.saved())
            .watched(0);
        let shown = newest(&share);
        let review = &shown["review"];
        assert_eq!(review["limit_wan"], "20", "{shown}");
        assert_eq!(review["exposure_wan"], exposure);
        assert_eq!(review["special"], special);
        let approver = if special {
            json!("总经理")
        } else {
            Value::Null
        };
        assert_eq!(review["approver"], approver);
        let answer = share.read(&format!("审核结果/{CUSTOMER}/合同.xlsx"));
        assert_eq!(
            sheet_names(&answer),
            ["合同登记表", "审核结论", "校验明细", "信用敞口"]
        );
        let said = text_of(&answer, "审核结论");
        let lead = if special {
            "特殊合同,须总经理批准:信用敞口20.01万元,信用额度20万元,超出0.01万元"
        } else {
            "正常合同:敞口20万元、额度20万元,不用另批;没有要您决定的事。"
        };
        assert!(said.contains(lead), "{said}");
        assert_eq!(
            said.contains("特殊合同审批:须总经理批准"),
            special,
            "{said}"
        );
        let sheet = text_of(&answer, "信用敞口");
        for words in ["未收应收余额", "HT-2026-001", "版本 2-1", "签批栏"] {
            let found = sheet.contains(words) || said.contains(words);
            assert!(found, "{words}: {sheet}");
        }
    }
}

/// Two contracts of one file and one dropped with the register in the same minute: 6 + 6 + 12 = 24
/// only for the second; what was special is not delivered, so it is no exposure of the third:
/// 12 + 6 + 2 = 20.
#[test]
fn contracts_of_one_file_and_of_one_batch_know_of_each_other() {
    let share = Share::laid_out();
    let lines = [
        ("HT-2026-010", "6"),
        ("HT-2026-011", "6"),
        ("HT-2026-012", "2"),
    ];
    let mut list = Form::blank("合同登记表(清单)");
    for ((number, amount), n) in lines.into_iter().zip(1..) {
        list = list.line(
            n,
            &[
                ("合同编号", number),
                ("客户名称", CUSTOMER),
                ("签订日期", "2026-03-09"),
                ("合同金额", amount),
                ("业务员", "林晓"),
            ],
        );
    }
    share
        .drop_in("1评分.xlsx", right_score(CUSTOMER).saved())
        .drop_in(
            "2账龄.xlsx",
            register(&[["HT-2026-001", "2026-04-05", "15", "3"]]).saved(),
        )
        .drop_in("3合同台账.xlsx", list.saved())
        .watched(0);
    let of = |id: &str| {
        let review = share.archive(&["show", id]).ends_with(0).json()["review"].clone();
        (review["exposure_wan"].clone(), review["special"].clone())
    };
    assert_eq!(of("3-1"), (json!("18"), json!(false)));
    assert_eq!(of("3-2"), (json!("24"), json!(true)));
    assert_eq!(of("3-3"), (json!("20"), json!(false)));
}

/// A corrected contract replaces its earlier version: 12 + 5 + 3 = 20, not 12 + 8 + 5 + 3.
#[test]
fn a_corrected_contract_counts_once() {
    let share = owing_12();
    let drop = |name: &str, form: Form| {
        share.drop_in(name, form.saved()).watched(0);
        newest(&share)["review"]["exposure_wan"].clone()
    };
    assert_eq!(
        drop("石家庄办事处/合同9.xlsx", contract("HT-9", "8", "")),
        "20"
    );
    assert_eq!(
        drop("石家庄办事处/合同9.xlsx", contract("HT-9", "5", "")),
        "17"
    );
    assert_eq!(
        drop("石家庄办事处/合同10.xlsx", contract("HT-10", "3", "")),
        "20"
    );
    // Both contracts of the customer lie side by side.
    let files = share.files(&format!("审核结果/{CUSTOMER}"));
    assert!(files.contains(&"合同9.xlsx".to_owned()), "{files:?}");
    assert!(files.contains(&"合同10.xlsx".to_owned()), "{files:?}");
    // The same after the index was made anew.
    let before = share.archive(&["list", "--limit", "0"]).json();
    share.archive(&["rebuild"]).ends_with(0);
    assert_eq!(share.archive(&["list", "--limit", "0"]).json(), before);
    assert_eq!(
        drop("石家庄办事处/合同11.xlsx", contract("HT-11", "1", "")),
        "21"
    );
}

/// A dispatch note of 300 × 100 元 = 3 万元.
pub fn dispatch(number: &str, contract: &str, terms_met: &str) -> Form {
    Form::blank("发货单")
        .with_all(&[
            ("编号", number),
            ("日期", "2026-03-10"),
            ("客户名称", CUSTOMER),
            ("收货地址", "石家庄市裕华区槐安东路1号"),
            ("联系人", "赵敏"),
            ("电话", "13812345678"),
            ("合同编号", contract),
            ("库管员", "孙立"),
            ("发货人确认", "钱进"),
            ("付款履约", terms_met),
        ])
        .line(1, &[("产品", "光电开关"), ("数量", "300"), ("单价", "100")])
}

/// Codes of warnings and errors of the newest version.
fn said(share: &Share) -> Vec<String> {
    let findings = newest(share)["findings"].as_array().unwrap().clone();
    let codes = findings
        .iter()
        .map(|f| f["code"].as_str().unwrap().to_owned());
    codes.filter(|code| !code.starts_with("I-")).collect()
}

/// HT-9 needs 2 before delivery; of its 8 − 2 = 6 on credit 3 have left already (12 + 3 + 3 = 18 is
/// within 20). Of the 2 the register has 1.5, then
/// 1.5 and 0.5 by a commercial bill that is not honoured; then by a bank bill: 2.
#[test]
fn goods_leave_when_what_is_due_before_delivery_is_in() {
    let share = owing_12();
    let drop = |name: &str, form: Form, code: i32| {
        share.drop_in(name, form.saved()).watched(code);
        said(&share)
    };
    let note = || dispatch("FH-9", "HT-9", "符合");
    // The contract is not known yet; the note is taken and finds it when it comes.
    assert_eq!(drop("发货单.xlsx", note(), 0), ["W-REF-PENDING"]);
    assert!(drop("石家庄办事处/合同.xlsx", contract("HT-9", "8", "2"), 0).is_empty());
    let with = |lines: &[(&str, &str)]| {
        let mut form = register(&[["HT-2026-001", "2026-04-05", "15", "3"]]);
        for ((received, bill), n) in lines.iter().zip(2..) {
            let number = format!("FP-{n}");
            form = form.line(
                n,
                &[
                    ("客户名称", CUSTOMER),
                    ("合同编号", "HT-9"),
                    ("发票号", &number),
                    ("发货日期", "2026-02-20"),
                    ("合同金额", received),
                    ("已收金额", received),
                    ("到期日", "2026-02-25"),
                    ("票据", bill),
                ],
            );
        }
        form
    };
    drop("账龄.xlsx", with(&[("1.5", "")]), 0);
    assert_eq!(
        drop("发货单.xlsx", note().with("运输方式", "物流"), 0),
        ["W-DISPATCH-UNPAID"]
    );
    drop("账龄.xlsx", with(&[("1.5", ""), ("0.5", "商业承兑")]), 0);
    assert_eq!(
        drop("发货单.xlsx", note().with("运输方式", "自提"), 0),
        ["W-DISPATCH-UNPAID"]
    );
    drop("账龄.xlsx", with(&[("1.5", ""), ("0.5", "银行承兑")]), 0);
    assert!(drop("发货单.xlsx", note().with("运输方式", "快递"), 0).is_empty());
    let figures = newest(&share)["review"]["figures"].clone();
    let value = |name: &str| {
        let all = figures.as_array().unwrap();
        all.iter().find(|f| f["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!(value("合同状态"), "正常合同");
    assert_eq!(
        (value("发货前应收"), value("其中已收")),
        (json!("2"), json!("2"))
    );
    assert_eq!(value("付款条件"), "已满足");
}

/// A special contract (12 + 9 = 21 > 20) is not delivered before it is approved; 特批 in the note is
/// a claim.
#[test]
fn a_special_contract_is_delivered_after_its_approval_alone() {
    let share = owing_12();
    share
        .drop_in(
            "石家庄办事处/合同.xlsx",
            contract("HT-9", "9", "1").with("合同金额", "10").saved(),
        )
        .watched(0);
    let note = |word: &str| dispatch("FH-9", "HT-9", word).saved();
    share.drop_in("发货单.xlsx", note("特批")).watched(1);
    assert_eq!(said(&share), ["E-DISPATCH-NOT-APPROVED"]);
    let message = newest(&share)["findings"].to_string();
    assert!(message.contains("特殊合同,待审批"), "{message}");
    let signed = contract("HT-9", "10", "1").with("审批结论", "同意");
    share
        .save("审批/总经理/合同.xlsx", signed.saved())
        .watched(0);
    share.drop_in("发货单.xlsx", note("特批")).watched(0);
    assert!(said(&share).is_empty(), "{}", newest(&share));
    // A normal contract has no special approval.
    share
        .drop_in(
            "石家庄办事处/合同2.xlsx",
            contract("HT-12", "0.5", "0.5").saved(),
        )
        .watched(0);
    let claim = dispatch("FH-12", "HT-12", "特批").saved();
    share.drop_in("发货单2.xlsx", claim).watched(0);
    assert_eq!(said(&share), ["W-DISPATCH-CLAIM", "W-DISPATCH-UNPAID"]);
}

/// What was shipped leaves the open contracts and stands among shipments, then in the register:
/// the exposure stays 12 + 8 + 0 = 20 all the way, as no document counts twice.
#[test]
fn goods_move_from_contract_to_shipment_to_register() {
    let share = owing_12();
    let probe = |n: u32| {
        let form = contract(&format!("HT-P{n}"), "1", "");
        share
            .drop_in(&format!("石家庄办事处/试{n}.xlsx"), form.saved())
            .watched(0);
        let review = newest(&share)["review"].clone();
        let part = |id: &str| {
            let parts = review["components"].as_array().unwrap();
            parts.iter().find(|p| p["id"] == id).unwrap()["amount_wan"].clone()
        };
        (
            part("receivable"),
            part("shipped_uninvoiced"),
            part("open_contracts"),
        )
    };
    let drop = |name: &str, form: Form| share.drop_in(name, form.saved()).watched(0);
    drop("石家庄办事处/合同.xlsx", contract("HT-9", "8", ""));
    assert_eq!(probe(1), (json!("12"), json!("0"), json!("8")));
    let note = dispatch("FH-1", "HT-9", "符合");
    drop("石家庄办事处/发货单.xlsx", note);
    // 300 × 100 元 = 3 万元 of HT-9 left: 8 − 3 = 5 are to come. The probe before was 12 + 8 + 1 =
    // 21, a special contract that nobody approved: it does not count.
    assert_eq!(probe(2), (json!("12"), json!("3"), json!("5")));
    let both = register(&[
        ["HT-2026-001", "2026-04-05", "15", "3"],
        ["HT-9", "2026-04-10", "3", "0"],
    ]);
    drop("账龄.xlsx", both);
    // Invoiced, it stands in the register: 12 + 3 = 15.
    assert_eq!(probe(3), (json!("15"), json!("0"), json!("5")));
}
