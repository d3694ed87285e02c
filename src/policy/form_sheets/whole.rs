//! Whether the forms that came out of the sheets can be told apart, filled in and judged.

use super::{Drafted, FORMS};
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::{
    FieldDefinition, FieldKind, FormDefinition, Forms, Judging, Required, label, lexicon, words,
};
use crate::policy::table::RowReader;
use std::collections::BTreeMap;

/// Most characters of a title: the list's sheet carries it with `清单`, and Excel takes 31.
const LONGEST_TITLE: usize = 26;
/// Signs that neither a sheet nor a file may be named with, and the sign that ends a code in a
/// template's token.
const FORBIDDEN: &[char] = &[
    '[', ']', ':', '*', '?', '/', '\\', '<', '>', '|', '"', '\'', '#',
];

/// Everything wrong with the forms as a whole.
pub(super) fn problems(drafted: &[Drafted<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for one in drafted {
        found.extend(name_problems(one));
        if one.form.fields.is_empty() {
            found.push(at(
                &one.row,
                FORMS,
                "E-POLICY-FORM-EMPTY",
                &one.form.title,
                &[],
            ));
        }
        found.extend(same_labels(one));
        for (field, row) in one.form.fields.iter().zip(&one.rows) {
            found.extend(field_problems(&one.form, field, row));
        }
        found.extend(procedure_problems(one));
    }
    found.extend(same_titles(drafted));
    found.extend(same_fields(drafted));
    found
}

fn at(
    row: &RowReader<'_>,
    header: &str,
    code: &'static str,
    value: &str,
    facts: &[(&str, &str)],
) -> Finding {
    Finding::draft(code, facts)
        .at(row.sheet(), Some(row.at(header)))
        .of_field(header)
        .quoting(value)
        .done()
}

fn name_problems(one: &Drafted<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (header, text) in [(FORMS, &one.form.title), ("代号", &one.form.id)] {
        let bad = text
            .chars()
            .find(|c| FORBIDDEN.contains(c) || c.is_control());
        let why = match bad {
            Some(sign) => format!("里面有「{sign}」"),
            None if text.chars().count() > LONGEST_TITLE => {
                format!("有 {} 个字,太长", text.chars().count())
            }
            None => continue,
        };
        found.push(at(
            &one.row,
            header,
            "E-POLICY-FORM-NAME",
            text,
            &[("why", &why)],
        ));
        if one.form.title == one.form.id {
            break;
        }
    }
    found
}

/// Labels, aliases and codes of one form that are the same when they are compared.
fn same_labels(one: &Drafted<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<String, (&str, &RowReader<'_>)> = BTreeMap::new();
    let mut keys: BTreeMap<&str, (&str, &RowReader<'_>)> = BTreeMap::new();
    for (field, row) in one.form.fields.iter().zip(&one.rows) {
        let twice = |header: &str, text: &str, other: &str, first: &RowReader<'_>| {
            let place = first.at("标签").to_string();
            let facts = [
                ("other", place.as_str()),
                ("same", other),
                ("form", &one.form.title),
            ];
            at(row, header, "E-POLICY-FIELD-SAME", text, &facts)
        };
        let mut own: Vec<String> = Vec::new();
        let texts = std::iter::once(("标签", &field.label))
            .chain(field.aliases.iter().map(|a| ("别名", a)));
        for (header, text) in texts {
            let folded = label::label(text).text;
            if own.contains(&folded) {
                continue;
            }
            match seen.get(&folded) {
                // The very same label twice is said by the table's keys.
                Some((other, _)) if header == "标签" && fold(other) == fold(text) => {}
                Some((other, first)) => found.push(twice(header, text, other, first)),
                None => {
                    seen.insert(folded.clone(), (text.as_str(), row));
                }
            }
            own.push(folded);
        }
        match keys.get(field.key.as_str()) {
            Some((other, first)) if fold(other) != fold(&field.label) => {
                found.push(twice("代号", &field.key, other, first));
            }
            _ => {
                keys.insert(&field.key, (&field.label, row));
            }
        }
    }
    found
}

fn field_problems(
    form: &FormDefinition,
    field: &FieldDefinition,
    row: &RowReader<'_>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let listed = matches!(field.kind, FieldKind::Choice | FieldKind::Choices);
    if listed && field.choices.is_empty() {
        let facts = [
            ("form", form.title.as_str()),
            ("kind", words::word_of(words::KINDS, field.kind)),
        ];
        found.push(at(row, "标签", "E-POLICY-CHOICES", &field.label, &facts));
    }
    if let (Some(least), Some(most)) = (field.min, field.max) {
        let open = field.min_open || field.max_open;
        if least > most || least == most && open {
            let low = format!("{}{}", if field.min_open { ">" } else { "≥" }, plain(least));
            let high = format!("{}{}", if field.max_open { "<" } else { "≤" }, plain(most));
            let facts = [
                ("label", field.label.as_str()),
                ("low", &low),
                ("high", &high),
            ];
            found.push(at(
                row,
                "最小",
                "E-POLICY-UNFILLABLE",
                row.text("最小"),
                &facts,
            ));
        }
    }
    if let (Some(least), Some(most)) = (field.min_chars, field.max_chars)
        && least > most
    {
        let (low, high) = (format!("至少 {least} 个字"), format!("至多 {most} 个字"));
        let facts = [
            ("label", field.label.as_str()),
            ("low", &low),
            ("high", &high),
        ];
        found.push(at(
            row,
            "最少字数",
            "E-POLICY-UNFILLABLE",
            row.text("最少字数"),
            &facts,
        ));
    }
    found
}

/// A named procedure needs the fields that the built-in form of it must have, of their kinds.
fn procedure_problems(one: &Drafted<'_>) -> Vec<Finding> {
    let form = &one.form;
    let said = |why: &str, mend: &str| {
        let facts = [("why", why), ("mend", mend)];
        let word = words::word_of(words::JUDGINGS, form.judging);
        at(&one.row, "判定方式", "E-POLICY-PROCEDURE", word, &facts)
    };
    if form.judging == Judging::Rules {
        return if form.rule_tables.is_empty() {
            vec![said(
                "要有规则表,「规则表」一格却空着",
                "请在「规则表」里写上工作表名,或把判定方式改成「只登记」。",
            )]
        } else {
            Vec::new()
        };
    }
    if !form.rule_tables.is_empty() {
        return vec![said(
            "不用规则表,「规则表」一格却写了",
            "请把判定方式改成「规则表」,或清空「规则表」一格。",
        )];
    }
    // Where several forms are judged alike, each is its own model.
    let alike = |f: &&FormDefinition| f.judging == form.judging && form.judging != Judging::Record;
    let own = Forms::built_in().get(&form.id).filter(alike);
    let Some(model) = own.or_else(|| Forms::built_in().iter().find(alike)) else {
        return Vec::new();
    };
    if form.judging == Judging::Lookup && form.id != model.id {
        let mend = format!("请改成「只登记」;档案查询只有「{}」一张表。", model.title);
        return vec![said("只用于程序自带的那张查询单", &mend)];
    }
    let mut found = Vec::new();
    for needed in &model.fields {
        let kind = words::word_of(words::KINDS, needed.kind);
        let must = needed.indicator_input || needed.required == Required::Yes;
        let why = match form.field(&needed.key) {
            Some(field) if field.kind != needed.kind => {
                format!(
                    "要「{}」(代号 {})的类型是「{kind}」",
                    field.label, needed.key
                )
            }
            None if must => format!("要用字段「{}」(代号 {})", needed.label, needed.key),
            _ => continue,
        };
        let mend = format!(
            "请在 字段 里为「{}」写一行,代号 {},类型 {kind};或换一种判定方式。",
            form.title, needed.key
        );
        found.push(said(&why, &mend));
    }
    found
}

/// Titles and aliases by which two forms would be taken for each other.
fn same_titles(drafted: &[Drafted<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    for (index, one) in drafted.iter().enumerate() {
        let same = |header: &str, text: &str, other: usize, theirs: &str, why: &str| {
            let place = drafted.get(other).map(|d| d.row.at(FORMS).to_string());
            let place = place.unwrap_or_default();
            let facts = [("other", place.as_str()), ("same", theirs), ("why", why)];
            at(&one.row, header, "E-POLICY-FORM-SAME", text, &facts)
        };
        let texts = std::iter::once((FORMS, &one.form.title))
            .chain(one.form.aliases.iter().map(|a| ("别名", a)));
        for (header, text) in texts {
            let core = lexicon::title_core(text);
            match seen.get(&core) {
                Some((other, _)) if *other == index => {}
                // The very same title twice is said by the table's keys.
                Some((other, theirs))
                    if header == FORMS
                        && fold(theirs) == fold(text)
                        && drafted
                            .get(*other)
                            .is_some_and(|d| d.form.title == **theirs) => {}
                Some((other, theirs)) => {
                    found.push(same(header, text, *other, theirs, "是同一个名称"));
                }
                None => {
                    seen.insert(core, (index, text));
                }
            }
        }
        let id = fold(&one.form.id);
        match ids.get(&id) {
            Some(other) if one.form.id != one.form.title => {
                found.push(same(
                    "代号",
                    &one.form.id,
                    *other,
                    &one.form.id,
                    "是同一个代号",
                ));
            }
            Some(_) => {}
            None => {
                ids.insert(id, index);
            }
        }
    }
    found
}

/// Forms with the very same labels: a list without a title could be either.
fn same_fields(drafted: &[Drafted<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for (index, one) in drafted.iter().enumerate() {
        let mut labels: Vec<String> = one
            .form
            .fields
            .iter()
            .map(|f| label::label(&f.label).text)
            .collect();
        labels.sort();
        if labels.is_empty() {
            continue;
        }
        if let Some(other) = seen.get(&labels).and_then(|i| drafted.get(*i)) {
            let place = other.row.at(FORMS).to_string();
            let facts = [
                ("other", place.as_str()),
                ("same", other.form.title.as_str()),
                ("why", "字段一模一样"),
            ];
            found.push(at(
                &one.row,
                FORMS,
                "E-POLICY-FORM-SAME",
                &one.form.title,
                &facts,
            ));
        } else {
            seen.insert(labels, index);
        }
    }
    found
}
