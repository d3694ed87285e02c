//! What running the share takes from the policy (sheet 参数).

use super::Typing;
use super::cite::Cited;

/// How the share is run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SharingRules {
    /// Hours for which an owner file is believed; an older one was left by a crashed computer.
    pub owner_file_hours: Option<Cited<u32>>,
    /// How many workbooks of the archive an answer to a look-up brings along at most.
    pub lookup_copies_max: Option<Cited<u32>>,
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> SharingRules {
    typing
        .asking("参数", |ask| SharingRules {
            owner_file_hours: Some(ask.integer("owner_file_hours")),
            lookup_copies_max: Some(ask.integer("lookup_copies_max")),
        })
        .unwrap_or_default()
}
