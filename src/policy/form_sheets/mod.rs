//! The sheets 表单, 字段, 可选值 and 字段关系: the forms of a policy, in the hands of managers.
//!
//! [`rows`] writes the built-in definitions as rows, [`read`] makes definitions of rows; [`whole`]
//! asks whether the forms that came out can be filled in, told apart and judged.

mod relations;
mod rows;
mod whole;

pub(super) use rows::rows;

use super::Typing;
use super::table::{RowReader, Table};
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::{
    Choice, FieldDefinition, FieldKind, FormDefinition, Forms, Judging, Required, Unit, checks,
    words, words::meant_by,
};

/// One row a form.
pub(super) const FORMS: &str = "表单";
/// One row a field.
pub(super) const FIELDS: &str = "字段";
/// The column of [`FORMS`] that names rule tables.
pub(super) const RULE_TABLES: &str = "规则表";
/// One row a choice.
pub(super) const CHOICES: &str = "可选值";
/// One row a relation.
pub(super) const RELATIONS: &str = "字段关系";

/// Whether a sheet is one of these.
pub(super) fn is_one(sheet: &str) -> bool {
    [FORMS, FIELDS, CHOICES, RELATIONS].contains(&sheet)
}

/// A form with the rows that it came from.
struct Drafted<'t> {
    form: FormDefinition,
    row: RowReader<'t>,
    /// One a field, in the form's order.
    rows: Vec<RowReader<'t>>,
}

/// The policy's forms. What is wrong with them is gathered; the forms that come out then serve
/// only to find more that is wrong.
pub(super) fn read(typing: &mut Typing<'_, '_>) -> Forms {
    let tables = [FORMS, FIELDS, CHOICES, RELATIONS].map(|sheet| typing.table(sheet));
    let [Some(forms), Some(fields), Some(choices), Some(relations)] = tables else {
        return Forms::built_in().clone();
    };
    let mut drafted: Vec<Drafted<'_>> = forms
        .readers()
        .map(|row| Drafted {
            form: form(&row),
            row,
            rows: Vec::new(),
        })
        .collect();
    let mut found = Vec::new();
    add_fields(&mut drafted, fields, &mut found);
    add_choices(&mut drafted, choices, &mut found);
    name_keys(&mut drafted, &mut found);
    relations::add(&mut drafted, relations, &mut found);
    found.extend(whole::problems(&drafted));
    typing.add(found);
    Forms::of(drafted.into_iter().map(|d| d.form).collect())
}

/// The form of a row; its keys are still labels ([`name_keys`]).
fn form(row: &RowReader<'_>) -> FormDefinition {
    let title = row.text(FORMS).to_owned();
    FormDefinition {
        id: row.some_text("代号").unwrap_or_else(|| title.clone()),
        aliases: row.words("别名"),
        clause: row.text("条款").to_owned(),
        judging: meant_by(words::JUDGINGS, row.text("判定方式")).unwrap_or(Judging::Record),
        purpose: row.text("用途").to_owned(),
        record_key: row.words("主键字段"),
        customer_field: row.some_text("客户字段"),
        list_template: row.flag("清单"),
        rule_tables: row.words(RULE_TABLES),
        fields: Vec::new(),
        relations: Vec::new(),
        title,
    }
}

/// The form that a row of another sheet names by title or code; said where there is none.
fn form_of<'d, 't>(
    drafted: &'d mut [Drafted<'t>],
    row: &RowReader<'_>,
    found: &mut Vec<Finding>,
) -> Option<&'d mut Drafted<'t>> {
    let wanted = fold(row.text(FORMS));
    if wanted.is_empty() {
        // Said already: every row needs it.
        return None;
    }
    let form = drafted
        .iter_mut()
        .find(|d| fold(&d.form.title) == wanted || fold(&d.form.id) == wanted);
    if form.is_none() {
        found.push(
            Finding::draft("E-POLICY-FORM", &[])
                .at(row.sheet(), Some(row.at(FORMS)))
                .of_field(FORMS)
                .quoting(row.text(FORMS))
                .done(),
        );
    }
    form
}

/// The field of a form by label or code.
pub(super) fn field_named<'f>(form: &'f FormDefinition, text: &str) -> Option<&'f FieldDefinition> {
    let wanted = fold(text);
    form.fields
        .iter()
        .find(|f| fold(&f.label) == wanted)
        .or_else(|| form.fields.iter().find(|f| fold(&f.key) == wanted))
}

/// A form names a rule table that is not there, or a sheet that is none.
pub(super) fn no_rule_table(
    typing: &Typing<'_, '_>,
    form: &FormDefinition,
    sheet: &str,
) -> Finding {
    let taken = typing.tables.get(sheet).is_some();
    let why = if taken {
        "是程序自带的表,不能作规则表"
    } else {
        "在工作簿里没有"
    };
    let row = typing
        .tables
        .get(FORMS)
        .and_then(|t| t.readers().find(|r| r.text(FORMS) == form.title));
    Finding::draft(
        "E-POLICY-RULE-SHEET",
        &[("form", &form.title), ("why", why)],
    )
    .at(FORMS, row.map(|r| r.at(RULE_TABLES)))
    .of_field(RULE_TABLES)
    .quoting(sheet)
    .done()
}

fn no_field(row: &RowReader<'_>, header: &str, label: &str, form: &FormDefinition) -> Finding {
    Finding::draft("E-POLICY-FIELD", &[("label", label), ("form", &form.title)])
        .at(row.sheet(), Some(row.at(header)))
        .of_field(header)
        .quoting(row.text(header))
        .done()
}

fn add_fields<'t>(drafted: &mut [Drafted<'t>], fields: &'t Table, found: &mut Vec<Finding>) {
    for row in fields.readers() {
        if let Some(drafted) = form_of(drafted, &row, found)
            && !row.text("标签").is_empty()
        {
            let field = field(&row, &drafted.form, found);
            drafted.form.fields.push(field);
            drafted.rows.push(row);
        }
    }
}

fn field(row: &RowReader<'_>, form: &FormDefinition, found: &mut Vec<Finding>) -> FieldDefinition {
    let label = row.text("标签").to_owned();
    let kind = meant_by(words::KINDS, row.text("类型")).unwrap_or(FieldKind::Text);
    let unit = unit(row, kind, found);
    FieldDefinition {
        key: row.some_text("代号").unwrap_or_else(|| label.clone()),
        aliases: row.words("别名"),
        kind,
        unit,
        required: meant_by(words::REQUIRED, row.text("必填")).unwrap_or(Required::No),
        indicator_input: row.flag("缺则不评"),
        exact: row.flag("要准确数"),
        choices: Vec::new(),
        none_is_answer: row.flag("无算填写"),
        lenient: row.flag("宽松"),
        min_chars: row.integer("最少字数").map(|n| n as usize),
        max_chars: row.integer("最多字数").map(|n| n as usize),
        min: row.number("最小"),
        min_open: row.text("最小符号") == ">",
        max: row.number("最大"),
        max_open: row.text("最大符号") == "<",
        checks: named_checks(row, kind, &form.id, found),
        clause: row.some_text("条款"),
        hint: row
            .some_text("填写说明")
            .unwrap_or_else(|| usual_hint(kind, unit).to_owned()),
        margin: row.flag("页边"),
        wide: row.flag("整行"),
        part: row.some_text("明细"),
        label,
    }
}

/// The unit, where it fits the kind; money without one is 万元, as the policy counts.
fn unit(row: &RowReader<'_>, kind: FieldKind, found: &mut Vec<Finding>) -> Option<Unit> {
    let said = meant_by(words::UNITS, row.text("单位"));
    let (fits, expected) = match kind {
        FieldKind::Amount => (
            matches!(said, None | Some(Unit::WanYuan | Unit::Yuan)),
            "万元或元",
        ),
        FieldKind::Percent => (matches!(said, None | Some(Unit::Percent)), "%"),
        FieldKind::Number | FieldKind::Integer => (said != Some(Unit::Percent), "百分比以外的单位"),
        _ => (said.is_none(), "空着"),
    };
    if !fits {
        let kind = words::word_of(words::KINDS, kind);
        found.push(
            Finding::draft("E-POLICY-UNIT", &[("kind", kind), ("expected", expected)])
                .at(row.sheet(), Some(row.at("单位")))
                .of_field("单位")
                .quoting(row.text("单位"))
                .done(),
        );
    }
    match (kind, said) {
        (FieldKind::Amount, None) => Some(Unit::WanYuan),
        (FieldKind::Percent, None) => Some(Unit::Percent),
        (_, said) => said,
    }
}

/// The checks by their ids; those that are unknown or do not fit are said.
fn named_checks(
    row: &RowReader<'_>,
    kind: FieldKind,
    form: &str,
    found: &mut Vec<Finding>,
) -> Vec<String> {
    let fits = |check: &&checks::NamedCheck| {
        (check.kinds.is_empty() || check.kinds.contains(&kind))
            && check.form.is_none_or(|own| own == form)
    };
    let mut ids = Vec::new();
    for word in row.words("检查") {
        let why = match checks::named(&word) {
            Some(check) if fits(&check) => {
                ids.push(check.id.to_owned());
                continue;
            }
            Some(check) if check.form.is_some_and(|own| own != form) => "只用于程序自带的那张表",
            Some(_) => "不能用在这种类型的字段上",
            None => "程序没有",
        };
        let known: Vec<&str> = checks::NAMED_CHECKS
            .iter()
            .filter(fits)
            .map(|c| c.words)
            .collect();
        let known = if known.is_empty() {
            "没有,请空着".to_owned()
        } else {
            known.join("、")
        };
        found.push(
            Finding::draft("E-POLICY-CHECK", &[("why", why), ("known", &known)])
                .at(row.sheet(), Some(row.at("检查")))
                .of_field("检查")
                .quoting(&word)
                .done(),
        );
    }
    ids
}

/// What the input hint says where the row says nothing.
fn usual_hint(kind: FieldKind, unit: Option<Unit>) -> &'static str {
    match kind {
        FieldKind::Text => "照实填写",
        FieldKind::Choice => "从列表中选一项",
        FieldKind::Choices => "从列表中选,可选几项,用顿号隔开",
        FieldKind::Flag => "是 或 否",
        FieldKind::Date => "年-月-日",
        FieldKind::Period => "如 2025,或 2025上半年",
        FieldKind::Amount if unit == Some(Unit::Yuan) => "元",
        FieldKind::Amount => "万元",
        FieldKind::Number => "一个数",
        FieldKind::Integer => "一个整数",
        FieldKind::Percent => "写明 %,如 12%",
        FieldKind::Term => "起止日期,如 2020-01-01至2030-01-01",
        FieldKind::RegistrationCode => "18 位统一社会信用代码",
        FieldKind::Postcode => "6 位数字",
        FieldKind::Phone => "手机,或带区号的座机",
        FieldKind::Fax => "带区号的座机",
        FieldKind::Account => "只写数字",
    }
}

fn add_choices(drafted: &mut [Drafted<'_>], choices: &Table, found: &mut Vec<Finding>) {
    for row in choices.readers() {
        let Some(drafted) = form_of(drafted, &row, found) else {
            continue;
        };
        let form = &mut drafted.form;
        let Some(key) = field_named(form, row.text(FIELDS)).map(|f| f.key.clone()) else {
            if !row.text(FIELDS).is_empty() {
                found.push(no_field(&row, FIELDS, row.text(FIELDS), form));
            }
            continue;
        };
        let title = form.title.clone();
        let Some(field) = form.fields.iter_mut().find(|f| f.key == key) else {
            continue;
        };
        if !matches!(field.kind, FieldKind::Choice | FieldKind::Choices) {
            let kind = words::word_of(words::KINDS, field.kind);
            found.push(
                Finding::draft("E-POLICY-CHOICE-IDLE", &[("form", &title), ("kind", kind)])
                    .at(row.sheet(), Some(row.at(FIELDS)))
                    .of_field(FIELDS)
                    .quoting(&field.label)
                    .done(),
            );
            continue;
        }
        let choice = Choice {
            word: row.text("选项").to_owned(),
            also: row.words("也认作"),
        };
        found.extend(same_choice(&row, field, &choice));
        field.choices.push(choice);
    }
}

/// A word that an earlier choice of the field has already.
fn same_choice(row: &RowReader<'_>, field: &FieldDefinition, new: &Choice) -> Option<Finding> {
    let said = |c: &Choice| -> Vec<String> {
        let all = std::iter::once(&c.word).chain(&c.also);
        all.map(|w| fold(w)).collect()
    };
    let own = said(new);
    let (other, word) = field.choices.iter().find_map(|c| {
        let theirs = said(c);
        let word = std::iter::once(&new.word).chain(&new.also);
        let word = word.zip(&own).find(|(_, w)| theirs.contains(w))?.0;
        Some((c, word))
    })?;
    if fold(&other.word) == fold(&new.word) {
        // The same choice twice is said by the table's keys.
        return None;
    }
    Some(
        Finding::draft(
            "E-POLICY-CHOICE-SAME",
            &[
                ("label", &field.label),
                ("same", &other.word),
                ("other", "前面的行"),
            ],
        )
        .at(row.sheet(), Some(row.at("选项")))
        .of_field("选项")
        .quoting(word)
        .done(),
    )
}

/// The labels of record key and customer become keys.
fn name_keys(drafted: &mut [Drafted<'_>], found: &mut Vec<Finding>) {
    for Drafted { form, row, .. } in drafted {
        let mut keys = Vec::new();
        for label in &form.record_key {
            match field_named(form, label) {
                Some(field) => keys.push(field.key.clone()),
                None => found.push(no_field(row, "主键字段", label, form)),
            }
        }
        let customer = match &form.customer_field {
            Some(label) => match field_named(form, label) {
                Some(field) => Some(field.key.clone()),
                None => {
                    found.push(no_field(row, "客户字段", label, form));
                    None
                }
            },
            None => None,
        };
        form.record_key = keys;
        form.customer_field = customer;
    }
}

#[cfg(test)]
mod tests;
