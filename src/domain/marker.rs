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
/// The hidden defined name of a policy workbook's cover.
pub const POLICY_NAME: &str = "_审表制度";
/// A cell in a template's hidden first row that begins with this opens its live preview: as many
/// columns as the number behind it says, from this cell's own on, are ours and are never read.
pub const PREVIEW_TOKEN: &str = "审表#预览#";
/// A1 of the hidden sheet that holds the policy's tables for the preview begins with this; behind
/// it stands the policy version.
pub const TABLES_TOKEN: &str = "审表#制度表#";

/// What a template's token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateMark<'t> {
    /// Id of the form.
    pub form: &'t str,
    /// Version of the policy that it was made from; empty where the token itself is gone and only
    /// its defined name is left.
    pub policy_version: &'t str,
}

impl<'t> TemplateMark<'t> {
    /// Reads `审表#表单#customer_score#2026-01`.
    pub fn read(token: &'t str) -> Option<Self> {
        let rest = token.trim().strip_prefix(TEMPLATE_TOKEN)?;
        let (form, policy_version) = rest.split_once('#').unwrap_or((rest, ""));
        Some(Self {
            form,
            policy_version,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::TemplateMark;

    #[test]
    fn a_template_says_form_and_policy_version() {
        let mark = |form, policy_version| {
            Some(TemplateMark {
                form,
                policy_version,
            })
        };
        assert_eq!(
            TemplateMark::read("审表#表单#customer_score#2026-1#修订"),
            mark("customer_score", "2026-1#修订")
        );
        assert_eq!(TemplateMark::read("审表#表单#"), mark("", ""));
        assert_eq!(TemplateMark::read("审表#结果页#审核结论"), None);
    }
}
