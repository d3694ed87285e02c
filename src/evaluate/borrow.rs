//! Values that the form leaves blank and the archive knows (domain ruling 9.15): the form's own
//! value wins; a borrowed one is shown with the form, version and date it came from.

use super::case::{Case, Figure};
use crate::domain::decimal::round6;
use crate::domain::known::Borrowed;
use crate::domain::review::TraceInput;
use chrono::NaiveDate;

/// `借自 客户概要信息登记表(版本 12-1,2026-03-05)`.
pub(super) fn source<T>(borrowed: &Borrowed<T>) -> String {
    format!(
        "借自档案:{}(版本 {},{})",
        borrowed.form_title, borrowed.version, borrowed.date
    )
}

fn note<T>(case: &mut Case<'_>, key: &str, what: &str, value: &str, borrowed: &Borrowed<T>) {
    case.find(
        "I-BORROWED",
        key,
        "",
        &[
            ("what", what),
            ("taken", value),
            ("form", &borrowed.form_title),
            ("version", &borrowed.version),
            ("date", &borrowed.date.to_string()),
        ],
    );
}

/// Net assets in 万元: typed, else of the customer's latest 客户概要信息登记表.
pub(super) fn net_assets(case: &mut Case<'_>) -> Option<Figure> {
    const KEY: &str = "net_assets";
    if let Some(typed) = case.number(KEY) {
        return Some(typed);
    }
    case.unknown_without_archive("净资产");
    let borrowed = case.facts?.net_assets_wan.as_ref()?;
    let value = round6(borrowed.value.0);
    let shown = crate::domain::decimal::plain(value);
    note(case, KEY, "净资产", &format!("{shown}万元"), borrowed);
    let input = TraceInput {
        value: shown,
        source: Some(source(borrowed)),
        sheet: None,
        cell: None,
        ..case.input(KEY)
    };
    Some(Figure {
        value,
        inputs: vec![input],
    })
}

/// Day of the first contract: typed, else from earlier forms.
pub(super) fn first_contract(case: &mut Case<'_>) -> Option<(NaiveDate, TraceInput)> {
    const KEY: &str = "first_trade_date";
    if let Some(day) = case.record.date(KEY) {
        return Some((day, case.input(KEY)));
    }
    case.unknown_without_archive("首次合同日期");
    let borrowed = case.facts?.first_contract.as_ref()?;
    let shown = borrowed.value.to_string();
    note(case, KEY, "首次交易日期", &shown, borrowed);
    let input = TraceInput {
        value: shown,
        source: Some(source(borrowed)),
        sheet: None,
        cell: None,
        ..case.input(KEY)
    };
    Some((borrowed.value, input))
}
