//! 签批栏: room to write in by hand, or to type into before dropping the file into 审批/<职务>/.

use super::super::context::RenderContext;
use super::super::page::{Page, text};
use crate::sheet::Style;

/// Draws a line for each role; the limit's box only where a limit is at stake.
pub(super) fn sign(page: &mut Page, context: &RenderContext<'_>, with_limit: bool) {
    page.section("签批栏");
    let mut header = vec![
        text(0, 0, "职务", Style::Header),
        text(1, 2, "审批结论", Style::Header),
    ];
    if with_limit {
        header.push(text(3, 3, "批准额度", Style::Header));
        header.push(text(4, 5, "审批理由", Style::Header));
    } else {
        header.push(text(3, 5, "审批理由", Style::Header));
    }
    header.push(text(6, 6, "签字", Style::Header));
    header.push(text(7, 7, "审批日期", Style::Header));
    page.line(20.0, header);
    for role in context.sign_roles() {
        let mut spans = vec![text(0, 0, role, Style::Label)];
        if with_limit {
            spans.push(text(1, 2, "□同意 □不同意 □改批额度", Style::Blank));
            spans.push(text(3, 3, "", Style::Blank));
            spans.push(text(4, 5, "", Style::Blank));
        } else {
            spans.push(text(1, 2, "□同意   □不同意", Style::Blank));
            spans.push(text(3, 5, "", Style::Blank));
        }
        spans.push(text(6, 6, "", Style::Blank));
        spans.push(text(7, 7, "", Style::Blank));
        page.line(27.0, spans);
    }
}
