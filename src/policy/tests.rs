//! The built-in policy is whole, and broken tables are named at their cells.

use super::*;
use rust_decimal::Decimal;

#[test]
fn the_built_in_policy_is_without_faults() {
    let problems = match Policy::from_tables(Tables::built_in()) {
        Ok(policy) => policy.notes,
        Err(problems) => problems,
    };
    assert_eq!(problems, []);
}

#[test]
fn the_default_tables_say_what_reading_starts_with() {
    let read = Policy::built_in().reading_rules();
    assert_eq!(read.magnitude_max_wan, Decimal::from(100_000));
    assert_eq!(
        read.percent_bare_mode,
        crate::normalise::PercentBareMode::Auto
    );
    assert_eq!(read.percent_high, Decimal::ONE);
    assert_eq!(
        NaiveDate::from_ymd_opt(1949, 10, 1),
        Some(read.earliest_date)
    );
    assert_eq!((read.account_min_digits, read.account_max_digits), (8, 32));
    assert_eq!(read.term_notice_days, 90);
    assert_eq!(read.two_digit_year_ahead, 1);
    assert_eq!(read.net_assets_over_capital, Decimal::from(10));
    assert_eq!(read.ind4_roles, ["业务部经理", "主管副总经理", "总经理"]);
    assert_eq!(read.provinces.len(), 34);
    for word in ["/", "-", "无", "待定", "不详", "保密", "示例"] {
        assert!(read.placeholder_words.iter().any(|w| w == word), "{word}");
    }
    assert!(read.size_rules.iter().any(|r| r.industry == "工业"));
    assert!(read.exemptions.iter().all(|e| !e.freed.is_empty()));
}

/// The built-in tables with rows put into one of them.
fn with_rows(sheet: &str, rows: &[&[&str]]) -> Tables {
    let mut tables = Tables::built_in();
    let table = tables.tables.iter_mut().find(|t| t.sheet == sheet).unwrap();
    let mut texts: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|r| r.cells.iter().map(|c| c.text.clone()).collect())
        .collect();
    texts.extend(
        rows.iter()
            .map(|r| r.iter().map(|t| (*t).to_owned()).collect()),
    );
    *table = Table::laid_out(table.schema, &texts);
    tables
}

#[test]
fn only_a_business_manager_or_higher_or_their_deputy_may_assess() {
    let day = |t: &str| t.parse::<NaiveDate>().unwrap();
    let tables = with_rows(
        "组织-代理",
        &[&[
            "刘洋",
            "业务员",
            "业务部经理",
            "2026-11-01",
            "2026-11-30",
            "",
        ]],
    );
    let organisation = Policy::from_tables(tables).unwrap().organisation;
    let ask = |role: &str, name: &str| organisation.assessor(role, name, day("2026-11-25"));
    assert_eq!(
        ask("业务部 经理", "王强"),
        Assessor::Allowed("业务部经理".to_owned())
    );
    assert_eq!(
        ask("副总", "王强"),
        Assessor::Allowed("主管副总经理".to_owned())
    );
    assert_eq!(
        ask("办事处主任", "王强"),
        Assessor::NotAllowed("办事处主任".to_owned())
    );
    assert_eq!(
        ask("业务员", "王强"),
        Assessor::NotAllowed("业务员".to_owned())
    );
    assert_eq!(
        ask("业务员", "刘洋"),
        Assessor::Deputy("业务部经理".to_owned())
    );
    let later = organisation.assessor("业务员", "刘洋", day("2026-12-01"));
    assert_eq!(later, Assessor::NotAllowed("业务员".to_owned()));
    assert!(matches!(ask("经理", "王强"), Assessor::Ambiguous(roles) if roles.len() > 1));
}

#[test]
fn the_company_s_own_days_override_the_public_calendar() {
    let tables = with_rows(
        "工作日历",
        &[
            &["2026-10-01", "值班", "国庆值班", "", "", "公司", ""],
            &["2026-10-09", "公司休", "厂庆", "", "", "公司", ""],
        ],
    );
    let policy = Policy::from_tables(tables).unwrap();
    let day = |t: &str| t.parse::<NaiveDate>().unwrap();
    assert!(policy.calendar.is_workday(day("2026-10-01")));
    assert!(!policy.calendar.is_workday(day("2026-10-09")));
    assert_eq!(policy.notes, []);
}

#[test]
fn contradicting_days_are_errors_and_idle_ones_only_warnings() {
    let tables = with_rows("工作日历", &[&["2026-10-01", "班", "", "", "", "公告", ""]]);
    let problems = Policy::from_tables(tables).unwrap_err();
    assert!(problems.iter().any(|p| p.code == "E-POLICY-CALENDAR-TWICE"));
    let tables = with_rows(
        "工作日历",
        &[&["2026-10-17", "休", "周六", "", "", "公告", ""]],
    );
    let policy = Policy::from_tables(tables).unwrap();
    assert_eq!(policy.notes[0].code, "W-POLICY-CALENDAR-IDLE");
}

#[test]
fn who_may_approve_what_follows_role_amount_and_rank() {
    use super::approvals::{ApartFrom, COMPENSATION, LIMIT, POLICY};
    let organisation = &Policy::built_in().organisation;
    // Clause 2.3.1: the general manager approves the system, and nobody below.
    assert!(organisation.may_approve(POLICY, "总经理"));
    assert!(organisation.may_approve(POLICY, "总裁"));
    assert!(!organisation.may_approve(POLICY, "主管副总经理"));
    assert!(!organisation.may_approve(POLICY, "业务员"));
    assert!(!organisation.may_approve(POLICY, "没有这个职务"));
    assert_eq!(organisation.approvers(POLICY), ["总经理"]);
    // Domain F14: above 1 万元 主管副总, above 5 万元 总经理; the ends belong to the lower row.
    let who = |wan: Decimal| &organisation.approval(COMPENSATION, "", wan).unwrap().roles;
    assert!(who(Decimal::ONE).is_empty());
    assert_eq!(*who(Decimal::new(1_000_001, 6)), ["主管副总经理"]);
    assert_eq!(*who(Decimal::from(5)), ["主管副总经理"]);
    assert_eq!(*who(Decimal::new(5_000_001, 6)), ["总经理"]);
    // A higher role may do what a lower one may, where the row says so.
    let small = organisation
        .approval(COMPENSATION, "", Decimal::TWO)
        .unwrap();
    assert!(organisation.may(small, "总经理") && organisation.may(small, "主管副总"));
    assert!(!organisation.may(small, "业务部经理"));
    assert_eq!(small.apart_from, ApartFrom::Filler);
    // Domain 4.2: above computed 主管副总, above the cap 总经理.
    let limit = |what: &str| organisation.approval(LIMIT, what, Decimal::ZERO).unwrap();
    assert_eq!(limit("高于计算额度").roles, ["主管副总经理"]);
    assert_eq!(limit("高于封顶").roles, ["总经理"]);
}

#[test]
fn a_policy_that_nobody_could_change_and_kinds_without_a_row_are_errors() {
    let mut tables = Tables::built_in();
    let table = tables
        .tables
        .iter_mut()
        .find(|t| t.sheet == "审批权限")
        .unwrap();
    let approver = table.schema.column("批准人").unwrap();
    table.rows[0].cells[approver].text.clear();
    table.rows.remove(1);
    let found = Policy::from_tables(tables).unwrap_err();
    let at = |code: &str| found.iter().find(|f| f.code == code).unwrap();
    assert_eq!(at("E-POLICY-BLANK").cell.unwrap().to_string(), "G5");
    assert!(at("E-POLICY-KEY-MISSING").message.contains("特殊合同"));
}

#[test]
fn a_deputy_stands_in_for_the_matters_named_and_no_others() {
    let tables = with_rows(
        "组织-代理",
        &[&[
            "刘洋",
            "",
            "总经理",
            "2026-11-01",
            "2026-11-30",
            "赔偿、额度",
        ]],
    );
    let organisation = Policy::from_tables(tables).unwrap().organisation;
    let day = |t: &str| t.parse::<NaiveDate>().unwrap();
    let roles = |kind: &str, on: &str| -> Vec<String> {
        let found = organisation.stands_in_for("刘 洋", kind, day(on));
        found.iter().map(|r| r.name.clone()).collect()
    };
    assert_eq!(roles("赔偿", "2026-11-30"), ["总经理"]);
    assert!(roles("赔偿", "2026-12-01").is_empty());
    assert!(roles("制度", "2026-11-15").is_empty());
}
