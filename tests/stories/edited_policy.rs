//! A policy workbook as a manager edits it, by another library.

use crate::share::Share;
use std::io::Cursor;
use umya_spreadsheet::{Workbook, reader, writer};

/// The policy in force, as the share shows it.
pub const SHOWN: &str = "制度参数.xlsx";

/// A policy workbook that somebody edits.
pub struct Policy(Workbook);

impl Policy {
    /// The policy as the share shows it.
    pub fn of(share: &Share) -> Self {
        Self::open(&share.read(SHOWN))
    }

    /// A policy workbook as bytes.
    pub fn open(bytes: &[u8]) -> Self {
        Self(reader::xlsx::read_reader(Cursor::new(bytes), true).unwrap())
    }

    /// Sets the cell below a header, in the row whose first column holds a key.
    #[track_caller]
    pub fn with(mut self, sheet: &str, key: &str, header: &str, value: &str) -> Self {
        let page = self.0.sheet_by_name_mut(sheet).unwrap();
        let find = |wanted: &str, columns: std::ops::Range<u32>| {
            (1..200)
                .flat_map(|row| columns.clone().map(move |column| (column, row)))
                .find(|at| page.value(*at) == wanted)
                .unwrap_or_else(|| panic!("no {wanted} on {sheet}"))
        };
        let (column, head) = find(header, 1..30);
        let (_, row) = find(key, 1..2);
        assert!(row > head);
        page.cell_mut((column, row)).set_value(value);
        self
    }

    /// The cover of a new version.
    #[track_caller]
    pub fn version(self, version: &str, from: &str) -> Self {
        self.with("封面", "版本", "内容", version)
            .with("封面", "生效日期", "内容", from)
            .with("封面", "编制人", "内容", "李华")
            .with("封面", "修改说明", "内容", "B 级从 70 分提到 75 分")
    }

    /// B begins at 75 instead of 70, and the example at 70 points is C.
    #[track_caller]
    pub fn stricter(self) -> Self {
        self.threshold().with(
            "示例",
            "5",
            "期望",
            "类别=大客户;得分=20、20、15、15;总分=70;等级=C",
        )
    }

    /// The same without a thought of the example.
    #[track_caller]
    pub fn threshold(self) -> Self {
        self.with("等级", "B", "下限", "75")
            .with("等级", "C", "上限", "75")
    }

    /// Somebody saves it.
    pub fn saved(self) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        writer::xlsx::write_writer(&self.0, &mut bytes).unwrap();
        bytes.into_inner()
    }
}
