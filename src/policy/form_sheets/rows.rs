//! Form definitions → the rows of the four sheets: where a new policy's forms come from.

use crate::domain::decimal::plain;
use crate::forms::{
    FieldDefinition, FormDefinition, Forms, Relation, Required, checks, relation::REVIEW_DAY,
    words, words::word_of,
};

/// The default rows of a sheet of forms; none for other sheets.
pub fn rows(sheet: &str, forms: &Forms) -> Option<Vec<Vec<String>>> {
    let each = |row: fn(&FormDefinition) -> Vec<Vec<String>>| {
        Some(forms.iter().flat_map(row).collect::<Vec<_>>())
    };
    match sheet {
        super::FORMS => each(|form| vec![form_row(form)]),
        super::FIELDS => each(|form| form.fields.iter().map(|f| field_row(form, f)).collect()),
        super::CHOICES => each(choice_rows),
        super::RELATIONS => each(|form| {
            let row = |r| relation_row(form, r);
            form.relations.iter().map(row).collect()
        }),
        _ => None,
    }
}

fn form_row(form: &FormDefinition) -> Vec<String> {
    vec![
        form.title.clone(),
        other_than(&form.id, &form.title),
        listed(&form.aliases),
        word_of(words::JUDGINGS, form.judging).to_owned(),
        listed(&form.rule_tables),
        labels(form, &form.record_key),
        form.customer_field
            .as_deref()
            .map_or_else(String::new, |key| label(form, key)),
        flag(form.list_template),
        form.purpose.clone(),
        form.clause.clone(),
    ]
}

fn field_row(form: &FormDefinition, field: &FieldDefinition) -> Vec<String> {
    let required = match field.required {
        Required::No => "",
        other => word_of(words::REQUIRED, other),
    };
    let checks: Vec<String> = field
        .checks
        .iter()
        .map(|id| checks::named(id).map_or_else(|| id.clone(), |c| c.words.to_owned()))
        .collect();
    let sign = |bound: Option<_>, open: bool, signs: [&str; 2]| match (bound, open) {
        (None, _) => String::new(),
        (Some(_), false) => signs[0].to_owned(),
        (Some(_), true) => signs[1].to_owned(),
    };
    vec![
        form.title.clone(),
        field.label.clone(),
        other_than(&field.key, &field.label),
        listed(&field.aliases),
        word_of(words::KINDS, field.kind).to_owned(),
        field.unit.map_or("", |u| u.words()).to_owned(),
        required.to_owned(),
        flag(field.indicator_input),
        flag(field.exact),
        flag(field.none_is_answer),
        flag(field.lenient),
        number(field.min_chars),
        number(field.max_chars),
        sign(field.min, field.min_open, ["≥", ">"]),
        field.min.map(plain).unwrap_or_default(),
        sign(field.max, field.max_open, ["≤", "<"]),
        field.max.map(plain).unwrap_or_default(),
        listed(&checks),
        field.hint.clone(),
        flag(field.margin),
        flag(field.wide),
        field.part.clone().unwrap_or_default(),
        field.clause.clone().unwrap_or_default(),
    ]
}

fn choice_rows(form: &FormDefinition) -> Vec<Vec<String>> {
    let rows = |field: &FieldDefinition| -> Vec<Vec<String>> {
        field
            .choices
            .iter()
            .map(|choice| {
                vec![
                    form.title.clone(),
                    field.label.clone(),
                    choice.word.clone(),
                    listed(&choice.also),
                ]
            })
            .collect()
    };
    form.fields.iter().flat_map(rows).collect()
}

fn relation_row(form: &FormDefinition, relation: &Relation) -> Vec<String> {
    vec![
        form.title.clone(),
        label(form, &relation.field),
        word_of(words::RELATIONS, relation.kind).to_owned(),
        labels(form, &relation.others),
        listed(&relation.values),
        if relation.warns { "提醒" } else { "" }.to_owned(),
        relation.note.clone(),
        relation.clause.clone().unwrap_or_default(),
    ]
}

fn listed(words: &[String]) -> String {
    words.join("、")
}

fn label(form: &FormDefinition, key: &str) -> String {
    match form.field(key) {
        Some(field) => field.label.clone(),
        None if key == REVIEW_DAY => key.to_owned(),
        None => String::new(),
    }
}

fn labels(form: &FormDefinition, keys: &[String]) -> String {
    let all: Vec<String> = keys.iter().map(|key| label(form, key)).collect();
    all.join("、")
}

/// A code that says no more than the label is left out.
fn other_than(code: &str, label: &str) -> String {
    if code == label {
        String::new()
    } else {
        code.to_owned()
    }
}

fn flag(yes: bool) -> String {
    if yes { "是" } else { "" }.to_owned()
}

fn number(n: Option<usize>) -> String {
    n.map(|n| n.to_string()).unwrap_or_default()
}
