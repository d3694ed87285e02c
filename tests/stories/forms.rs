//! Filled-in forms for the stories, written by another library, as staff's Excel would.

use std::io::Cursor;
use std::path::Path;
use umya_spreadsheet::{Workbook, Worksheet, reader, writer};

/// A workbook being filled in or mended.
pub struct Form(Workbook);

fn project(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// A bundled sample as it lies.
pub fn sample(path: &str) -> Vec<u8> {
    project(&format!("samples/{path}"))
}

impl Form {
    /// A blank form of the shipped ones.
    pub fn blank(title: &str) -> Self {
        Self::open(&project(&format!("workbook-templates/{title}.xlsx")))
    }

    /// Somebody opens a workbook.
    pub fn open(bytes: &[u8]) -> Self {
        Self(reader::xlsx::read_reader(Cursor::new(bytes), true).unwrap())
    }

    /// Fills the cell right of a printed label, first sheet that has it.
    #[track_caller]
    pub fn with(mut self, label: &str, value: impl Into<String>) -> Self {
        for sheet in self.0.sheet_collection_mut() {
            if let Some((column, row)) = place_of(sheet, label) {
                sheet.cell_mut((column + 1, row)).set_value(value);
                return self;
            }
        }
        panic!("no label {label}");
    }

    /// Fills a card with many values.
    #[track_caller]
    pub fn with_all(self, values: &[(&str, &str)]) -> Self {
        values
            .iter()
            .fold(self, |form, (label, value)| form.with(label, *value))
    }

    /// Fills the n-th line (from 1) below the header of a list.
    #[track_caller]
    pub fn line(mut self, number: u32, values: &[(&str, &str)]) -> Self {
        for (label, value) in values {
            let sheet = self
                .0
                .sheet_collection_mut()
                .iter_mut()
                .find(|s| place_of(s, label).is_some())
                .unwrap();
            let (column, row) = place_of(sheet, label).unwrap();
            sheet.cell_mut((column, row + number)).set_value(*value);
        }
        self
    }

    /// Somebody saves it.
    pub fn saved(self) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        writer::xlsx::write_writer(&self.0, &mut bytes).unwrap();
        bytes.into_inner()
    }
}

fn place_of(sheet: &Worksheet, label: &str) -> Option<(u32, u32)> {
    let printed = |text: &str| match label.contains('(') {
        true => text == label,
        false => text.split('(').next() == Some(label),
    };
    let cells = sheet.cells_sorted();
    let found = cells
        .iter()
        .find(|cell| cell.coordinate().row_num() > 3 && printed(&cell.value()))?;
    Some((found.coordinate().col_num(), found.coordinate().row_num()))
}

/// Sheet names and non-blank cells (by A1) of a workbook, as another reader sees them: one that
/// reads links over merged cells, where umya-spreadsheet gives up.
pub fn seen(bytes: &[u8]) -> Vec<(String, Vec<(String, String)>)> {
    use shenbiao::domain::cell::CellRef;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    sheet_names(bytes)
        .into_iter()
        .map(|name| {
            let range = calamine::Reader::worksheet_range(&mut book, &name).unwrap();
            let (row, column) = range.start().unwrap_or_default();
            let cells = range.used_cells().map(|(r, c, value)| {
                let at = CellRef::new(row + r as u32, column + c as u32);
                (at.to_string(), value.to_string())
            });
            let cells = cells.filter(|(_, text)| !text.is_empty()).collect();
            (name, cells)
        })
        .collect()
}

/// The sheets' names. By yet another reader: the one above gives up on a link over merged cells.
pub fn sheet_names(bytes: &[u8]) -> Vec<String> {
    let book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    calamine::Reader::sheet_names(&book)
}

/// All text of a workbook's sheet, for a look whether something is said on it.
#[track_caller]
pub fn text_of(bytes: &[u8], sheet: &str) -> String {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, sheet)
        .unwrap_or_else(|e| panic!("no {sheet} in {:?}: {e}", sheet_names(bytes)));
    let cells = range.used_cells().map(|(_, _, value)| value.to_string());
    cells.collect::<Vec<_>>().join("\n")
}

/// The rows of a sheet, cell by cell as text.
pub fn rows_of(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, sheet).unwrap();
    let words = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect();
    range.rows().map(words).collect()
}

/// The files that a workbook's links lead to, from the relationships as they are written.
pub fn links_of(bytes: &[u8]) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let mut targets = Vec::new();
    for name in names
        .iter()
        .filter(|n| n.starts_with("xl/worksheets/_rels/"))
    {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
        for part in text.split("Target=\"").skip(1) {
            targets.push(part.split('"').next().unwrap().to_owned());
        }
    }
    targets
}

/// A score card: 年度合同金额, 到期应收额, 按期回款额, 年终应收账款 (万元), 溢价率, 战略影响, 净资产.
pub fn score(customer: &str, figures: [&str; 7]) -> Form {
    Form::blank("客户评分表").with_all(&score_values(customer, &figures))
}

/// The same as label and value, for a line of a list.
pub fn score_values<'a>(customer: &'a str, figures: &[&'a str; 7]) -> Vec<(&'static str, &'a str)> {
    let [amount, due, collected, receivable, premium, level, net] = *figures;
    vec![
        ("年度", "2025"),
        ("客户名称", customer),
        ("首次交易日期", "2021-05-10"),
        ("年度合同金额", amount),
        ("到期应收额", due),
        ("按期回款额", collected),
        ("年终应收账款", receivable),
        ("平均溢价率", premium),
        ("战略影响", level),
        ("净资产", net),
        ("评估人", "周正平"),
        ("评估人职务", "业务部经理"),
        ("填表人", "林晓"),
    ]
}

/// A score card that is right.
pub fn right_score(customer: &str) -> Form {
    score(customer, ["200", "200", "190", "50", "5%", "一般", "1000"])
}

/// A score card whose assessor may not assess: returned.
pub fn wrong_score(customer: &str) -> Form {
    right_score(customer).with("评估人职务", "业务员")
}
