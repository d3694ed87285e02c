//! How our own sheets are known again, whatever Excel, WPS or LibreOffice made of the file.
//!
//! Each of our sheets carries a token in cell A1 (its row is hidden) and a hidden defined name
//! that points at it. Either alone is enough.

/// A result sheet's A1 begins with this; behind it stands the sheet's kind (`审核结论` …).
pub const RESULT_TOKEN: &str = "审表#结果页#";
/// A template's A1 begins with this; behind it `<form id>#<policy version>`.
pub const TEMPLATE_TOKEN: &str = "审表#表单#";
/// The hidden defined names of result sheets begin with this (`_审表结果_1` …).
pub const RESULT_NAME: &str = "_审表结果_";
/// The hidden defined name of a template sheet.
pub const TEMPLATE_NAME: &str = "_审表表单";
/// Token of a policy workbook's cover (A1).
pub const POLICY_TOKEN: &str = "审表#制度参数#";
