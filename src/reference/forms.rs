//! `docs/forms.md`: each form with its fields, from the form definitions.

use super::row;
use crate::forms::{FieldDefinition, FormDefinition, Forms, Judging, Required, Unit, words};

/// The form reference as Markdown.
pub fn forms(forms: &Forms) -> String {
    let mut page = String::from(
        "# 表单\n\n\
         由 `src/forms/defs/*.toml` 生成,请勿手改;改了定义以后运行\n\
         `UPDATE_DOCS=1 cargo test --test properties` 更新。\n\n\
         标签比对时不计空格、全角半角和括号里的单位;表可以是卡片(一张一条)或列表(一行一条)。\n\n",
    );
    page.push_str(&row(["表单", "代号", "条款", "怎么审", "同一记录看"]));
    page.push_str("|---|---|---|---|---|\n");
    for form in forms.iter() {
        page.push_str(&row([
            form.title.as_str(),
            &format!("`{}`", form.id),
            &form.clause,
            judging_words(form.judging),
            &record_key(form),
        ]));
    }
    for form in forms.iter() {
        page.push_str(&one_form(form));
    }
    page
}

fn one_form(form: &FormDefinition) -> String {
    let mut page = format!(
        "\n## {} (`{}`)\n\n{}\n\n",
        form.title, form.id, form.purpose
    );
    if !form.aliases.is_empty() {
        page.push_str(&format!("也认作:{}。\n\n", form.aliases.join("、")));
    }
    page.push_str(&row([
        "标签",
        "键",
        "也认作",
        "类型",
        "单位",
        "必填",
        "可选项",
        "检查",
        "填写说明",
        "明细",
        "条款",
    ]));
    page.push_str("|---|---|---|---|---|---|---|---|---|---|---|\n");
    for field in &form.fields {
        let choices: Vec<&str> = field.choices.iter().map(|c| c.word.as_str()).collect();
        page.push_str(&row([
            field.label.as_str(),
            &format!("`{}`", field.key),
            &field.aliases.join("、"),
            words::word_of(words::KINDS, field.kind),
            field.unit.map_or("", Unit::words),
            required_words(field),
            &choices.join("、"),
            &checks(field),
            &field.hint,
            field.part.as_deref().unwrap_or(""),
            field.clause.as_deref().unwrap_or(""),
        ]));
    }
    page
}

fn record_key(form: &FormDefinition) -> String {
    let labels: Vec<&str> = form
        .record_key
        .iter()
        .filter_map(|k| form.field(k))
        .map(|f| f.label.as_str())
        .collect();
    labels.join("+")
}

fn judging_words(judging: Judging) -> &'static str {
    match judging {
        Judging::Record => "核对后存档",
        Judging::Score => "评分、定级、额度、回访与报告",
        Judging::Complaint => "处理步骤与期限",
        Judging::Ageing => "余额、账龄、催收分工、坏账候选",
        Judging::Grading => "等级、额度对照制度,批准后生效和通报",
        Judging::Contract => "信用敞口与额度、特殊合同",
        Judging::Dispatch => "合同状态、发货前应收与已收",
        Judging::Survey => "满意度,低于警戒线提醒",
        Judging::Case => "与投诉案件核对,案件到了哪一步",
        Judging::Lookup => "从档案里查",
        Judging::Rules => "按规则表评",
    }
}

fn required_words(field: &FieldDefinition) -> &'static str {
    match field.required {
        _ if field.indicator_input => "是(缺则资料不全)",
        Required::Yes => "是",
        Required::Conditional => "有条件",
        Required::No => "",
    }
}

/// What is asked of the value beyond its kind: bounds and named checks.
fn checks(field: &FieldDefinition) -> String {
    let mut words: Vec<String> = Vec::new();
    match (field.min_chars, field.max_chars) {
        (Some(least), Some(most)) => words.push(format!("{least}–{most} 字")),
        (Some(least), None) => words.push(format!("至少 {least} 字")),
        (None, Some(most)) => words.push(format!("至多 {most} 字")),
        (None, None) => {}
    }
    if let Some(min) = field.min {
        words.push(format!("{}{min}", if field.min_open { ">" } else { "≥" }));
    }
    if let Some(max) = field.max {
        words.push(format!("{}{max}", if field.max_open { "<" } else { "≤" }));
    }
    if field.exact {
        words.push("要准确数".to_owned());
    }
    if field.none_is_answer {
        words.push("可写 无".to_owned());
    }
    if field.lenient {
        words.push("认不出只提醒".to_owned());
    }
    words.extend(field.checks.iter().map(|c| format!("`{c}`")));
    words.join("、")
}
