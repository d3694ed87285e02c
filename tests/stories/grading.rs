//! The grading cycle through the share: the year's list and the reviews are laid ready when their
//! day comes, filled in, signed into 审批/<职务>/, and what is approved is in force.

use crate::forms::{Form, score, text_of};
use crate::share::Share;
use serde_json::{Value, json};

const LIST: &str = "汇总/客户信用等级分类表-2025.xlsx";
const XINHUI: &str = "正定新辉仪表有限公司";
const MINGYUAN: &str = "石家庄明远光学有限公司";

pub fn ready(period: &str, customer: &str) -> String {
    format!("汇总/升降级评审/{period}/{customer}.xlsx")
}

/// Scenario 3: 20/20/20/25 = 85 B, limit 49. Scenario 5: 20/20/15/15 = 70 B, limit 20.
fn two_customers() -> Share {
    let share = Share::laid_out();
    let xinhui = [
        "499.99",
        "480",
        "465.6",
        "10.01",
        "14.99%",
        "行业龙头",
        "1200",
    ];
    let mingyuan = ["200", "180", "171", "50", "5%", "一般", "1000"];
    for (customer, figures) in [(XINHUI, xinhui), (MINGYUAN, mingyuan)] {
        let form = score(customer, figures).with("填表日期", "2025-12-29");
        share.drop_in(&format!("石家庄办事处/{customer}.xlsx"), form.saved());
    }
    share.watched_on("2025-12-30", 0);
    share
}

/// As of 2025-12-31 新辉 owes 8 万元, not the 10.01 of its score; 明远 owes 50.
fn year_end_register() -> Vec<u8> {
    let line = |customer, contract, amount, balance| {
        [
            ("客户名称", customer),
            ("合同编号", contract),
            ("发货日期", "2025-11-20"),
            ("合同金额", amount),
            ("到期日", "2026-01-19"),
            ("已收金额", "0"),
            ("应收余额", balance),
        ]
    };
    Form::blank("应收账款账龄登记表")
        .with("截止日期", "2025-12-31")
        .with("填表日期", "2026-01-05")
        .line(1, &line(XINHUI, "HT-1", "8", "8"))
        .line(2, &line(MINGYUAN, "HT-2", "50", "50"))
        .saved()
}

/// The newest version with its review.
pub fn newest(share: &Share) -> Value {
    let versions = share.versions();
    let id = versions.last().unwrap()["id"].as_str().unwrap();
    share.archive(&["show", id]).ends_with(0).json()
}

pub fn signed(bytes: &[u8], verdict: &str) -> Form {
    Form::open(bytes)
        .with("审批结论", verdict)
        .with("填表人", "马丽")
}

fn rows_of(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let cells = crate::forms::seen(bytes)
        .into_iter()
        .find(|(name, _)| name == sheet)
        .unwrap_or_else(|| panic!("no {sheet}"))
        .1;
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    for (at, text) in cells {
        let row: u32 = at
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .parse()
            .unwrap();
        match rows.iter_mut().find(|(r, _)| *r == row) {
            Some((_, texts)) => texts.push(text),
            None => rows.push((row, vec![text])),
        }
    }
    rows.into_iter().map(|(_, texts)| texts).collect()
}

pub fn row_with(bytes: &[u8], sheet: &str, words: &str) -> Vec<String> {
    let rows = rows_of(bytes, sheet);
    let found = rows.iter().find(|row| row.iter().any(|t| t == words));
    found
        .unwrap_or_else(|| panic!("no {words} in {rows:#?}"))
        .clone()
}

/// Right, but for what only an archive could tell: how the customer pays (ruling 9.15).
fn noted() -> (String, Vec<String>) {
    ("accepted".into(), vec!["I-NO-ARCHIVE".into()])
}

/// What `check` says of a workbook: its status and codes of any kind.
pub fn checked(bytes: &[u8], today: &str) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let path = path.to_str().unwrap();
    let file = crate::share::shenbiao(["check", "--json", "--today", today, path]).json()["files"]
        [0]
    .clone();
    let codes = file["records"][0]["findings"].as_array().unwrap().iter();
    let codes = codes
        .map(|f| f["code"].as_str().unwrap().to_owned())
        .collect();
    (file["status"].as_str().unwrap().to_owned(), codes)
}

#[test]
fn the_years_list_is_laid_ready_when_its_day_comes_and_becomes_final_with_the_receivables() {
    let share = two_customers();
    assert!(!share.has(LIST), "the day has not come");
    share.watched_on("2025-12-31", 0);
    let first = share.read(LIST);
    let title = "客户信用等级分类表";
    let line = [
        "大客户",
        "20",
        "20",
        "20",
        "25",
        "85",
        "B",
        "B",
        "49",
        "45",
        "2",
        "较优",
    ];
    assert_eq!(row_with(&first, title, XINHUI)[1..], line);
    let line = [
        "大客户",
        "20",
        "20",
        "15",
        "15",
        "70",
        "B",
        "B",
        "20",
        "45",
        "2",
        "较优",
    ];
    assert_eq!(row_with(&first, title, MINGYUAN)[1..], line);
    // Rank 2 both; 85 points before 70.
    let rows = rows_of(&first, title);
    let at = |name: &str| rows.iter().position(|row| row.iter().any(|t| t == name));
    assert!(at(XINHUI) < at(MINGYUAN));
    assert!(text_of(&first, title).contains("预评"));
    assert_eq!(checked(&first, "2025-12-31"), noted());
    let review = share.read(&ready("2025下半年", XINHUI));
    assert_eq!(checked(&review, "2025-12-31"), noted());
    // Nothing changes where nothing came.
    share.watched_on("2026-01-05", 0);
    assert_eq!(share.read(LIST), first);
    // Somebody writes into the form of 明远 where it lies.
    let mine = Form::open(&share.read(&ready("2025下半年", MINGYUAN)))
        .with("办事处意见", "同意")
        .saved();
    share.save(&ready("2025下半年", MINGYUAN), &mine);
    share.drop_in("石家庄办事处/账龄.xlsx", year_end_register());
    share.watched_on("2026-01-06", 0);
    // 8 万元 is within 10: 20+25+20+25 = 90, an A. Limit: 499.99×60/360 = 83.33, less than
    // 10 % of 1200 = 120 and the cap of 200: 83. 大客户A is served first at the best price.
    let last = share.read(LIST);
    let line = row_with(&last, title, XINHUI);
    let figures = [
        "大客户",
        "20",
        "25",
        "20",
        "25",
        "90",
        "A",
        "A",
        "83",
        "60",
        "1",
        "最优",
    ];
    assert_eq!(line[1..13], figures);
    assert!(
        line[13].contains("应收按账龄表 8 万元(评分表 10.01)"),
        "{line:?}"
    );
    let text = text_of(&last, title);
    assert!(text.contains("定稿") && !text.contains("预评"), "{text}");
    assert_eq!(
        share.read(&ready("2025下半年", MINGYUAN)),
        mine,
        "over somebody's work"
    );
    let review = text_of(
        &share.read(&ready("2025下半年", XINHUI)),
        "客户升(降)级评审表",
    );
    assert!(review.contains("83"), "{review}");
}

/// Approved on Thursday 2026-01-08; three working days on is Tuesday the 13th.
#[test]
fn what_the_vice_president_signs_is_in_force_and_the_half_year_goes_by_it() {
    let share = two_customers();
    share.drop_in("石家庄办事处/账龄.xlsx", year_end_register());
    share.watched_on("2026-01-06", 0);
    let list = Form::open(&share.read(LIST))
        .with("审批结论", "同意")
        .with("编制", "马丽")
        .saved();
    // In 收件箱 a signature is a claim.
    share.drop_in("分类表.xlsx", &list);
    share.watched_on("2026-01-07", 0);
    let claim = newest(&share);
    assert_eq!(claim["review"]["outcome"], "proposed", "{claim:#}");
    assert_eq!(
        claim["review"]["approvers"],
        json!(["总经理", "主管副总经理"])
    );
    // 业务部经理 may not.
    share.save("审批/业务部经理/分类表.xlsx", &list);
    share.watched_on("2026-01-07", 1);
    share.save("审批/主管副总经理/分类表.xlsx", &list);
    share.watched_on("2026-01-08", 0);
    let approved = newest(&share);
    let review = &approved["review"];
    assert_eq!(review["outcome"], "approved", "{approved:#}");
    assert_eq!(review["in_force_from"], "2026-01-08");
    assert_eq!(review["graded"][0]["grade"], "A");
    assert_eq!(review["notices"][0]["department"], "办事处");
    assert_eq!(review["notices"][1]["department"], "财务部");
    assert_eq!(review["notices"][1]["due"], "2026-01-13");

    // The first half of 2026: 150 万元, of 140 due 98 collected (70 %, late), 120 owed, 8 %.
    // No half-year of 2025 is on file: 150×2 = 300, late: 5; 120 > 100: 5; 8 % ≥ 5 %: 15; 25.
    // 50 points are a C; at a rate below 80 % the factor is 0, and so is the limit.
    let half = score(
        XINHUI,
        ["150", "140", "98", "120", "8%", "行业龙头", "1200"],
    )
    .with("年度", "2026上半年")
    .with("填表日期", "2026-06-29");
    share.drop_in("石家庄办事处/上半年.xlsx", half.saved());
    share.watched_on("2026-06-29", 0);
    assert!(!share.has(&ready("2026上半年", XINHUI)));
    share.watched_on("2026-06-30", 0);
    let form = share.read(&ready("2026上半年", XINHUI));
    assert_eq!(checked(&form, "2026-06-30"), noted());
    let overview = share.read("汇总/升降级评审/2026上半年/评审一览.xlsx");
    let line = row_with(&overview, "评审一览", XINHUI);
    assert_eq!(
        line[1..],
        [
            "石家庄办事处",
            "大客户",
            "A",
            "C",
            "降",
            "50",
            "83",
            "0",
            "30",
            "待评审"
        ]
    );
    // 明远 has credit by the list and handed in no half-year.
    let left = row_with(&overview, "评不出的客户", MINGYUAN);
    assert!(left[2].contains("没有2026上半年的客户评分表"), "{left:?}");
    // Signed as proposed: in force from that day, and the form is no longer laid ready.
    share.save("审批/主管副总经理/新辉.xlsx", signed(&form, "同意").saved());
    share.watched_on("2026-07-02", 0);
    let decided = newest(&share);
    assert_eq!(decided["review"]["outcome"], "approved", "{decided:#}");
    assert_eq!(decided["review"]["change"], "降");
    assert_eq!(decided["review"]["in_force_from"], "2026-07-02");
    assert!(!share.has(&ready("2026上半年", XINHUI)));
    let overview = share.read("汇总/升降级评审/2026上半年/评审一览.xlsx");
    let line = row_with(&overview, "评审一览", XINHUI);
    assert!(line[10].contains("已批准,2026-07-02 起执行"), "{line:?}");
    // All of it follows from the archive.
    share.archive(&["rebuild"]).ends_with(0);
    share.watched_on("2026-07-02", 0);
    assert_eq!(
        share.read("汇总/升降级评审/2026上半年/评审一览.xlsx"),
        overview
    );
}

/// B's cap is 100 万元. A limit above what was computed needs a reason and 主管副总经理, above the
/// cap 总经理; who filled the form in may not sign it.
#[test]
fn a_proposal_of_people_s_own_needs_its_reason_and_the_approval_for_it() {
    let share = two_customers();
    share.watched_on("2026-01-05", 0);
    let blank = share.read(&ready("2025下半年", MINGYUAN));
    let own = |limit: &str, reason: &str| {
        signed(&blank, "同意")
            .with("拟定额度", limit)
            .with("理由", reason)
            .saved()
    };
    share.save("审批/主管副总经理/a.xlsx", own("30", ""));
    share.watched_on("2026-01-06", 1);
    assert_eq!(newest(&share)["findings"][0]["code"], "E-REQUIRED");
    share.save("审批/主管副总经理/b.xlsx", own("120", "年度大项目"));
    share.watched_on("2026-01-06", 1);
    let codes = newest(&share)["findings"].to_string();
    assert!(codes.contains("E-APPROVAL-ROLE"), "{codes}");
    share.save("审批/总经理/c.xlsx", own("120", "年度大项目"));
    share.watched_on("2026-01-06", 0);
    let decided = newest(&share);
    assert_eq!(decided["review"]["outcome"], "approved", "{decided:#}");
    assert_eq!(decided["review"]["graded"][0]["limit_wan"], "120");
    // 明远 in the year's list was refused: nothing of it is in force.
    let refused = Form::open(&share.read(LIST))
        .with("审批结论", "不同意")
        .with("审批理由", "溢价口径要重核")
        .with("编制", "马丽")
        .saved();
    share.save("审批/主管副总经理/d.xlsx", refused);
    share.watched_on("2026-01-07", 0);
    let refused = newest(&share);
    assert_eq!(refused["review"]["outcome"], "rejected", "{refused:#}");
    assert_eq!(refused["review"]["in_force_from"], Value::Null);
}

/// The second half of 2025 is on file with 260 万元: with the 150 of the first half of 2026 the
/// last twelve months are 410, in time: 20 points (≥ 200); twice the half would be 300.
/// 20 (410) + 20 (10.01) + 15 (8 %) + 25 = 80 B; limit 410×45×0.8/360 = 41, below 8 % of 1200.
#[test]
fn a_half_year_review_goes_by_the_last_twelve_months_where_the_archive_has_them() {
    let share = two_customers();
    let half = |period: &str, amount: &str, on: &str| {
        score(
            XINHUI,
            [amount, "140", "139", "10.01", "8%", "行业龙头", "1200"],
        )
        .with("年度", period)
        .with("填表日期", on)
        .saved()
    };
    share.drop_in(
        "石家庄办事处/下半年.xlsx",
        half("2025下半年", "260", "2025-12-30"),
    );
    share.watched_on("2025-12-31", 0);
    share.drop_in(
        "石家庄办事处/上半年.xlsx",
        half("2026上半年", "150", "2026-06-29"),
    );
    share.watched_on("2026-06-30", 0);
    let overview = share.read("汇总/升降级评审/2026上半年/评审一览.xlsx");
    let line = row_with(&overview, "评审一览", XINHUI);
    // The grade of 2025 was never approved; the latest earlier score stands for what it has.
    assert_eq!(line[3..10], ["B", "B", "不变", "80", "49", "41", "45"]);
    let form = text_of(
        &share.read(&ready("2026上半年", XINHUI)),
        "客户升(降)级评审表",
    );
    assert!(form.contains("410"), "{form}");
}

/// 华瑞 was to be won by 2026-06-30: on 07-15 it is 15 days late, until its contract comes, signed
/// on 07-10: a new customer until 2027-07-09, grade C, limit 0 (note 2 of 1.1.3).
#[test]
fn targets_of_a_plan_are_late_or_won_and_who_signs_is_a_new_customer() {
    let share = Share::laid_out();
    share.drop_in(
        "石家庄办事处/计划.xlsx",
        crate::forms::sample("石家庄办事处/新客户开发计划-上半年.xlsx"),
    );
    share.watched_on("2026-06-30", 0);
    let path = "汇总/新客户开发进度.xlsx";
    let office = row_with(&share.read(path), "按办事处", "石家庄办事处");
    // Two targets, none won, none late, two going on, none given up; 150 + 60 万元 expected.
    assert_eq!(office[1..], ["KF-2026-S1", "2", "0", "0", "2", "0", "210"]);
    share.watched_on("2026-07-15", 0);
    let (huarui, jinggong) = ("正定华瑞仪器有限公司", "辛集精工电器有限公司");
    let state = |name: &str| row_with(&share.read(path), "逐户进度", name)[5].clone();
    assert_eq!(
        (state(huarui), state(jinggong)),
        ("逾期 15 天".into(), "逾期 15 天".into())
    );
    let contract = Form::blank("合同登记表").with_all(&[
        ("合同编号", "HT-2026-050"),
        ("客户名称", huarui),
        ("签订日期", "2026-07-10"),
        ("合同金额", "30"),
        ("预付款", "30"),
        ("业务员", "林晓"),
    ]);
    share.drop_in("石家庄办事处/合同.xlsx", contract.saved());
    share.watched_on("2026-07-15", 0);
    let won = row_with(&share.read(path), "逐户进度", huarui);
    assert_eq!(won[5], "已签约");
    for words in [
        "到 2027-07-09 为止C级",
        "额度 0 万元",
        "1.1.3注2",
        "首份合同 2026-07-10",
    ] {
        assert!(won[6].contains(words), "no {words}: {won:?}");
    }
    // The plan itself, handed in again, says what is late and who is new.
    let again = Form::open(&crate::forms::sample(
        "石家庄办事处/新客户开发计划-上半年.xlsx",
    ))
    .line(1, &[("进度", "签约")])
    .saved();
    let (status, codes) = checked(&again, "2026-07-15");
    assert_eq!(status, "accepted_with_warnings");
    assert_eq!(codes, ["I-TARGET-SIGNED", "W-TARGET-LATE"]);
}

/// 明远's limit by its score is 20; the approved review gives 15: with 16 on credit a contract is
/// a special one.
#[test]
fn a_contract_goes_by_the_limit_that_was_approved() {
    let share = two_customers();
    share.watched_on("2026-01-05", 0);
    let form = signed(&share.read(&ready("2025下半年", MINGYUAN)), "同意")
        .with("拟定额度", "15")
        .with("理由", "客户要求");
    share.save("审批/主管副总经理/明远.xlsx", form.saved());
    share.watched_on("2026-01-06", 0);
    let contract = Form::blank("合同登记表").with_all(&[
        ("合同编号", "HT-2026-051"),
        ("客户名称", MINGYUAN),
        ("签订日期", "2026-01-07"),
        ("合同金额", "16"),
        ("业务员", "林晓"),
    ]);
    share.drop_in("石家庄办事处/合同.xlsx", contract.saved());
    share.watched_on("2026-01-08", 0);
    let review = newest(&share)["review"].clone();
    assert_eq!(review["limit_wan"], "15", "{review:#}");
    assert_eq!(review["special"], true);
}
