//! The rows of 字段关系: what they name, and whether the comparison makes sense.

use super::{Drafted, field_named, form_of, no_field};
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::relation::{REVIEW_DAY, Relation, RelationKind};
use crate::forms::{FieldDefinition, FieldKind, lexicon::is_measure, words, words::meant_by};
use crate::policy::table::{RowReader, Table};

/// Adds the relations to their forms.
pub(super) fn add(drafted: &mut [Drafted<'_>], table: &Table, found: &mut Vec<Finding>) {
    for row in table.readers() {
        let Some(drafted) = form_of(drafted, &row, found) else {
            continue;
        };
        let form = &mut drafted.form;
        let (Some(kind), label) = (
            meant_by(words::RELATIONS, row.text("关系")),
            row.text("字段"),
        ) else {
            continue;
        };
        let Some(field) = field_named(form, label) else {
            if !label.is_empty() {
                found.push(no_field(&row, "字段", label, form));
            }
            continue;
        };
        let mut others: Vec<&FieldDefinition> = Vec::new();
        let mut keys = Vec::new();
        for other in row.words("对方字段") {
            match field_named(form, &other) {
                Some(field) => {
                    others.push(field);
                    keys.push(field.key.clone());
                }
                None if kind.of_days() && fold(&other) == REVIEW_DAY => {
                    keys.push(REVIEW_DAY.to_owned());
                }
                None => found.push(no_field(&row, "对方字段", &other, form)),
            }
        }
        let values = row.words("条件值");
        if let Some(why) = fault(kind, field, &others, &values) {
            found.push(wrong(&row, &why));
        }
        let relation = Relation {
            field: field.key.clone(),
            kind,
            others: keys,
            values,
            warns: row.text("不符时") == "提醒",
            note: row.text("说明").to_owned(),
            clause: row.some_text("条款"),
        };
        form.relations.push(relation);
    }
}

fn wrong(row: &RowReader<'_>, why: &str) -> Finding {
    Finding::draft("E-POLICY-RELATION", &[("why", why)])
        .at(row.sheet(), Some(row.at("关系")))
        .of_field("关系")
        .quoting(row.text("关系"))
        .done()
}

/// Why the relation cannot hold or makes no sense.
fn fault(
    kind: RelationKind,
    field: &FieldDefinition,
    others: &[&FieldDefinition],
    values: &[String],
) -> Option<String> {
    let odd = |fits: fn(&FieldDefinition) -> bool| {
        let all = std::iter::once(&field).chain(others);
        all.copied().find(|f| !fits(f)).map(|f| f.label.clone())
    };
    if others.iter().any(|o| o.key == field.key) {
        return Some(format!("把「{}」和它自己比", field.label));
    }
    if kind.of_days()
        && let Some(label) = odd(|f| f.kind == FieldKind::Date)
    {
        return Some(format!("只比日期,「{label}」不是日期"));
    }
    if kind.of_numbers() {
        if let Some(label) = odd(|f| is_measure(f.kind)) {
            return Some(format!("只比数,「{label}」不是数"));
        }
        let apart = others.iter().find(|o| {
            o.unit != field.unit
                || (o.kind == FieldKind::Percent) != (field.kind == FieldKind::Percent)
        });
        if let Some(other) = apart {
            return Some(format!(
                "要两边单位一样,「{}」是{},「{}」是{}",
                field.label,
                unit_words(field),
                other.label,
                unit_words(other)
            ));
        }
    }
    if kind != RelationKind::RequiredWhen {
        return (!values.is_empty()).then(|| "不用写条件值".to_owned());
    }
    if values.is_empty() {
        return Some("要写条件值".to_owned());
    }
    let listed: Vec<&str> = match field.kind {
        FieldKind::Flag => vec!["是", "否"],
        FieldKind::Choice | FieldKind::Choices => {
            field.choices.iter().map(|c| c.word.as_str()).collect()
        }
        _ => return Some(format!("只用于单选、多选和是/否,「{}」不是", field.label)),
    };
    let unknown = values.iter().find(|v| !listed.contains(&v.as_str()))?;
    Some(format!(
        "的条件值「{unknown}」不是「{}」的选项({})",
        field.label,
        listed.join("、")
    ))
}

fn unit_words(field: &FieldDefinition) -> &'static str {
    field.unit.map_or("没有单位的", |u| u.words())
}
