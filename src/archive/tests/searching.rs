//! Names found by any part, from one character up, exactly as a scan would; filters; speed.

use super::sample::{day, folder, open, record, score, submission};
use crate::archive::{Filter, search_fold};
use crate::domain::status::Status;
use crate::judged::{FieldReport, JudgedRecord};
use proptest::prelude::*;

fn ids(archive: &crate::archive::Archive, filter: &Filter) -> Vec<String> {
    let entries = archive.list(filter).unwrap();
    entries.into_iter().map(|e| e.id).collect()
}

fn by_name(name: &str) -> Filter {
    Filter {
        customer: Some(name.to_owned()),
        ..Filter::default()
    }
}

#[test]
fn filters_narrow_together_and_limits_cut_the_oldest() {
    let dir = folder();
    let archive = open(dir.path());
    for (n, (name, grade)) in [
        ("石药集团", "A"),
        ("河北石家庄光电", "B"),
        ("石药集团", "B"),
    ]
    .iter()
    .enumerate()
    {
        let date = format!("2026-03-0{}", n + 1);
        archive
            .commit(&[submission(
                &format!("{n}.xlsx"),
                &date,
                vec![score(name, "2025", "1", grade)],
            )])
            .unwrap();
    }
    assert_eq!(ids(&archive, &by_name("石")), ["3-1", "2-1", "1-1"]);
    assert_eq!(ids(&archive, &by_name("石 药")), ["3-1", "1-1"]);
    assert_eq!(ids(&archive, &by_name("药石")), Vec::<String>::new());
    assert_eq!(ids(&archive, &by_name("(")), Vec::<String>::new());
    let narrow = Filter {
        grade: Some("B".into()),
        form: Some("评分表".into()),
        status: Some(Status::Accepted),
        from: Some(day("2026-03-03")),
        to: Some(day("2026-03-03")),
        policy: Some("1".into()),
        ..by_name("集团")
    };
    assert_eq!(ids(&archive, &narrow), ["3-1"]);
    for form in ["customer_summary", "客户概要信息登记表", "没有的表"] {
        let filter = Filter {
            form: Some(form.into()),
            ..Filter::default()
        };
        assert!(ids(&archive, &filter).is_empty(), "{form}");
    }
    let limited = Filter {
        limit: Some(1),
        ..by_name("石")
    };
    assert_eq!(ids(&archive, &limited), ["3-1"]);
    assert_eq!(archive.count(&by_name("石"), 2).unwrap(), 2);
}

/// A register whose lines name these customers.
fn register(as_of: &str, customers: &[&str]) -> JudgedRecord {
    let mut register = record("ar_ageing", &[("as_of", as_of)]);
    register.customer = None;
    register.fields.retain(|f| f.label == "截止日期");
    for (row, name) in (4..).zip(customers) {
        register.fields.push(FieldReport {
            label: "客户名称".into(),
            cell: None,
            raw: Some((*name).to_owned()),
            value: Some((*name).to_owned()),
            unit: None,
            extra: false,
            line: Some(row),
        });
    }
    register
}

#[test]
fn a_register_is_found_by_each_customer_on_its_lines() {
    let dir = folder();
    let archive = open(dir.path());
    let commit = |file: &str, record: JudgedRecord| {
        let sent = [submission(file, "2026-03-01", vec![record])];
        archive.commit(&sent).unwrap();
    };
    commit("a.xlsx", score("石药集团", "2025", "1", "A"));
    let lines = ["邯郸华亮光电", "石药集团", "邯郸华亮光电", "唐山华润"];
    commit("b.xlsx", register("2026-02-28", &lines));
    commit("c.xlsx", register("2026-03-31", &["唐山华润"]));
    assert_eq!(ids(&archive, &by_name("石药")), ["2-1", "1-1"]);
    assert_eq!(ids(&archive, &by_name("华亮")), ["2-1"]);
    assert_eq!(ids(&archive, &by_name("润")), ["3-1", "2-1"]);
    // No name runs over into the next line's.
    assert_eq!(ids(&archive, &by_name("光电石药")), Vec::<String>::new());
    assert_eq!(archive.count(&by_name("华"), 9).unwrap(), 2);
    // Of the names of a register only those that were asked for count as found.
    let found = |name: &str| archive.customers(&by_name(name), 5).unwrap();
    assert_eq!(found("华亮"), ["邯郸华亮光电"]);
    assert_eq!(found("华"), ["唐山华润", "邯郸华亮光电"]);
    // One customer's history holds the registers that name it; a rebuild finds the same.
    let history = || {
        let all = archive.ask(|index| index.history("石药集团", 9)).unwrap();
        all.into_iter().map(|e| e.id).collect::<Vec<_>>()
    };
    assert_eq!(history(), ["2-1", "1-1"]);
    archive.rebuild().unwrap();
    assert_eq!(history(), ["2-1", "1-1"]);
    assert_eq!(ids(&archive, &by_name("华亮")), ["2-1"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The index finds what a scan over the folded names finds, whatever is sought.
    #[test]
    fn a_search_is_an_exact_substring_search(
        names in prop::collection::vec("[石药家a1（）( ·Ａ\u{3000}]{1,6}", 1..20),
        sought in prop::collection::vec("[石药家a1（)· ]{1,4}", 1..20),
    ) {
        let dir = folder();
        let archive = open(dir.path());
        let batch: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(n, name)| submission(
                &format!("{n}.xlsx"), "2026-03-01", vec![score(name, "2025", "1", "B")],
            ))
            .collect();
        archive.commit(&batch).unwrap();
        for text in &sought {
            let part = search_fold(text);
            // Signs that search leaves out are sought plainly; blank text seeks nothing.
            let found = ids(&archive, &by_name(text));
            let expected: Vec<String> = names
                .iter()
                .enumerate()
                .rev()
                .filter(|(_, name)| if part.is_empty() {
                    crate::domain::name::fold(name).contains(&crate::domain::name::fold(text))
                } else {
                    search_fold(name).contains(&part)
                })
                .filter(|(_, name)| {
                    !crate::domain::name::fold(name).is_empty()
                        || crate::domain::name::fold(text).is_empty()
                })
                .map(|(n, _)| format!("{}-1", n + 1))
                .collect();
            prop_assert_eq!(found, expected, "{:?}", text);
        }
    }
}
