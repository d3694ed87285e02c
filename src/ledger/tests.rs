//! Cards of forms written by hand. Expected values follow from the clauses, not from our output.

use super::card::{Card, merge};
use super::posting::Posting;
use crate::domain::name::fold;
use crate::judged::FieldReport;
use crate::policy::Policy;
use chrono::NaiveDate;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A record of a form, with values by label; its day is the review date.
fn posting(form: &str, customer: &str, on: &str, values: &[(&str, &str)]) -> Posting {
    let definition = Policy::built_in().forms.get(form).unwrap();
    let report = |label: &str, value: &str| {
        let field = definition.fields.iter().find(|f| f.label == label);
        let field = field.unwrap_or_else(|| panic!("{form} has no {label}"));
        FieldReport {
            label: label.to_owned(),
            cell: None,
            raw: Some(value.to_owned()),
            value: Some(value.to_owned()),
            unit: field.unit.map(|u| u.words().to_owned()),
            extra: false,
            line: field.part.is_some().then_some(20),
        }
    };
    let fields: Vec<FieldReport> = values.iter().map(|(l, v)| report(l, v)).collect();
    let key: Vec<String> = definition
        .record_key
        .iter()
        .map(|key| {
            let label = &definition.field(key).unwrap().label;
            let value = fields.iter().find(|f| &f.label == label);
            let value = value.and_then(|f| f.value.clone()).unwrap_or_default();
            if Some(key) == definition.customer_field.as_ref() {
                fold(customer)
            } else {
                value
            }
        })
        .collect();
    Posting {
        id: String::new(),
        order: (0, 1),
        form: form.to_owned(),
        form_title: definition.title.clone(),
        customer: customer.to_owned(),
        office: "石家庄办事处".to_owned(),
        review_date: day(on),
        record_key: key.join("\u{1f}"),
        fields,
        review: None,
        delivered: None,
    }
}

/// The card of records in that order of arrival.
fn card(mut postings: Vec<Posting>) -> Card {
    for (at, posting) in postings.iter_mut().enumerate() {
        posting.order = (at as u64 + 1, 1);
        posting.id = format!("{}-1", at + 1);
    }
    merge(&postings, Policy::built_in()).unwrap()
}

fn value(card: &Card, item: &str) -> Option<String> {
    card.sections
        .iter()
        .flat_map(|s| &s.items)
        .find(|i| i.name == item)
        .and_then(|i| i.value.as_ref())
        .map(|v| v.words())
}

const NAME: &str = "石家庄恒光电子有限公司";

fn summary(on: &str, staff: &str) -> Posting {
    posting(
        "customer_summary",
        NAME,
        on,
        &[
            ("客户名称", NAME),
            ("地址", "河北省石家庄市中山路1号"),
            ("注册号", "91130100MA07X1Y291"),
            ("雇员人数", staff),
        ],
    )
}

fn survey(on: &str, staff: &str) -> Posting {
    posting(
        "site_survey",
        NAME,
        on,
        &[("客户名称", NAME), ("调查日期", on), ("员工人数", staff)],
    )
}

/// Clause 2.4.2 with merge_priority 实地>概要: the survey is believed, though it is older, and the
/// summary's other word is listed with its form.
#[test]
fn the_survey_goes_first_and_the_other_word_is_listed() {
    let card = card(vec![
        survey("2026-03-01", "180"),
        summary("2026-05-01", "200"),
    ]);
    assert_eq!(value(&card, "员工人数").as_deref(), Some("180人"));
    let conflicts: Vec<_> = card.conflicts().collect();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].name, "员工人数");
    assert_eq!(conflicts[0].others[0].words(), "200人");
    assert_eq!(conflicts[0].others[0].form_title, "客户概要信息登记表");
    assert_eq!(card.last_news, Some(day("2026-05-01")));
}

/// Within one form the newest day counts, and that is no contradiction but a change.
#[test]
fn a_newer_survey_changes_the_card_and_the_log_says_so() {
    let card = card(vec![
        survey("2026-09-01", "210"),
        survey("2026-03-01", "180"),
    ]);
    assert_eq!(value(&card, "员工人数").as_deref(), Some("210人"));
    assert_eq!(card.conflicts().count(), 0);
    let changes: Vec<_> = card
        .changes
        .iter()
        .map(|c| (c.day, c.item.as_str(), c.from.as_str(), c.to.as_deref()))
        .collect();
    assert_eq!(
        changes,
        [(day("2026-09-01"), "员工人数", "180人", Some("210人"))]
    );
}

/// Ruling 9.16: a later version from the same office replaces; from another office it waits.
#[test]
fn a_correction_replaces_and_another_office_waits() {
    let mut rival = summary("2026-06-01", "999");
    rival.office = "唐山办事处".to_owned();
    let card = card(vec![
        summary("2026-05-01", "200"),
        rival,
        summary("2026-05-20", "220"),
    ]);
    assert_eq!(value(&card, "员工人数").as_deref(), Some("220人"));
    assert_eq!(card.rivals().count(), 1);
    assert_eq!(card.offices, ["石家庄办事处"]);
    assert_eq!(card.changes.len(), 1, "the rival changes nothing");
}

/// A renamed customer keeps its history: the newest name counts, the older is 曾用名 with its day.
#[test]
fn a_renamed_customer_keeps_its_former_name() {
    let mut renamed = summary("2026-08-01", "200");
    renamed.customer = "石家庄恒光光电股份有限公司".to_owned();
    renamed.record_key = fold(&renamed.customer);
    let card = card(vec![renamed, summary("2026-05-01", "200")]);
    assert_eq!(card.name, "石家庄恒光光电股份有限公司");
    assert_eq!(card.former_names, [(NAME.to_owned(), day("2026-05-01"))]);
    assert_eq!(card.codes, ["91130100MA07X1Y291"]);
}

/// Ruling 9.29: personal fields are left out, the person's name and post stay.
#[test]
fn personal_fields_stay_in_the_archive() {
    let person = posting(
        "customer_card",
        NAME,
        "2026-05-01",
        &[
            ("客户名称", NAME),
            ("姓名", "王强"),
            ("职务", "法人代表"),
            ("爱好", "钓鱼"),
        ],
    );
    let card = card(vec![person]);
    let table = card
        .sections
        .iter()
        .flat_map(|s| &s.tables)
        .find(|t| t.name == "人员")
        .unwrap();
    assert_eq!(table.columns, ["姓名", "职务", "能力"]);
    let words = |v: &str| Some(v.to_owned());
    assert_eq!(table.lines[0].0, [words("王强"), words("法人代表"), None]);
    assert!(!format!("{card:?}", card = card.sections).contains("钓鱼"));
}

/// A supplier's form feeds no card.
#[test]
fn who_is_no_customer_has_no_card() {
    let mut other = summary("2026-05-01", "200");
    other.form = "supplier".to_owned();
    assert_eq!(merge(&[other], Policy::built_in()), None);
}

/// What a card says, without the numbers that follow from the order of arrival.
fn said(card: &Card) -> String {
    let mut card = card.clone();
    for section in &mut card.sections {
        for item in &mut section.items {
            let others = item.others.iter_mut();
            others
                .chain(&mut item.value)
                .for_each(|c| c.version.clear());
        }
        for table in &mut section.tables {
            table.lines.iter_mut().for_each(|line| line.2.clear());
        }
    }
    card.changes.iter_mut().for_each(|c| c.version.clear());
    for (posting, _) in &mut card.history {
        posting.id.clear();
        posting.order = (0, 0);
    }
    format!("{card:?}")
}

proptest! {
    /// Issue: whatever order forms of different records arrive in (versions of one record keep
    /// theirs), the derived state is the same.
    #[test]
    fn the_order_of_arrival_does_not_matter(
        drawn in prop::collection::vec((0..4usize, 1..28u32, 0..5u32), 1..9),
        shuffle in prop::collection::vec(any::<u32>(), 9),
    ) {
        // Kind 0: the summary, one record in several versions; 1 to 3: surveys, a record a day.
        let postings: Vec<Posting> = drawn
            .iter()
            .enumerate()
            .map(|(at, (kind, on, staff))| {
                let staff = format!("{}", 100 + staff);
                match kind {
                    0 => summary(&format!("2026-06-{:02}", at + 1), &staff),
                    month => survey(&format!("2026-{month:02}-{on:02}"), &staff),
                }
            })
            .collect();
        // Versions of one record keep their order: each takes its record's next place.
        let mut by_chance: Vec<(u32, usize)> =
            (0..postings.len()).map(|at| (shuffle[at], at)).collect();
        by_chance.sort();
        let mut shuffled: Vec<Posting> = Vec::new();
        let mut given = vec![false; postings.len()];
        for (_, at) in by_chance {
            let key = &postings[at].record_key;
            let form = &postings[at].form;
            let next = (0..postings.len())
                .find(|&i| !given[i] && &postings[i].record_key == key && &postings[i].form == form)
                .unwrap();
            given[next] = true;
            shuffled.push(postings[next].clone());
        }
        prop_assert_eq!(said(&card(postings)), said(&card(shuffled)));
    }
}
