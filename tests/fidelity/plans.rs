//! Result sheets as the product makes them, and workbooks as umya saves them.

use shenbiao::domain::cell::{CellRange, CellRef};
use shenbiao::domain::marker::RESULT_TOKEN;
use shenbiao::graft::Donor;
use shenbiao::sheet::plan::{BarChart, Content, Link, Print, SheetPlan, Style};
use std::io::Cursor;

fn plan(name: &str) -> SheetPlan {
    SheetPlan {
        name: name.into(),
        token: Some(format!("{RESULT_TOKEN}{name}")),
        tab_rgb: Some("1F6F43"),
        widths: vec![14.0, 40.0, 18.0, 18.0],
        ..SheetPlan::default()
    }
}

/// Three sheets with everything that our sheets use: styles, merges, links of every kind,
/// frozen rows, a filter, print titles, a chart.
pub fn plans() -> Vec<SheetPlan> {
    let mut verdict = plan("审核结论");
    verdict.across(1, 0, 3, Content::Text("审核结论".into()), Style::Title);
    verdict.across(
        2,
        0,
        3,
        Content::Text("通过,等级 A 级 <& \"引号\">".into()),
        Style::Lead,
    );
    for (i, style) in [
        Style::Good,
        Style::Caution,
        Style::Bad,
        Style::Figure,
        Style::Note,
    ]
    .into_iter()
    .enumerate()
    {
        let row = 4 + u32::try_from(i).unwrap();
        verdict.text(row, 0, "项目", Style::Label);
        verdict.put(row, 1, Content::Number("1250.5".parse().unwrap()), style);
    }
    let own = Some(Link::Own("校验明细".into()));
    verdict.link(10, 0, "见校验明细", Style::Linked, own);
    let beside = Some(Link::File {
        path: "../其他 客户/上期.xlsx".into(),
        place: "审核结论!A1".into(),
    });
    verdict.link(11, 0, "上期", Style::Linked, beside);

    let mut findings = plan("校验明细");
    for (col, head) in ["级别", "位置", "说明", "改法"].into_iter().enumerate() {
        findings.text(1, u32::try_from(col).unwrap(), head, Style::Header);
    }
    for row in 2..60 {
        let at = CellRef::new(row, 1);
        findings.text(row, 0, "错误", Style::Bad);
        let target = Some(Link::Cell {
            sheet: "登记表".into(),
            cell: at,
        });
        findings.link(row, 1, format!("B{row}"), Style::Linked, target);
        findings.text(
            row,
            2,
            format!("第 {row} 行「注册资本」写的是「五百万」,读不成数。"),
            Style::Value,
        );
        findings.text(row, 3, "请写成数字,如 500,别处不用动。", Style::Value);
    }
    let table = CellRange::new(CellRef::new(1, 0), CellRef::new(59, 3));
    findings.filter = Some(table);
    findings.freeze = Some(CellRef::new(2, 0));
    findings.print = Print {
        landscape: true,
        title_rows: Some((1, 1)),
        footer: "审表".into(),
        ..Print::default()
    };

    let mut basis = plan("评分依据");
    for row in 0..4 {
        basis.text(row + 2, 0, format!("指标{}", row + 1), Style::Label);
        basis.put(row + 2, 1, Content::Number((20 + row).into()), Style::Value);
    }
    let column = |col| CellRange::new(CellRef::new(2, col), CellRef::new(5, col));
    basis.charts.push(BarChart {
        title: "四项得分".into(),
        categories: column(0),
        values: column(1),
        most: Some(25.into()),
        area: CellRange::new(CellRef::new(8, 0), CellRef::new(20, 3)),
    });
    vec![verdict, findings, basis]
}

/// The same as a donor.
#[allow(dead_code, reason = "the benchmark takes the plans only")]
pub fn donor() -> Donor {
    shenbiao::sheet::donor(&plans())
}

/// Workbooks that umya makes and saves, by name.
#[allow(dead_code, reason = "the benchmark takes the plans only")]
pub fn workbooks_of_umya() -> Vec<(String, Vec<u8>)> {
    let mut book = umya_spreadsheet::new_file();
    let sheet = book.sheet_by_name_mut("Sheet1").unwrap();
    for row in 1..=30_u32 {
        sheet.cell_mut((1, row)).set_value(format!("标签{row}"));
        sheet
            .cell_mut((2, row))
            .set_value_number(f64::from(row) * 1.25);
    }
    sheet.style_mut("A1").font_mut().set_bold(true);
    sheet.add_merge_cells("A1:B1");
    book.new_sheet("附页").unwrap();
    let mut bytes = Cursor::new(Vec::new());
    umya_spreadsheet::writer::xlsx::write_writer(&book, &mut bytes).unwrap();
    vec![("umya-plain.xlsx".into(), bytes.into_inner())]
}
