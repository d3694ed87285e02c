//! Each kind of fault is named at its cell; a sound change is not.
//!
//! The places are those of the built-in tables: header in row 4, the first rule in row 5.

mod complaints;
mod people;

use crate::findings::Finding;
use crate::policy::{Policy, Table, Tables};
use chrono::NaiveDate;

/// The built-in tables, edited as a manager would: a cell by its A1.
struct Edited(Tables);

impl Edited {
    fn new() -> Self {
        Self(Tables::built_in())
    }

    fn table(&mut self, sheet: &str) -> &mut Table {
        let mut all = self.0.tables.iter_mut();
        all.find(|t| t.sheet == sheet).unwrap()
    }

    fn set(mut self, sheet: &str, cell: &str, text: &str) -> Self {
        let at = cell.parse().unwrap();
        let rows = &mut self.table(sheet).rows;
        let mut cells = rows.iter_mut().flat_map(|r| &mut r.cells);
        cells.find(|c| c.at == at).unwrap().text = text.to_owned();
        self
    }

    /// The row below the last one, its texts from column A.
    fn row(mut self, sheet: &str, texts: &[&str]) -> Self {
        let table = self.table(sheet);
        let mut all: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|r| r.cells.iter().map(|c| c.text.clone()).collect())
            .collect();
        all.push(texts.iter().map(|t| (*t).to_owned()).collect());
        *table = Table::laid_out(table.schema, &all);
        self
    }

    /// Without the row in which that cell stands; what is below keeps its cells.
    fn without(mut self, sheet: &str, cell: &str) -> Self {
        let at: crate::domain::cell::CellRef = cell.parse().unwrap();
        self.table(sheet)
            .rows
            .retain(|r| r.cells.iter().all(|c| c.at != at));
        self
    }

    /// What is said of it: everything, whether an error or a note.
    fn said(self) -> Vec<Finding> {
        match Policy::from_tables(self.0) {
            Ok(policy) => policy.notes,
            Err(found) => found,
        }
    }

    /// That code is said on that sheet, with those words.
    #[track_caller]
    fn has(self, code: &str, sheet: &str, words: &str) {
        let found = self.said();
        let hit = found.iter().any(|f| {
            f.code == code && f.sheet.as_deref() == Some(sheet) && f.message.contains(words)
        });
        assert!(hit, "no {code} on {sheet} with {words} in {found:#?}");
    }

    /// Exactly one thing is said: that code at that place, its message holding those words.
    #[track_caller]
    fn gives(self, code: &str, place: &str, words: &str) {
        let found = self.said();
        let [one] = found.as_slice() else {
            panic!("not one finding: {found:#?}");
        };
        let cell = one.cell.map(|c| c.to_string()).unwrap_or_default();
        let at = format!("{}!{cell}", one.sheet.as_deref().unwrap_or_default());
        assert_eq!((one.code.as_str(), at.as_str()), (code, place));
        assert!(one.message.contains(words), "{}", one.message);
        assert!(!one.message.contains('{') && !one.fix.contains('{'));
        assert!(!one.fix.is_empty());
    }
}

#[test]
fn points_turn_back_nowhere() {
    // Indicator 1, timely: ≥500 gives 25; ≥200 must not give more.
    let edited = Edited::new().set("指标1", "F6", "30");
    edited.gives("E-POLICY-TREND", "指标1!F5", "指标1!F5");
    // Indicator 2 falls as the receivable rises.
    let edited = Edited::new().set("指标2", "E8", "16");
    edited.gives("E-POLICY-TREND", "指标2!E8", "E7 是 15");
    // Indicator 4 goes from the leader down.
    let edited = Edited::new().set("指标4", "C7", "21");
    edited.gives("E-POLICY-TREND", "指标4!C7", "C6 是 20");
    // Credit: a worse grade gets no more days.
    let edited = Edited::new().set("信用额度", "D7", "50");
    edited.gives("E-POLICY-TREND", "信用额度!D7", "D6 是 45");
    // New customers may be given more than those below the last grade.
    assert_eq!(Edited::new().set("信用额度", "D9", "15").said(), []);
    // Equal points are allowed: a company may drop a step.
    assert_eq!(Edited::new().set("指标1", "F6", "25").said(), []);
}

#[test]
fn a_worse_grade_is_not_served_before_a_better_one() {
    // 一般客户B (row 9) ranked before 一般客户A (rank 3).
    let edited = Edited::new().set("优惠与回访", "C9", "2");
    edited.gives("E-POLICY-TREND", "优惠与回访!C9", "C7 是 3");
}

#[test]
fn a_grade_that_no_points_reach_is_named_with_the_points_that_can_be_had() {
    // The best sum is 25 × 4 = 100.
    let edited = Edited::new()
        .set("等级", "D5", "100.5")
        .set("等级", "F6", "100.5");
    edited.gives("E-POLICY-GRADE-UNREACHED", "等级!A5", "最多 100 分");
    // Points are 25/20/15/5/10/0: every total is a multiple of 5, so none lies between 71 and 74.
    let edited = Edited::new()
        .set("等级", "D6", "71")
        .set("等级", "F7", "71")
        .set("等级", "D5", "74")
        .set("等级", "F6", "74");
    edited.gives("E-POLICY-GRADE-UNREACHED", "等级!A6", "最近的是 70、75 分");
    // The least sum is 5 + 5 + 0 + 5 = 15: nothing is left for a last row below it.
    let edited = Edited::new()
        .set("等级", "D7", "15")
        .set("等级", "F8", "15");
    edited.gives("E-POLICY-GRADE-UNREACHED", "等级!A8", "最少 15 分");
}

#[test]
fn grades_used_but_unknown_and_grades_without_rows_are_named() {
    let edited = Edited::new().set("参数", "C17", "D");
    let said = edited.said();
    assert!(
        said.iter()
            .any(|f| f.code == "E-POLICY-UNKNOWN" && f.message.contains('D')),
        "{said:#?}"
    );
    let edited = Edited::new().row("信用额度", &["E", "否", "0", "0", "", "0"]);
    edited.gives("E-POLICY-UNKNOWN", "信用额度!A10", "「E」");
    // 一般客户B exists for 大客户 only: the pair counts, not the letter.
    let edited = Edited::new().without("优惠与回访", "A9");
    edited.gives("E-POLICY-KEY-MISSING", "优惠与回访!", "一般客户B");
}

#[test]
fn grades_stand_from_best_to_worst() {
    let mut edited = Edited::new();
    edited.table("等级").rows.swap(0, 1);
    let said = edited.said();
    assert!(said.iter().any(|f| f.code == "E-POLICY-TREND"
        && f.sheet.as_deref() == Some("等级")
        && f.value.as_deref() == Some("A")));
}

#[test]
fn a_sign_without_its_number_is_not_taken_for_an_open_end() {
    Edited::new()
        .set("审批权限", "E15", "<")
        .gives("E-POLICY-BLANK", "审批权限!F15", "上限");
}

#[test]
fn parameters_are_held_to_type_and_range() {
    let place = |name: &str| {
        let tables = Tables::built_in();
        let table = tables.get("参数").unwrap();
        let row = table.readers().find(|r| r.text("参数名") == name).unwrap();
        row.at("值").to_string()
    };
    for (name, value, code) in [
        ("timely_rate_min", "150%", "E-POLICY-RANGE"),
        ("weekly_report_dow", "8", "E-POLICY-RANGE"),
        ("round_unit", "0", "E-POLICY-RANGE"),
        ("grace_days", "-3", "E-POLICY-TYPE"),
        ("credit_review_months", "6、13", "E-POLICY-TYPE"),
        ("credit_review_months", "6、6", "E-POLICY-TYPE"),
        ("policy_review_md", "02-30", "E-POLICY-TYPE"),
        ("credit_method", "回款法", "E-POLICY-TYPE"),
        ("complaint_sign_role", "品质部经理", "E-POLICY-UNKNOWN"),
        ("account_digits_min", "33", "E-POLICY-ORDER"),
    ] {
        let cell = place(name);
        let said = Edited::new().set("参数", &cell, value).said();
        assert!(
            said.iter()
                .any(|f| f.code == code && f.cell.is_some_and(|c| c.to_string() == cell)),
            "{name} {value}: {said:#?}"
        );
    }
    Edited::new()
        .set("信用额度", "E5", "150%")
        .gives("E-POLICY-RANGE", "信用额度!E5", "0%到100%");
    Edited::new()
        .set("报告周期", "B5", "3、13")
        .gives("E-POLICY-TYPE", "报告周期!B5", "3、13");
    Edited::new()
        .set("企业规模", "D6", "1000")
        .gives("E-POLICY-ORDER", "企业规模!D6", "大型人数");
}

#[test]
fn the_two_ends_of_indicator_1_that_the_clause_words_as_one_are_compared() {
    // 拖欠 rows 8 (<50) and 9 (≥50).
    Edited::new()
        .set("指标1", "E8", "60")
        .set("指标1", "C9", "60")
        .gives("W-POLICY-IND1-ENDS", "指标1!E8", "从 50 起");
}

#[test]
fn years_without_days_and_days_without_a_year_are_named() {
    Edited::new().row("已公布年份", &["2027"]).gives(
        "E-POLICY-YEAR-EMPTY",
        "已公布年份!A7",
        "2027",
    );
    let said = Edited::new()
        .row("工作日历", &["2027-01-01", "休", "元旦"])
        .said();
    assert_eq!(said[0].code, "W-POLICY-YEAR-UNLISTED");
    let own = Edited::new().row("工作日历", &["2027-05-20", "公司休", "厂庆"]);
    assert_eq!(own.said(), []);
    let policy = Policy::built_in();
    let codes = |day: &str| -> Vec<String> {
        let day: NaiveDate = day.parse().unwrap();
        let found = super::missing_years(policy, day);
        found.into_iter().map(|f| f.code).collect()
    };
    assert!(codes("2026-10-31").is_empty());
    assert_eq!(codes("2026-11-25"), ["I-POLICY-YEAR-NEXT"]);
    assert_eq!(codes("2027-01-04"), ["W-POLICY-YEAR-MISSING"]);
}

#[test]
fn versions_follow_each_other_in_name_and_day() {
    use super::versions::{in_force, problems};
    let cover = |version: &str, day: &str| crate::policy::Cover {
        version: version.to_owned(),
        effective: day.parse().unwrap(),
        ..Policy::built_in().cover.clone()
    };
    let tables = Tables::built_in();
    let standing = [
        cover("默认-1", "2025-01-01"),
        cover("2026-1", "2026-07-01"),
        cover("2026-2", "2026-07-01"),
    ];
    let standing: Vec<&crate::policy::Cover> = standing.iter().collect();
    let said = |new: &crate::policy::Cover| problems(new, &tables, &standing);
    assert_eq!(said(&cover("2026-3", "2026-07-02")), []);
    let same = said(&cover("2026-3", "2026-07-01"));
    assert_eq!(same.len(), 1);
    assert_eq!(same[0].code, "E-POLICY-SAME-DAY");
    assert_eq!(same[0].cell.unwrap().to_string(), "B6");
    assert!(same[0].message.contains("2026-1、2026-2"), "each is named");
    assert_eq!(
        said(&cover("2026-3", "2026-06-30"))[0].code,
        "E-POLICY-EFFECTIVE-BACK"
    );
    assert_eq!(
        said(&cover("2026-2", "2026-08-01"))[0].code,
        "E-POLICY-VERSION-TWICE"
    );
    let on = |day: &str| in_force(&standing, day.parse().unwrap()).map(|c| c.version.as_str());
    assert_eq!(on("2024-12-31"), None);
    assert_eq!(on("2026-06-30"), Some("默认-1"));
    assert_eq!(on("2026-07-01"), Some("2026-2"));
}

#[test]
fn all_faults_are_named_at_once() {
    let said = Edited::new()
        .set("指标1", "F6", "30")
        .set("优惠与回访", "F5", "业务总监")
        .set("投诉状态", "F7", "V")
        .set("参数", "C12", "150%")
        .set("信用额度", "A5", "Z")
        .said();
    for sheet in ["指标1", "优惠与回访", "投诉状态", "参数", "信用额度"] {
        assert!(
            said.iter().any(|f| f.sheet.as_deref() == Some(sheet)),
            "{sheet}: {said:#?}"
        );
    }
}

#[test]
fn a_band_inside_another_is_named_with_the_row_that_hides_it() {
    // Row 7 of 等级 is 40–70; a fifth grade within it can never come out.
    let found = Edited::new()
        .row("等级", &["D", "更差", "≥", "50", "<", "60"])
        .said();
    assert!(
        found.iter().any(|f| f.code == "E-POLICY-HIDDEN"
            && f.sheet.as_deref() == Some("等级")
            && f.cell.unwrap().to_string() == "D9"
            && f.message.contains("D7")),
        "{found:#?}"
    );
    // The same interval twice: the later one is the one too many.
    Edited::new()
        .row("账龄区间", &["再列一次", "≥", "31", "≤", "60", "发信提醒"])
        .has("E-POLICY-HIDDEN", "账龄区间", "C");
    // Above the row that holds it, it is met: an overlap, and nothing hidden.
    let mut edited = Edited::new().row("等级", &["D", "更差", "≥", "50", "<", "60"]);
    edited.table("等级").rows.rotate_right(1);
    let table = edited.table("等级");
    let texts: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|r| r.cells.iter().map(|c| c.text.clone()).collect())
        .collect();
    *table = Table::laid_out(table.schema, &texts);
    let found = edited.said();
    assert!(found.iter().any(|f| f.code == "E-POLICY-OVERLAP"));
    assert!(found.iter().all(|f| f.code != "E-POLICY-HIDDEN"));
}

#[test]
fn words_that_nothing_can_meet_are_named() {
    const FREED: &str = "必填规则";
    Edited::new()
        .row(FREED, &["外国政府", "", "", "", "注册资本"])
        .gives("E-POLICY-NEVER", "必填规则!A13", "一项都没有写");
    Edited::new()
        .row(FREED, &["外国政府", "使馆", "", "", "注册资本"])
        .gives("E-POLICY-NEVER", "必填规则!B13", "「使馆」");
    Edited::new()
        .row(FREED, &["外国政府", "", "大使馆", "", "邮政编码"])
        .gives("W-POLICY-FREED-OPTIONAL", "必填规则!E13", "邮政编码");
    Edited::new()
        .row(FREED, &["外国政府", "", "大使馆", "", "注册资金来源"])
        .gives("E-POLICY-LABEL", "必填规则!E13", "注册资金来源");
    Edited::new().row("信用代码前缀", &["A123", "外国"]).gives(
        "E-POLICY-NEVER",
        "信用代码前缀!A13",
        "两位",
    );
    Edited::new()
        .row("校验词", &["银行名称", "城市商业银行"])
        .has("W-POLICY-WORD-HIDDEN", "校验词", "银行");
    // At its end only: 部 does not hide 部队 among the endings.
    let sound = Edited::new().row("校验词", &["客户名称结尾", "部委"]);
    assert_eq!(sound.said(), []);
    Edited::new()
        .row("校验词", &["客户名称结尾", "采购部"])
        .has("W-POLICY-WORD-HIDDEN", "校验词", "「部」");
    Edited::new()
        .row("银行账号", &["样例银行", "", "十九"])
        .has("E-POLICY-TYPE", "银行账号", "十九");
}

#[test]
fn forms_that_nobody_knows_are_named_wherever_a_step_names_one() {
    Edited::new().set("投诉步骤", "G9", "退货单").gives(
        "W-POLICY-FORM-UNKNOWN",
        "投诉步骤!G9",
        "退货单",
    );
    // The title of a form is as good as its id.
    let edited = Edited::new().set("投诉步骤", "G9", "顾客退货处理报告");
    let policy = Policy::from_tables(edited.0).unwrap();
    assert_eq!(policy.notes, []);
    let steps = &policy.complaints.steps;
    assert_eq!(steps[4].form.as_deref(), Some("return_report"));
}
