//! Two years of a customer through the share: registered, new, graded, upgraded, late, downgraded,
//! deviated from, corrected after the approval. Every figure is worked out by hand from domain.md:
//! points in 1.1.3, limits in 4.2, new customers in rule 8 of section 5.

use crate::forms::{Form, sample, score, text_of};
use crate::grading::{newest, ready, row_with, signed};
use crate::share::Share;
use serde_json::Value;

const VP: &str = "审批/主管副总经理/待审批.xlsx";
const CONCLUDED: &str = "审批结论";

/// A contract wholly on credit, or paid before delivery.
fn contract(customer: &str, number: &str, on: &str, amount: &str, prepaid: &str) -> Vec<u8> {
    Form::blank("合同登记表")
        .with_all(&[
            ("合同编号", number),
            ("客户名称", customer),
            ("签订日期", on),
            ("合同金额", amount),
            ("预付款", prepaid),
            ("业务员", "林晓"),
        ])
        .saved()
}

/// A register of one debt, with its due day.
fn register(customer: &str, as_of: &str, amount: &str, due: &str) -> Vec<u8> {
    Form::blank("应收账款账龄登记表")
        .with("截止日期", as_of)
        .line(
            1,
            &[
                ("客户名称", customer),
                ("合同编号", "HT-旧"),
                ("发货日期", "2025-06-10"),
                ("合同金额", amount),
                ("到期日", due),
                ("已收金额", "0"),
            ],
        )
        .saved()
}

/// Drops a contract and gives its review.
fn contracted(share: &Share, bytes: Vec<u8>, today: &str) -> Value {
    share.drop_in("石家庄办事处/合同.xlsx", bytes);
    share.watched_on(today, 0);
    newest(share)["review"].clone()
}

/// The line of a contract's limit in its trace: value and where it comes from.
fn whose_limit(review: &Value) -> (String, String) {
    let trace = review["trace"].as_array().unwrap();
    let step = trace.iter().find(|s| s["figure"] == "信用额度").unwrap();
    let input = &step["inputs"][0];
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (word(&input["label"]), word(&input["source"]))
}

fn overview(share: &Share, period: &str) -> Vec<u8> {
    share.read(&format!("汇总/升降级评审/{period}/评审一览.xlsx"))
}

/// Decides the first case on the list of 主管副总经理.
fn decide(share: &Share, today: &str, values: &[(&str, &str)]) {
    let list = Form::open(&share.read(VP)).line(1, values);
    share.save(VP, list.saved());
    share.watched_on(today, 0);
}

/// 恒光: registered in 2025-03 with 3000 of net assets, first contract on 2025-03-10, so new until
/// 2026-03-09: C and no credit whatever it scores.
///
/// 2025: 300 in time 20, owes 9: 25, 12 %: 20, 比较关键 20 = 85, a B for reference. 300 ≥ 200:
/// 大客户, C: rank 4, 适当优惠.
/// 2026: 520 in time 25, owes 8: 25, 15 %: 25, 龙头 25 = 100, A. Sales 520×60/360 = 86.67, assets
/// 3000×10 % = 300, cap 200: 86. Rank 1.
#[test]
fn a_new_customer_has_no_credit_for_a_year_and_earns_it() {
    let customer = "石家庄恒光电子有限公司";
    let share = Share::laid_out();
    let summary = sample("石家庄办事处/客户概要信息登记表-恒光电子.xlsx");
    let summary = Form::open(&summary).with("填表日期", "2025-03-03");
    share.drop_in("石家庄办事处/概要.xlsx", summary.saved());
    share.watched_on("2025-03-03", 0);
    // Paid before delivery: no matter of credit.
    let first = contract(customer, "HT-2025-010", "2025-03-10", "20", "20");
    let review = contracted(&share, first, "2025-03-10");
    assert_eq!(review["special"], false, "{review:#}");
    let year = |figures: [&str; 7], period: &str, on: &str| {
        score(customer, figures)
            .with("首次交易日期", "2025-03-10")
            .with("年度", period)
            .with("填表日期", on)
            .saved()
    };
    let of_2025 = ["300", "280", "270", "9", "12%", "比较关键", ""];
    share.drop_in(
        "石家庄办事处/评分.xlsx",
        year(of_2025, "2025", "2025-12-29"),
    );
    share.watched_on("2025-12-30", 0);
    let scored = newest(&share)["review"].clone();
    assert_eq!(scored["total_points"], "85", "{scored:#}");
    assert_eq!(
        (&scored["grade"], &scored["reference_grade"]),
        (&"C".into(), &"B".into())
    );
    assert_eq!(scored["new_customer_until"], "2026-03-09");
    share.watched_on("2025-12-31", 0);
    let list = share.read("汇总/客户信用等级分类表-2025.xlsx");
    let line = row_with(&list, "客户信用等级分类表", customer);
    let figures = [
        "大客户",
        "20",
        "25",
        "20",
        "20",
        "85",
        "C",
        "C",
        "0",
        "0",
        "4",
        "适当优惠",
    ];
    assert_eq!(line[1..13], figures);
    assert!(line[13].contains("2026-03-09前列C级,参考85分B"), "{line:?}");
    // The list is handed in by its preparer, and waits for 主管副总经理 as one row.
    let list = Form::open(&list).with("编制", "马丽").saved();
    share.drop_in("分类表.xlsx", list);
    share.watched_on("2026-01-05", 0);
    let row = row_with(&share.read(VP), "待审批", "年终复评");
    assert_eq!(row[1..4], ["年终复评", "1 户", "2025年度"]);
    decide(&share, "2026-01-06", &[(CONCLUDED, "同意")]);
    let decided = newest(&share)["review"].clone();
    assert_eq!(decided["outcome"], "approved", "{decided:#}");
    assert_eq!(decided["in_force_from"], "2026-01-06");
    // Three working days on: Wednesday 7th, Thursday 8th, Friday 9th.
    assert_eq!(decided["notices"][0]["due"], "2026-01-09");
    assert_eq!(decided["notices"][1]["department"], "财务部");
    let said = text_of(&share.read(VP), "待审批");
    assert!(said.contains("没有等您审批的事"), "{said}");
    // 10 on credit against the 0 that was approved.
    let second = contract(customer, "HT-2026-011", "2026-02-02", "10", "");
    let review = contracted(&share, second, "2026-02-02");
    assert_eq!(
        (&review["limit_wan"], &review["special"]),
        (&"0".into(), &true.into())
    );
    let (label, source) = whose_limit(&review);
    assert_eq!(label, "客户信用等级分类表批准的额度");
    assert!(source.contains("2026-01-06"), "{source}");
    // Without credit it is no matter of the half-yearly review.
    let half = ["200", "150", "148", "30", "12%", "比较关键", ""];
    share.drop_in(
        "石家庄办事处/上半年.xlsx",
        year(half, "2026上半年", "2026-06-29"),
    );
    share.watched_on("2026-06-30", 0);
    assert!(!share.has(&ready("2026上半年", customer)));
    // The second year.
    let of_2026 = ["520", "500", "490", "8", "15%", "行业龙头", ""];
    share.drop_in(
        "石家庄办事处/评分2026.xlsx",
        year(of_2026, "2026", "2026-12-30"),
    );
    share.watched_on("2026-12-31", 0);
    let line = row_with(&overview(&share, "2026下半年"), "评审一览", customer);
    assert_eq!(
        line[1..],
        [
            "石家庄办事处",
            "大客户",
            "C",
            "A",
            "升",
            "100",
            "0",
            "86",
            "60",
            "待评审"
        ]
    );
    let form = share.read(&ready("2026下半年", customer));
    share.save("审批/主管副总经理/恒光.xlsx", signed(&form, "同意").saved());
    share.watched_on("2026-12-31", 0);
    let decided = newest(&share)["review"].clone();
    assert_eq!(decided["change"], "升", "{decided:#}");
    assert_eq!(decided["in_force_from"], "2027-01-01");
    // The contract that waits is no exposure yet; 86 is the limit itself.
    let third = contract(customer, "HT-2027-001", "2027-01-04", "86", "");
    let review = contracted(&share, third, "2027-01-04");
    assert_eq!(review["limit_wan"], "86", "{review:#}");
    assert_eq!(review["exposure_wan"], "86");
    assert_eq!(review["special"], false);
    assert_eq!(whose_limit(&review).0, "客户升(降)级评审表批准的额度");
}

/// 新辉 loses its A by paying late.
///
/// 2025: 800 in time 25, owes 5: 25, 16 %: 25, 龙头 25 = 100 A; sales 133.33, assets 300: 133.
/// 2026's first half: the last twelve months are 350 + 260 = 610, collected 205 of 250 (82 %): late,
/// so 5; owes 60: 15; 8 %: 15; 25 = 60 C. Sales 610×30/360×0.5×0.5 = 12.708: 12.
/// 2026: 450, collected 330 of 400 (82.5 %): 5; owes 120 by the score: 5; 4 %: 5; 25 = 40, still C.
/// Sales 450×30/360×0.5×0.5 = 9.375: 9. By the register of 12-31 it owes 90: 15, 50 points.
#[test]
fn a_customer_that_pays_late_is_downgraded_and_collected_from() {
    let customer = "正定新辉仪表有限公司";
    let share = Share::laid_out();
    let of = |figures: [&str; 7], period: &str, on: &str| {
        score(customer, figures)
            .with("年度", period)
            .with("填表日期", on)
            .saved()
    };
    let whole = ["800", "700", "693", "5", "16%", "行业龙头", "3000"];
    share.drop_in("石家庄办事处/2025.xlsx", of(whole, "2025", "2025-12-29"));
    let second = ["350", "300", "297", "5", "16%", "行业龙头", "3000"];
    share.drop_in(
        "石家庄办事处/2025下.xlsx",
        of(second, "2025下半年", "2025-12-29"),
    );
    share.watched_on("2025-12-31", 0);
    let line = row_with(&overview(&share, "2025下半年"), "评审一览", customer);
    let figures = ["大客户", "A", "100", "133", "60", "待评审"];
    // Nothing before: neither an old grade nor a change.
    assert_eq!(line.iter().filter(|t| *t == "—").count(), 2, "{line:?}");
    let told: Vec<&String> = line[2..].iter().filter(|t| *t != "—").collect();
    assert_eq!(told, figures);
    let form = share.read(&ready("2025下半年", customer));
    share.save("审批/主管副总经理/新辉.xlsx", signed(&form, "同意").saved());
    share.watched_on("2026-01-08", 0);
    assert_eq!(newest(&share)["review"]["in_force_from"], "2026-01-08");
    // Half a year later.
    let half = ["260", "250", "205", "60", "8%", "行业龙头", "3000"];
    share.drop_in(
        "石家庄办事处/2026上.xlsx",
        of(half, "2026上半年", "2026-06-29"),
    );
    share.watched_on("2026-06-30", 0);
    let line = row_with(&overview(&share, "2026上半年"), "评审一览", customer);
    assert_eq!(
        line[2..],
        ["大客户", "A", "C", "降", "60", "133", "12", "30", "待评审"]
    );
    // Handed in by the office, revised to 10 by a row of the list.
    let form = Form::open(&share.read(&ready("2026上半年", customer)))
        .with("填表人", "马丽")
        .saved();
    share.drop_in("石家庄办事处/评审.xlsx", form);
    share.watched_on("2026-07-01", 0);
    let row = row_with(&share.read(VP), "待审批", customer);
    assert_eq!(row[1..4], ["升降级评审", customer, "2026上半年"]);
    assert_eq!(row[4..6], ["133", "12"], "{row:?}");
    assert!(row[6].contains("等级 A→C(降);额度 133→12 万元"), "{row:?}");
    let line = row_with(&overview(&share, "2026上半年"), "评审一览", customer);
    assert!(
        line.last().unwrap().starts_with("已收到,待批准"),
        "{line:?}"
    );
    decide(
        &share,
        "2026-07-02",
        &[
            (CONCLUDED, "改批额度"),
            ("批准额度(万元)", "10"),
            ("审批理由", "先收回旧款"),
        ],
    );
    let decided = newest(&share)["review"].clone();
    assert_eq!(decided["outcome"], "approved", "{decided:#}");
    assert_eq!(decided["decision"]["verdict"], "revised");
    assert_eq!(decided["graded"][0]["limit_wan"], "10");
    assert_eq!(decided["in_force_from"], "2026-07-02");
    // Three working days after Thursday the 2nd: 3rd, 6th, 7th.
    assert_eq!(decided["notices"][1]["due"], "2026-07-07");
    assert_eq!(decided["collection"][0]["will_delay"], "拖欠过,可能再拖");
    let review = contracted(
        &share,
        contract(customer, "HT-2026-060", "2026-07-06", "11", ""),
        "2026-07-06",
    );
    assert_eq!(
        (&review["limit_wan"], &review["special"]),
        (&"10".into(), &true.into())
    );
    // The second year, before and after the register of its last day.
    let whole = ["450", "400", "330", "120", "4%", "行业龙头", "3000"];
    share.drop_in("石家庄办事处/2026.xlsx", of(whole, "2026", "2026-12-30"));
    share.watched_on("2026-12-31", 0);
    let line = row_with(&overview(&share, "2026下半年"), "评审一览", customer);
    assert_eq!(
        line[2..],
        ["大客户", "C", "C", "不变", "40", "10", "9", "30", "待评审"]
    );
    let list = "汇总/客户信用等级分类表-2026.xlsx";
    assert!(text_of(&share.read(list), "客户信用等级分类表").contains("预评"));
    share.drop_in(
        "石家庄办事处/账龄.xlsx",
        register(customer, "2026-12-31", "90", "2026-09-01"),
    );
    share.watched_on("2027-01-05", 0);
    let book = overview(&share, "2026下半年");
    let line = row_with(&book, "评审一览", customer);
    assert_eq!(
        line[2..],
        ["大客户", "C", "C", "不变", "50", "10", "9", "30", "待评审"]
    );
    assert!(text_of(&share.read(list), "客户信用等级分类表").contains("定稿"));
    // From 09-01 to 01-05 it is 29 + 31 + 30 + 31 + 5 = 126 days.
    let line = row_with(&book, "收账方针", customer);
    assert_eq!(line[2..6], ["C", "拖欠", "126", "已经拖欠,超过正常收账期"]);
    // All of it follows from the archive.
    share.archive(&["rebuild"]).ends_with(0);
    share.watched_on("2027-01-05", 0);
    assert_eq!(overview(&share, "2026下半年"), book);
}

/// 明远 scores 70 B (20/20/15/15), limit 200×45/360×0.8 = 20. Its office asks for 30, then for 26.
///
/// Corrected, it owes 60 instead of 50: 15, so 65 and a C; 200×30/360×0.5 = 8.33: 8. What was
/// approved stands until a new review is.
#[test]
fn a_deviation_is_refused_or_approved_and_a_later_correction_is_shown_beside_it() {
    let customer = "石家庄明远光学有限公司";
    let share = Share::laid_out();
    let of = |owed: &str| {
        let figures = ["200", "180", "171", owed, "5%", "一般", "1000"];
        score(customer, figures)
            .with("填表日期", "2025-12-29")
            .saved()
    };
    share.drop_in("石家庄办事处/评分.xlsx", of("50"));
    share.watched_on("2025-12-31", 0);
    let blank = share.read(&ready("2025下半年", customer));
    let asked = |limit: &str| {
        Form::open(&blank)
            .with("拟定额度", limit)
            .with("理由", "年度大项目")
            .with("填表人", "马丽")
            .saved()
    };
    share.drop_in("石家庄办事处/评审.xlsx", asked("30"));
    share.watched_on("2026-01-05", 0);
    let row = row_with(&share.read(VP), "待审批", customer);
    assert_eq!(row[1..5], ["额度", customer, "2025下半年", "30"]);
    assert!(
        row[5].contains("额度高于计算额度;理由:年度大项目"),
        "{row:?}"
    );
    // Refused without a reason it still waits.
    decide(&share, "2026-01-05", &[(CONCLUDED, "不同意")]);
    assert!(text_of(&share.read(VP), "待审批").contains("却没有写审批理由"));
    let reasoned = [(CONCLUDED, "不同意"), ("审批理由", "项目未签")];
    decide(&share, "2026-01-06", &reasoned);
    assert_eq!(newest(&share)["review"]["outcome"], "rejected");
    let line = row_with(&overview(&share, "2025下半年"), "评审一览", customer);
    assert!(line.last().unwrap().starts_with("不同意"), "{line:?}");
    // The limit is the score's still: 20 is covered, 21 is not.
    let review = contracted(
        &share,
        contract(customer, "HT-1", "2026-01-06", "21", ""),
        "2026-01-06",
    );
    assert_eq!(
        (&review["limit_wan"], &review["special"]),
        (&"20".into(), &true.into())
    );
    assert_eq!(whose_limit(&review).0, "客户评分表的额度");
    // 26 is asked for, and approved.
    share.drop_in("石家庄办事处/评审.xlsx", asked("26"));
    share.watched_on("2026-01-08", 0);
    decide(&share, "2026-01-09", &[(CONCLUDED, "同意")]);
    let decided = newest(&share)["review"].clone();
    assert_eq!(decided["graded"][0]["limit_wan"], "26", "{decided:#}");
    let again = contract(customer, "HT-1", "2026-01-09", "26", "");
    let review = contracted(&share, again, "2026-01-09");
    assert_eq!(
        (&review["limit_wan"], &review["special"]),
        (&"26".into(), &false.into())
    );
    let (label, source) = whose_limit(&review);
    assert_eq!(label, "客户升(降)级评审表批准的额度");
    assert!(source.contains("2026-01-09"), "{source}");
    assert!(!share.has(&ready("2025下半年", customer)));
    // The score was wrong.
    share.drop_in("石家庄办事处/评分.xlsx", of("60"));
    share.watched_on("2026-01-12", 0);
    let book = overview(&share, "2025下半年");
    let line = row_with(&book, "评审一览", customer);
    assert!(
        line[line.len() - 2].contains("已批准,2026-01-09 起执行"),
        "{line:?}"
    );
    assert_eq!(
        line.last().unwrap(),
        "应收账款 50→60;总分 70→65;测算等级 B→C;测算额度 20→8"
    );
    let rows = crate::forms::rows_of(&book, "批准后的变化");
    let of_figure = |figure: &str| {
        let row = rows.iter().find(|row| row[2] == figure).unwrap();
        (row[3].clone(), row[4].clone())
    };
    assert_eq!(of_figure("测算等级"), ("B".into(), "C".into()));
    assert_eq!(of_figure("测算额度"), ("20".into(), "8".into()));
    // The approval stands.
    let again = contract(customer, "HT-1", "2026-01-12", "25", "");
    assert_eq!(contracted(&share, again, "2026-01-12")["limit_wan"], "26");
    // The review lies there anew, and is approved anew.
    let form = share.read(&ready("2025下半年", customer));
    share.save("审批/主管副总经理/重评.xlsx", signed(&form, "同意").saved());
    share.watched_on("2026-01-13", 0);
    assert_eq!(newest(&share)["review"]["graded"][0]["limit_wan"], "8");
    let again = contract(customer, "HT-2", "2026-01-14", "1", "");
    assert_eq!(contracted(&share, again, "2026-01-14")["limit_wan"], "8");
    let book = overview(&share, "2025下半年");
    assert!(!text_of(&book, "评审一览").contains("→"));
}

/// 恒信 has no score, but a card: 40 万元 for the year, which 主管副总经理 approves. It is under review
/// at mid-year by that, and its limit is over with the year.
///
/// First half: no second half of 2025 on file, so 60×2 = 120 in time: 15; owes 30: 20; 6 %: 15;
/// 一般 15 = 65 C. 120×30/360×0.5 = 5, assets 500×5 % = 25: 5.
#[test]
fn a_card_gives_credit_when_it_is_approved_and_until_its_last_day() {
    let customer = "石家庄恒信电气有限公司";
    let share = Share::laid_out();
    let card = Form::blank("客户信用管理卡").with_all(&[
        ("客户编号", "HB-9"),
        ("客户名称", customer),
        ("客户等级", "B"),
        ("信用等级", "B"),
        ("信用额度", "40"),
        ("信用期限", "45"),
        ("起始日期", "2026-01-01"),
        ("有效期至", "2026-12-31"),
        ("填表人", "马丽"),
    ]);
    share.drop_in("石家庄办事处/信用卡.xlsx", card.saved());
    share.watched_on("2026-01-15", 0);
    let registered = newest(&share);
    assert_eq!(
        registered["review"]["outcome"], "proposed",
        "{registered:#}"
    );
    assert!(registered["findings"].to_string().contains("I-CARD-LIMIT"));
    let review = contracted(
        &share,
        contract(customer, "HT-1", "2026-01-15", "5", ""),
        "2026-01-15",
    );
    assert_eq!(
        (&review["limit_wan"], &review["special"]),
        (&"0".into(), &true.into())
    );
    let row = row_with(&share.read(VP), "待审批", customer);
    assert_eq!(
        row[1..6],
        ["额度", customer, "客户信用管理卡", "0", "40"],
        "{row:?}"
    );
    decide(&share, "2026-01-16", &[(CONCLUDED, "同意")]);
    let decided = newest(&share)["review"].clone();
    assert_eq!(decided["in_force_from"], "2026-01-16", "{decided:#}");
    assert_eq!(decided["in_force_until"], "2026-12-31");
    // What waits is no exposure yet; 40 is the limit itself.
    let second = contract(customer, "HT-2", "2026-01-19", "40", "");
    let review = contracted(&share, second, "2026-01-19");
    assert_eq!(
        (&review["limit_wan"], &review["special"]),
        (&"40".into(), &false.into())
    );
    let (label, source) = whose_limit(&review);
    assert_eq!(label, "客户信用管理卡批准的额度");
    assert!(source.contains("2026-01-16"), "{source}");
    // Mid-year: it has credit, and no score yet.
    share.watched_on("2026-06-30", 0);
    let left = row_with(&overview(&share, "2026上半年"), "评不出的客户", customer);
    assert!(left[2].contains("没有2026上半年的客户评分表"), "{left:?}");
    let half = score(customer, ["60", "50", "49", "30", "6%", "一般", "500"])
        .with("年度", "2026上半年")
        .with("填表日期", "2026-06-30");
    share.drop_in("石家庄办事处/上半年.xlsx", half.saved());
    share.watched_on("2026-07-01", 0);
    let line = row_with(&overview(&share, "2026上半年"), "评审一览", customer);
    assert_eq!(
        line[2..],
        ["一般客户", "B", "C", "降", "65", "40", "5", "30", "待评审"]
    );
    // Nobody approved that; the card's own year is over.
    let late = contract(customer, "HT-3", "2027-01-04", "1", "");
    share.drop_in("石家庄办事处/合同3.xlsx", late);
    share.watched_on("2027-01-04", 0);
    let over = newest(&share);
    assert_eq!(over["review"]["limit_wan"], "0", "{over:#}");
    assert!(over["findings"].to_string().contains("I-LIMIT-EXPIRED"));
}
