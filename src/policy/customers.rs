//! The typed rules of the customer database (clauses 1.1.1, 2.4.2): what a customer card is merged
//! from, which form goes first, and when a record is stale.

use super::Typing;
use super::cite::Cited;
use super::table::RowReader;
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::{FormDefinition, Forms};

/// The sheet of the sources.
const SHEET: &str = "客户管理卡";

/// The rules of the customer database.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CustomerRules {
    /// Where each item of the card comes from, in the table's order.
    pub sources: Vec<CardSource>,
    /// Titles of forms, the one that goes first at the head.
    pub priority: Option<Cited<Vec<String>>>,
    /// Days without news after which a customer's record is stale.
    pub stale_days: Option<Cited<u32>>,
    /// Words that do not count when names are compared.
    pub common_words: Option<Cited<Vec<String>>>,
    /// Whether personal items are shown outside the archive.
    pub personal_visible: Option<Cited<bool>>,
}

/// A field of a form that feeds an item of the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSource {
    /// Section of the card (基础资料 …).
    pub section: String,
    /// The table that it is a column of; none for an item that has one value.
    pub table: Option<String>,
    /// Item, or column.
    pub item: String,
    /// Form id.
    pub form: String,
    /// Label of the form's field.
    pub field: String,
    /// Label of the field that dates it; none: the review date does.
    pub dated_by: Option<String>,
    /// Kept in the archive, not shown unless the policy says so.
    pub personal: bool,
}

impl CustomerRules {
    /// How early a form's values count: 0 goes first; a form that is not listed comes after all.
    pub fn rank(&self, form_title: &str) -> usize {
        let listed = self.priority.as_ref().map_or(&[][..], |p| &p.value);
        let wanted = fold(form_title);
        listed
            .iter()
            .position(|title| fold(title) == wanted)
            .unwrap_or(listed.len())
    }

    /// The sources that may be shown outside the archive.
    pub fn shown(&self) -> impl Iterator<Item = &CardSource> {
        let personal = self.personal_visible.as_ref().is_some_and(|p| p.value);
        self.sources
            .iter()
            .filter(move |source| personal || !source.personal)
    }
}

pub(super) fn read(typing: &mut Typing<'_, '_>, forms: &Forms) -> CustomerRules {
    let mut rules = CustomerRules::default();
    let mut problems = Vec::new();
    if let Some(table) = typing.table(SHEET) {
        for row in table.readers() {
            rules.sources.extend(source(&row, forms, &mut problems));
        }
    }
    typing.add(problems);
    typing.asking("参数", |ask| {
        rules.priority = Some(ask.words("merge_priority"));
        rules.stale_days = Some(ask.integer("info_stale_days"));
        rules.common_words = Some(ask.words("name_common_words"));
        rules.personal_visible = Some(ask.flag("personal_fields_visible"));
    });
    rules
}

/// A row of the table; what it names and is not there is a problem.
fn source(row: &RowReader<'_>, forms: &Forms, problems: &mut Vec<Finding>) -> Option<CardSource> {
    let titled = |title: &str| forms.iter().find(|form| fold(&form.title) == fold(title));
    let Some(form) = titled(row.text("表单")) else {
        let titles: Vec<&str> = forms.iter().map(|form| form.title.as_str()).collect();
        problems.push(unknown(row, "表单", "表单", &titles));
        return None;
    };
    let mut label = |header: &'static str| -> Option<String> {
        let text = row.some_text(header)?;
        let label = labelled(form, &text).map(str::to_owned);
        if label.is_none() {
            let labels: Vec<&str> = form.fields.iter().map(|f| f.label.as_str()).collect();
            problems.push(unknown(row, header, &form.title, &labels));
        }
        label
    };
    let (field, dated_by) = (label("字段"), label("日期字段"));
    Some(CardSource {
        section: row.text("部分").to_owned(),
        table: row.some_text("逐条"),
        item: row.text("栏目").to_owned(),
        form: form.id.clone(),
        field: field?,
        dated_by,
        personal: row.flag("个人信息"),
    })
}

fn labelled<'f>(form: &'f FormDefinition, text: &str) -> Option<&'f str> {
    let wanted = fold(text);
    form.fields
        .iter()
        .map(|field| field.label.as_str())
        .find(|label| fold(label) == wanted)
}

fn unknown(row: &RowReader<'_>, header: &str, place: &str, words: &[&str]) -> Finding {
    let meant = format!("可写:{}", words.join("、"));
    let facts = [
        ("word", row.text(header)),
        ("place", place),
        ("meant", meant.as_str()),
    ];
    Finding::draft("E-POLICY-UNKNOWN", &facts)
        .at(row.sheet(), Some(row.at(header)))
        .of_field(header)
        .done()
}

#[cfg(test)]
mod tests {
    use crate::policy::{Policy, Tables};

    #[test]
    fn the_survey_goes_before_the_summary_and_persons_stay_in_the_archive() {
        let rules = &Policy::built_in().customers;
        let rank = |title| rules.rank(title);
        // Domain 2.4.2: 实地>概要>处理单.
        assert!(rank("实地调查登记表") < rank("客户概要信息登记表"));
        assert!(rank("客户概要信息登记表") < rank("信息处理单"));
        assert!(rank("信息处理单") < rank("客户管理卡"));
        // Domain ruling 9.29.
        for item in ["性格", "兴趣", "爱好", "家庭", "年龄"] {
            assert!(rules.sources.iter().any(|s| s.item == item), "{item}");
            assert!(rules.shown().all(|s| s.item != item), "{item}");
        }
    }

    #[test]
    fn a_form_or_a_field_that_is_not_there_is_named_at_its_cell() {
        let mut tables = Tables::built_in();
        let table = tables
            .tables
            .iter_mut()
            .find(|t| t.sheet == "客户管理卡")
            .unwrap();
        let at = |table: &crate::policy::Table, header| table.schema.column(header).unwrap();
        let (form, field) = (at(table, "表单"), at(table, "字段"));
        table.rows[0].cells[form].text = "登记表".to_owned();
        table.rows[1].cells[field].text = "住址".to_owned();
        let problems = Policy::from_tables(tables).unwrap_err();
        let said: Vec<_> = problems
            .iter()
            .filter(|p| p.sheet.as_deref() == Some("客户管理卡"))
            .map(|p| (p.code.as_str(), p.field.as_deref()))
            .collect();
        assert_eq!(
            said,
            [
                ("E-POLICY-UNKNOWN", Some("表单")),
                ("E-POLICY-UNKNOWN", Some("字段"))
            ]
        );
    }
}
