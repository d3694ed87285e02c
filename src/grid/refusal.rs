//! Why a file cannot be read, as facts; its words stand in the catalogue of findings.

use super::limits::Cap;
use crate::findings::Finding;
use serde::{Deserialize, Serialize};

/// A file that cannot be read as a workbook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// Zero bytes.
    #[error("the file is empty")]
    Empty,
    /// A workbook whose inside does not hold together.
    #[error("damaged: {what}")]
    Damaged {
        /// Where and what, in technical words for the log.
        what: String,
    },
    /// Closed by a password (or by rights management).
    #[error("encrypted")]
    Encrypted,
    /// Encrypted by office security software: unreadable here, sound on the owner's desk.
    #[error("encrypted by security software")]
    Secured,
    /// Larger than anything a form needs.
    #[error("over a limit: {0:?}")]
    Limit(Cap),
    /// Something else than a workbook.
    #[error("not a workbook: {0:?}")]
    Other(OtherKind),
    /// The child process could not be run; trying again can help.
    #[error("the reader could not be started: {what}")]
    Failed {
        /// The system's words.
        what: String,
    },
}

/// What a file is that is no workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OtherKind {
    /// PDF.
    Pdf,
    /// OFD, the national fixed layout.
    Ofd,
    /// PNG, JPEG, TIFF, BMP, GIF, WebP, HEIC.
    Picture,
    /// .doc, .docx, .wps, .rtf, .odt.
    WordText,
    /// .ppt, .pptx, .dps, .odp.
    Slides,
    /// A web page, often saved by another system as .xls.
    WebPage,
    /// The XML table of Excel 2003.
    XmlTable,
    /// zip, 7z, rar, gz.
    Archive,
    /// Excel 2 to 4.
    AncientExcel,
    /// A cloud document or short cut: .ksheet, .lnk, .url.
    Link,
    /// Plain text.
    PlainText,
    /// Nothing that is known here.
    Unknown,
}

impl OtherKind {
    /// Its name for staff.
    pub fn words(self) -> &'static str {
        match self {
            Self::Pdf => "PDF 文件",
            Self::Ofd => "OFD 版式文件",
            Self::Picture => "图片",
            Self::WordText => "文字文档(Word 或 WPS 文字)",
            Self::Slides => "演示文稿",
            Self::WebPage => "网页,不是真正的 Excel 表",
            Self::XmlTable => "XML 表格(Excel 2003 的旧格式)",
            Self::Archive => "压缩包",
            Self::AncientExcel => "很旧的 Excel 格式(4.0 以前)",
            Self::Link => "在线文档或快捷方式,里面没有表",
            Self::PlainText => "纯文本,不是表格",
            Self::Unknown => "程序不认识的文件",
        }
    }

    /// The code of the finding that tells what to do.
    fn code(self) -> &'static str {
        match self {
            Self::Pdf | Self::Ofd | Self::Picture => "E-FILE-SCAN",
            Self::WordText | Self::Slides | Self::PlainText | Self::Unknown => "E-FILE-KIND",
            Self::WebPage | Self::XmlTable | Self::AncientExcel => "E-FILE-RESAVE",
            Self::Archive => "E-FILE-ARCHIVE",
            Self::Link => "E-FILE-LINK",
        }
    }
}

impl Cap {
    /// What there is too much of, for staff.
    pub fn words(self) -> &'static str {
        match self {
            Self::FileBytes => "文件本身太大",
            Self::Entries => "文件里的部件太多",
            Self::Inflated => "展开后太大",
            Self::Markup => "有一段内容太长",
            Self::Sheets => "工作表太多",
            Self::Cells => "单元格太多",
            Self::CellChars => "有一个单元格的文字太长",
            Self::Text => "文字总量太大",
            Self::SharedStrings => "文字条目太多",
            Self::Styles => "格式太多",
            Self::Merges => "合并单元格太多",
            Self::Labels => "像标签的单元格太多",
            Self::Records => "记录太多",
            Self::Time => "读了很久也读不完",
            Self::Memory => "读它要占的内存太多",
        }
    }
}

impl Refusal {
    /// The finding for the file's owner.
    pub fn finding(&self) -> Finding {
        match self {
            Self::Empty => Finding::draft("E-FILE-EMPTY", &[]),
            Self::Damaged { .. } => Finding::draft("E-FILE-DAMAGED", &[]),
            Self::Encrypted => Finding::draft("E-FILE-ENCRYPTED", &[]),
            Self::Secured => Finding::draft("E-FILE-SECURED", &[]),
            Self::Limit(Cap::Records) => Finding::draft("E-FILE-RECORDS", &[]),
            Self::Limit(cap) => Finding::draft("E-FILE-LIMIT", &[("what", cap.words())]),
            Self::Other(kind) => Finding::draft(kind.code(), &[("what", kind.words())]),
            Self::Failed { .. } => Finding::draft("E-INTERNAL", &[]),
        }
        .done()
    }

    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }
}

impl From<Cap> for Refusal {
    fn from(cap: Cap) -> Self {
        Self::Limit(cap)
    }
}
