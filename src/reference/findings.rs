//! `docs/findings.md`: every code with its meaning and its message as its owner reads it.

use super::row;
use crate::domain::cell::CellRef;
use crate::findings::{Finding, Severity, catalogue, entry};
use std::collections::BTreeMap;
use std::sync::OnceLock;

type Facts = BTreeMap<String, String>;

/// Facts for examples: under `facts` for every code, else under the code's own name.
fn examples() -> &'static BTreeMap<String, Facts> {
    static EXAMPLES: OnceLock<BTreeMap<String, Facts>> = OnceLock::new();
    EXAMPLES.get_or_init(|| {
        toml::from_str(include_str!("examples.toml")).expect("examples.toml is checked by a test")
    })
}

/// A finding of that code, filled with example facts.
pub fn example(code: &'static str) -> Finding {
    let none = Facts::new();
    let own = examples().get(code).unwrap_or(&none);
    let common = examples().get("facts").unwrap_or(&none);
    let fact = |name: &str| own.get(name).or_else(|| common.get(name));
    let mut facts: Vec<(&str, &str)> = own.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    facts.extend(common.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    facts.retain(|(k, _)| !matches!(*k, "cell" | "sheet" | "field" | "value"));
    // A fact without an example shows as an omission, and not as a hole.
    let entry = entry(code);
    for template in [&entry.message, &entry.fix] {
        for piece in template.split('{').skip(1) {
            if let Some((name, _)) = piece.split_once('}')
                && !facts.iter().any(|(k, _)| *k == name)
            {
                facts.push((name, "…"));
            }
        }
    }
    let text = |name: &str| fact(name).map_or("", String::as_str);
    let cell: Option<CellRef> = text("cell").parse().ok();
    Finding::draft(code, &facts)
        .at(text("sheet"), cell)
        .of_field(text("field"))
        .quoting(text("value"))
        .done()
}

/// The table of codes as Markdown.
pub fn findings() -> String {
    let mut page = String::from(
        "# 提示代码\n\n\
         由 `src/findings/catalogue.toml` 生成,请勿手改;改了代码表以后运行\n\
         `UPDATE_DOCS=1 cargo test --test properties` 更新。\n\n\
         错误(E-)退回修改;提醒(W-)通过但请人看一眼;说明(I-)只是告知。\n\
         有些项按表单字段的设定或制度参数改变级别。下面的话用例子填好了空。\n",
    );
    for (severity, title) in [
        (Severity::Error, "错误"),
        (Severity::Warning, "提醒"),
        (Severity::Info, "说明"),
    ] {
        page.push_str(&format!("\n## {title}\n\n"));
        page.push_str(&row([
            "代码",
            "什么时候",
            "怎么说(例)",
            "怎么改(例)",
            "条款",
        ]));
        page.push_str("|---|---|---|---|---|\n");
        for (code, entry) in catalogue() {
            if entry.severity != severity {
                continue;
            }
            let example = example(code);
            page.push_str(&row([
                format!("`{code}`").as_str(),
                &entry.meaning,
                &example.message,
                &example.fix,
                entry.clause.as_deref().unwrap_or(""),
            ]));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_of_codes_that_exist() {
        for code in examples().keys().filter(|k| *k != "facts") {
            assert!(catalogue().contains_key(code), "{code}");
        }
    }

    #[test]
    fn no_example_has_a_hole() {
        for code in catalogue().keys() {
            let finding = example(code);
            for text in [&finding.message, &finding.fix] {
                assert!(!text.contains("「」"), "{code}: {text}");
                assert!(!text.contains('{'), "{code}: {text}");
            }
        }
    }

    #[test]
    fn every_code_of_the_contract_that_these_forms_give_is_in_the_catalogue() {
        for code in [
            "W-UNIT-NOTE",
            "W-SAME-ACCOUNT",
            "E-TICK-AMBIGUOUS",
            "E-REQUIRED",
            "E-DIGITS-LOST",
            "E-CREDIT-CODE-CHAR",
            "E-CREDIT-CODE-CHECK",
            "E-CREDIT-CODE-PLACEHOLDER",
            "E-REGNO-CHECK",
            "E-DATE-INVALID",
            "E-DATE-AMBIGUOUS",
            "E-DATE-IMPLAUSIBLE",
            "E-TERM-REVERSED",
            "E-PERCENT-AMBIGUOUS",
            "E-AMOUNT-RANGE",
            "E-AMOUNT-GROUPING",
            "E-NUMBER-INVALID",
            "E-ENUM",
            "E-PHONE",
            "E-POSTCODE",
            "E-IND4-ROLE",
            "E-CELL-ERROR",
            "E-DUPLICATE-RECORD",
            "E-FILE-DAMAGED",
            "E-FILE-ENCRYPTED",
            "E-FILE-LIMIT",
            "E-FILE-EMPTY",
            "W-IND-MISSING",
            "W-IND1-LARGE-OVERDUE",
            "W-IND1-SMALL-TIMELY",
            "W-TIMELY-MISMATCH",
            "W-NA-MISSING",
            "W-BENEFIT-DEFAULT",
            "W-TERM-EXPIRED",
            "W-UNIT-ASSUMED",
            "W-MAGNITUDE",
            "W-DATE-SERIAL",
            "W-CALENDAR-YEAR",
        ] {
            assert!(catalogue().contains_key(code), "{code}");
        }
    }
}
