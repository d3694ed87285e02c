//! Words that nothing can ever meet: kinds of customer without a sign, prefixes that no code has,
//! words that a shorter one says already, digits that are no number, forms that nobody knows.

use super::{at_cell, rows};
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::{FormDefinition, Forms, Required, handbook};
use crate::policy::Tables;
use crate::policy::parse;
use crate::policy::table::{ColumnKind, RowReader};
use crate::policy::table_cells::expected_words;
use std::collections::HashMap;

/// The form whose labels 免填字段 names.
const EXEMPTED_FORM: &str = "customer_summary";
/// A longer word says more than any word of a list.
const LONGEST: usize = 40;
/// A credit code begins with so many characters for its kind.
const PREFIX: usize = 2;

pub(super) fn problems(tables: &Tables, forms: &Forms) -> Vec<Finding> {
    let mut found: Vec<Finding> = rows(tables, "必填规则")
        .flat_map(|row| exemption(&row, forms))
        .collect();
    found.extend(rows(tables, "信用代码前缀").filter_map(|row| prefix(&row)));
    found.extend(rows(tables, "银行账号").flat_map(|row| digits(&row)));
    found.extend(shorter(tables));
    found.extend(unknown_forms(tables, forms));
    found
}

fn never(row: &RowReader<'_>, header: &str, why: &str) -> Finding {
    at_cell(row, header, "E-POLICY-NEVER", &[("why", why)]).done()
}

/// A kind of customer is known by something, and what it frees was asked for.
fn exemption(row: &RowReader<'_>, forms: &Forms) -> Vec<Finding> {
    const SIGNS: [&str; 3] = ["信用代码前缀", "名称结尾", "性质或状态"];
    let mut found = Vec::new();
    if SIGNS.iter().all(|sign| row.words(sign).is_empty()) {
        let why = format!("{}一项都没有写", SIGNS.join("、"));
        found.push(never(row, "客户种类", &why));
    }
    for word in row.words("信用代码前缀") {
        if !of_a_code(&word) {
            let why = format!("信用代码里只有数字和大写字母,不会以「{word}」开头");
            found.push(never(row, "信用代码前缀", &why));
        }
    }
    let form = forms.get(EXEMPTED_FORM);
    for label in row.words("免填字段") {
        let field = form.and_then(|f| f.fields.iter().find(|d| d.label == label));
        // A label that the form has not is named where the rules are read.
        if field.is_some_and(|f| f.required == Required::No) {
            let freed = at_cell(row, "免填字段", "W-POLICY-FREED-OPTIONAL", &[]);
            found.push(freed.quoting(&label).done());
        }
    }
    found
}

/// The kind of a code is its first two characters, digits or capitals.
fn prefix(row: &RowReader<'_>) -> Option<Finding> {
    let text = row.text("前缀");
    let fits = text.chars().count() == PREFIX && of_a_code(text);
    (!fits && !text.is_empty()).then(|| {
        let why = format!("信用代码的前缀是两位数字或大写字母,不会是「{text}」");
        never(row, "前缀", &why)
    })
}

/// Signs that credit codes are made of.
fn of_a_code(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// How long an account may be is said in whole numbers.
fn digits(row: &RowReader<'_>) -> Vec<Finding> {
    let expected = expected_words(ColumnKind::Integer, &[]);
    row.words("位数")
        .iter()
        .filter(|word| parse::integer(word).is_none())
        .map(|word| {
            at_cell(row, "位数", "E-POLICY-TYPE", &[("expected", &expected)])
                .quoting(word)
                .done()
        })
        .collect()
}

/// Words of 校验词 that are met only where a shorter one is met too.
fn shorter(tables: &Tables) -> Vec<Finding> {
    let mut known: HashMap<(&str, String), RowReader<'_>> = HashMap::new();
    for row in rows(tables, "校验词") {
        known
            .entry((row.text("用途"), fold(row.text("词"))))
            .or_insert(row);
    }
    let mut found = Vec::new();
    for row in rows(tables, "校验词") {
        let use_of = row.text("用途");
        let letters: Vec<char> = fold(row.text("词")).chars().collect();
        if letters.len() > LONGEST {
            continue;
        }
        let other =
            parts(&letters, use_of == "客户名称结尾").find_map(|part| known.get(&(use_of, part)));
        if let Some(other) = other {
            let facts = [
                ("other", &*other.at("词").to_string()),
                ("word", other.text("词")),
            ];
            found.push(at_cell(&row, "词", "W-POLICY-WORD-HIDDEN", &facts).done());
        }
    }
    found
}

/// The words within a word, shorter than itself; `ends` only those at its end.
fn parts(letters: &[char], ends: bool) -> impl Iterator<Item = String> + '_ {
    let all = letters.len();
    (0..all)
        .flat_map(move |from| (from + 1..=all).map(move |until| (from, until)))
        .filter(move |(from, until)| until - from < all && (!ends || *until == all))
        .filter_map(|(from, until)| letters.get(from..until))
        .map(|part| part.iter().collect())
}

/// What a step says to fill in is a form of the policy, or one that the procedures name.
fn unknown_forms(tables: &Tables, forms: &Forms) -> Vec<Finding> {
    const COLUMN: &str = "用表";
    let named = |text: &str| {
        let wanted = fold(text);
        let own = |f: &FormDefinition| fold(&f.id) == wanted || fold(&f.title) == wanted;
        forms.iter().any(own) || handbook::id_of(text).is_some()
    };
    tables
        .tables
        .iter()
        .flat_map(|t| t.readers())
        .filter(|row| !row.text(COLUMN).is_empty() && !named(row.text(COLUMN)))
        .map(|row| at_cell(&row, COLUMN, "W-POLICY-FORM-UNKNOWN", &[]).done())
        .collect()
}
