//! The words for kinds, units and procedures, as the sheets of the policy and the form reference
//! print them: one list each, read both ways.

use super::definition::{FieldKind, Judging, Required, Unit};
use super::relation::RelationKind;

/// Kinds of value.
pub const KINDS: &[(&str, FieldKind)] = &[
    ("文字", FieldKind::Text),
    ("单选", FieldKind::Choice),
    ("多选", FieldKind::Choices),
    ("是/否", FieldKind::Flag),
    ("日期", FieldKind::Date),
    ("年度或半年", FieldKind::Period),
    ("金额", FieldKind::Amount),
    ("数", FieldKind::Number),
    ("整数", FieldKind::Integer),
    ("百分比", FieldKind::Percent),
    ("起止日期", FieldKind::Term),
    ("信用代码或注册号", FieldKind::RegistrationCode),
    ("邮政编码", FieldKind::Postcode),
    ("电话", FieldKind::Phone),
    ("传真", FieldKind::Fax),
    ("银行帐号", FieldKind::Account),
];

/// How a form is judged.
pub const JUDGINGS: &[(&str, Judging)] = &[
    ("只登记", Judging::Record),
    ("规则表", Judging::Rules),
    ("四项指标评分", Judging::Score),
    ("投诉流转", Judging::Complaint),
    ("账龄分析", Judging::Ageing),
    ("合同额度", Judging::Contract),
    ("等级评审", Judging::Grading),
    ("发货放行", Judging::Dispatch),
    ("满意度调查", Judging::Survey),
    ("投诉案件", Judging::Case),
    ("档案查询", Judging::Lookup),
];

/// Whether a field must be filled in.
pub const REQUIRED: &[(&str, Required)] = &[
    ("是", Required::Yes),
    ("视情况", Required::Conditional),
    ("否", Required::No),
];

/// Units.
pub const UNITS: &[(&str, Unit)] = &[
    ("万元", Unit::WanYuan),
    ("元", Unit::Yuan),
    ("%", Unit::Percent),
    ("人", Unit::Persons),
    ("条", Unit::Rows),
    ("天", Unit::Days),
    ("个月", Unit::Months),
    ("年", Unit::Years),
    ("分", Unit::Points),
    ("次", Unit::Times),
    ("个", Unit::Pieces),
    ("件", Unit::Items),
    ("台", Unit::Machines),
    ("套", Unit::Sets),
    ("吨", Unit::Tons),
    ("㎡", Unit::SquareMetres),
    ("张", Unit::Leaves),
];

/// Relations between fields.
pub const RELATIONS: &[(&str, RelationKind)] = &[
    ("不早于", RelationKind::NotBefore),
    ("不晚于", RelationKind::NotAfter),
    ("不大于", RelationKind::AtMost),
    ("不小于", RelationKind::AtLeast),
    ("等于合计", RelationKind::SumOf),
    ("有则必填", RelationKind::Requires),
    ("同时填写", RelationKind::Together),
    ("当…时必填", RelationKind::RequiredWhen),
];

/// The word of a value; every value has one (a test of the sheets holds the lists whole).
pub fn word_of<T: Copy + PartialEq>(list: &[(&'static str, T)], value: T) -> &'static str {
    list.iter()
        .find(|(_, v)| *v == value)
        .map_or("", |(word, _)| word)
}

/// What a word means.
pub fn meant_by<T: Copy>(list: &[(&str, T)], word: &str) -> Option<T> {
    list.iter().find(|(w, _)| *w == word).map(|(_, v)| *v)
}
