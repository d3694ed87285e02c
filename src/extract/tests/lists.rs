//! Lists as offices keep them.

use super::*;

const LIST: &str = "
| 2025年度客户评分表 | | | | | 单位：万元 |
| 序号 | 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 平均溢价率(%) | 战略影响 | 评估人 | 备注 |
| #1 | 甲公司 | 2025 | #100 | #5 | #12 | 一般 | 刘洋 | 老客户 |
| #2 | 乙公司 | 2025 | #200 | #15 | #10 | 一般 | 同上 | |
| | 小计 | | #300 | #20 | | | | |
| #3 | 丙公司 | 2025 | #50 | #1 | #8 | 零星 | 〃 | |
| #4 | | | | | | | | |
| #5 | | =  | =0 | | | | | |
| | 合计 | | #350 | #21 | | | | |
| 注:以上含税 | | | | | | | | |
| 制表:张三 审核:李四 | | | | | | | | |";

fn list(drawing: &str) -> Extracted<'static> {
    read(vec![sheet("Sheet1", drawing)])
}

#[test]
fn a_list_as_offices_keep_it() {
    let done = list(LIST);
    let names: Vec<_> = done
        .records
        .iter()
        .map(|r| (r.row, r.customer().unwrap().to_owned()))
        .collect();
    assert_eq!(
        names,
        [
            (Some(2), "甲公司".into()),
            (Some(3), "乙公司".into()),
            (Some(5), "丙公司".into())
        ]
    );
    is(&done.records[0], "annual_amount", "100", "D3");
    is(&done.records[0], "premium", "12", "F3");
    // 同上 takes the row above, with its source cell; not across 小计.
    is(&done.records[1], "assessor", "刘洋", "H3");
    assert!(codes(&done.records[2]).contains(&"E-SAME-AS-NOTHING".into()));
    // The foot belongs to every record.
    is(&done.records[1], "filled_by", "张三", "A11");
    is(&done.records[1], "reviewed_by", "李四", "A11");
    assert_eq!(done.records[0].extras[0].label, "备注");
    let line = done
        .findings
        .iter()
        .find(|f| f.code == "I-LIST-ROWS")
        .unwrap();
    assert!(line.message.contains("共读取 3 行"), "{}", line.message);
    assert!(line.message.contains("2 行没有填写"), "{}", line.message);
    assert!(line.message.contains("2 行合计、小计"), "{}", line.message);
    assert!(line.message.contains("2 行说明、签字"), "{}", line.message);
}

#[test]
fn customers_merged_or_blank_are_filled_down_and_amounts_never() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | 2023 | #100 | #5 | 一般 |
| | 2024 | | #6 | 一般 |
| | 2025 | #120 | #7 | 一般 |
| | 2026 | #130 | #8 | 一般 |";
    let done = read(vec![merged(sheet("Sheet1", drawing), &["A3:A5", "C3:C4"])]);
    assert_eq!(done.records.len(), 4);
    for r in &done.records {
        is(r, "customer_name", "甲公司", "A3");
    }
    is(&done.records[1], "annual_amount", "blank", "C4");
    assert!(codes(&done.records[1]).contains(&"E-MERGED-MEASURE".into()));
    assert!(codes(&done.records[3]).contains(&"I-FILLED-DOWN".into()));
}

#[test]
fn the_head_of_a_list_serves_all_rows() {
    let done = list(
        "
| 客户评分表 |
| 年度：2025 | 办事处：石家庄 |
| 客户名称 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | #100 | #5 | 一般 |
| 乙公司 | #100 | #5 | 一般 |",
    );
    for r in &done.records {
        is(r, "period", "2025", "A2");
        is(r, "office", "石家庄", "B2");
    }
}

#[test]
fn the_year_of_the_title_serves_where_none_is_given() {
    let done = list(
        "
| 2025年度客户评分表 |
| 客户名称 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | #100 | #5 | 一般 |",
    );
    is(&done.records[0], "period", "2025", "A1");
    assert!(codes(&done.records[0]).contains(&"I-PERIOD-TITLE".into()));
}

#[test]
fn the_year_of_the_title_is_not_named_where_rows_have_their_own() {
    let done = list(
        "
| 2025年度客户评分表 |
| 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | 2025 | #100 | #5 | 一般 |
| 乙公司 | 2024 | #100 | #5 | 一般 |",
    );
    for record in &done.records {
        assert!(!codes(record).contains(&"I-PERIOD-TITLE".into()));
    }
}

#[test]
fn a_group_over_columns_gives_them_its_unit_and_its_name() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 金额(万元) | | 战略影响 | 评估 | |
| | | 年度合同金额 | 年终应收账款 | 级别 | 评估人 | 评估人职务 |
| 甲公司 | 2025 | #100 | #5 | 一般 | 王强 | 总经理 |";
    let done = read(vec![merged(
        sheet("Sheet1", drawing),
        &["A2:A3", "B2:B3", "C2:D2", "F2:G2"],
    )]);
    let record = &done.records[0];
    is(record, "strategic_level", "一般", "E4");
    is(record, "annual_amount", "100", "C4");
    assert!(
        !codes(record).contains(&"W-UNIT-ASSUMED".into()),
        "{:?}",
        codes(record)
    );
}

#[test]
fn several_years_side_by_side() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 2024年合同金额 | 2025年合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | 2025 | #100 | #120 | #5 | 一般 |
| 乙公司 | 2023 | #100 | #120 | #5 | 一般 |";
    let done = list(drawing);
    is(&done.records[0], "annual_amount", "120", "D3");
    assert!(codes(&done.records[0]).contains(&"I-PERIOD-COLUMN".into()));
    is(&done.records[1], "annual_amount", "unreadable", "C4");
    let asked = done.records[1]
        .findings
        .iter()
        .find(|f| f.code == "E-PERIOD-COLUMN")
        .unwrap();
    assert!(
        asked.message.contains("2024年合同金额、2025年合同金额"),
        "{}",
        asked.message
    );
}

#[test]
fn months_side_by_side_are_never_added_up() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 合同金额 | | | 年终应收账款 | 战略影响 |
| | | 1月 | 2月 | 3月 | | |
| 甲公司 | 2025 | #100 | #120 | #5 | #5 | 一般 |";
    let done = read(vec![merged(
        sheet("Sheet1", drawing),
        &["A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:G3"],
    )]);
    is(&done.records[0], "annual_amount", "unreadable", "C4");
    assert!(codes(&done.records[0]).contains(&"E-PERIOD-COLUMN".into()));
    is(&done.records[0], "year_end_receivable", "5", "F4");
}

#[test]
fn hidden_rows_are_judged_and_said_first() {
    let mut drawn = sheet("Sheet1", LIST);
    drawn.hidden_rows.insert(3);
    let done = read(vec![drawn]);
    assert_eq!(done.records.len(), 3);
    let line = done
        .findings
        .iter()
        .find(|f| f.code == "I-LIST-ROWS")
        .unwrap();
    assert!(
        line.message.starts_with("有 1 行被隐藏"),
        "{}",
        line.message
    );
}

#[test]
fn a_struck_row_is_asked_about() {
    let mut drawn = sheet("Sheet1", LIST);
    drawn.cells.get_mut(&"B3".parse().unwrap()).unwrap().struck = true;
    let done = read(vec![drawn]);
    assert!(codes(&done.records[0]).contains(&"E-STRUCK-ROW".into()));

    let mut drawn = sheet("Sheet1", LIST);
    drawn.cells.retain(|at, cell| {
        cell.struck |= at.row == 2;
        true
    });
    let done = read(vec![drawn]);
    let asked = codes(&done.records[0]);
    let asked = asked.iter().filter(|c| *c == "E-STRUCK-ROW").count();
    assert_eq!(asked, 1, "a row is one question");
}

#[test]
fn a_list_without_a_record_says_so() {
    let done = list(
        "
| 客户评分表 |
| 序号 | 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| #1 | | | | | |
| #2 | | | =0 | | |",
    );
    assert!(done.records.is_empty());
    assert!(done.findings.iter().any(|f| f.code == "E-LIST-EMPTY"));
}

#[test]
fn a_header_printed_again_is_no_record() {
    let done = list(
        "
| 客户评分表 |
| 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 甲公司 | 2025 | #100 | #5 | 一般 |
| 客户名称 | 年度 | 年度合同金额 | 年终应收账款 | 战略影响 |
| 乙公司 | 2025 | #100 | #5 | 一般 |",
    );
    assert_eq!(
        done.records
            .iter()
            .map(|r| r.customer().unwrap())
            .collect::<Vec<_>>(),
        ["甲公司", "乙公司"]
    );
}

#[test]
fn a_list_beyond_any_of_its_caps_is_told_to_be_one() {
    let drawing = "
| 客户评分表 |
| 客户名称 | 年度 | 年度合同金额(万元) | 净资产(万元) |
| 甲公司 | 2025 | 100 | 20 |
| 乙公司 | 2025 | 100 | 20 |
| 丙公司 | 2025 | 100 | 20 |";
    let over = |limits: Limits| read_within(vec![sheet("Sheet1", drawing)], &limits).over;
    let whole = Limits::default();
    assert_eq!(over(whole.clone()), None);
    let (records, list_rows) = (3, 3);
    let enough = Limits {
        records,
        list_rows,
        ..whole.clone()
    };
    assert_eq!(over(enough), None);
    for tight in [
        Limits {
            records: 2,
            ..whole.clone()
        },
        Limits {
            list_rows: 2,
            ..whole.clone()
        },
        Limits {
            readings: 20,
            ..whole
        },
    ] {
        assert_eq!(over(tight), Some(Cap::Records));
    }
}
