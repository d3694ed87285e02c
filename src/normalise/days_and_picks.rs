//! Cells of days, periods, terms and choices: parser results turned into findings.

use super::date::{self, NotADay, Oddity};
use super::reading::Reader;
use super::term::{self, NotATerm};
use super::ticks::{self, Ticks};
use super::{choice, period};
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::domain::reading::{Missing, Reading};
use crate::domain::value::{Value, iso};
use crate::forms::{Choice, FieldKind};
use crate::grid::{CellValue, NumberFormat};
use chrono::{Datelike, NaiveDate};
use rust_decimal::{Decimal, dec};

/// The check of a field that takes a month and no day.
const WHOLE_MONTH: &str = "whole_month";

impl Reader<'_> {
    pub(super) fn day(&mut self) -> Reading {
        if let Some(number) = self.number {
            let compact = number.fract().is_zero() && number >= dec!(19000101);
            if !compact {
                return self.day_from_serial(number);
            }
            // 20250301 typed into a General cell is no serial number.
            self.text = plain(number);
        }
        match date::parse(&self.text, self.rules, self.today) {
            Ok(written) => {
                let day = iso(written.day);
                match written.oddity {
                    Some(Oddity::TwoDigitYear) => {
                        self.say("W-DATE-TWO-DIGIT-YEAR", &[("read", &day)]);
                    }
                    Some(Oddity::Republican) => {
                        self.say("W-DATE-REPUBLICAN", &[("read", &day)]);
                    }
                    Some(Oddity::YearLast) => self.say("W-DATE-ORDER", &[("read", &day)]),
                    None => {}
                }
                if written.timed {
                    self.time_dropped(&day);
                }
                let old_allowed = self.has_check("after_1949");
                if written.day < self.rules.earliest_date && !old_allowed {
                    return self.refuse("E-DATE-IMPLAUSIBLE", &[("read", &day)]);
                }
                self.read_day(written.day)
            }
            Err(NotADay::EmptyFrame) => Reading::Missing(Missing::Blank),
            Err(NotADay::MonthOnly(year, month)) if self.has_check(WHOLE_MONTH) => {
                match NaiveDate::from_ymd_opt(year, month, 1) {
                    Some(first) if first >= self.rules.earliest_date => self.read_day(first),
                    _ => self.no_day(&NotADay::Invalid),
                }
            }
            Err(why) => self.no_day(&why),
        }
    }

    fn day_from_serial(&mut self, serial: Decimal) -> Reading {
        let Some(day) = date::from_serial(serial, self.input.dates) else {
            let why = format!("{} 不对应任何一天", plain(serial));
            return self.refuse("E-DATE-INVALID", &[("why", &why)]);
        };
        let read = iso(day);
        if day < self.rules.earliest_date {
            return self.refuse("E-DATE-IMPLAUSIBLE", &[("read", &read)]);
        }
        if self.input.cell.format != NumberFormat::Date {
            self.say("W-DATE-SERIAL", &[("read", &read)]);
        }
        if !serial.fract().is_zero() {
            self.time_dropped(&read);
        }
        self.read_day(day)
    }

    /// A field of a whole month holds its first day (domain 3.5: precision = month).
    fn read_day(&self, day: NaiveDate) -> Reading {
        let first = day.with_day(1).filter(|_| self.has_check(WHOLE_MONTH));
        Reading::Value(Value::Date(first.unwrap_or(day)))
    }

    fn time_dropped(&mut self, day: &str) {
        if !self.has_check("with_time") {
            self.say("W-DATE-TIME", &[("read", day)]);
        }
    }

    fn has_check(&self, name: &str) -> bool {
        self.field.checks.iter().any(|c| c == name)
    }

    fn no_day(&mut self, why: &NotADay) -> Reading {
        match why {
            NotADay::NoYear(days) => {
                let choices = or_words(days);
                self.refuse(
                    "E-DATE-AMBIGUOUS",
                    &[("why", "没有写年份"), ("choices", &choices)],
                )
            }
            NotADay::TwoOrders(days) => {
                let choices = or_words(days);
                self.refuse(
                    "E-DATE-AMBIGUOUS",
                    &[("why", "分不清哪个是月、哪个是日"), ("choices", &choices)],
                )
            }
            NotADay::MonthOnly(year, month) => {
                let why = format!("只到 {year} 年 {month} 月,缺日");
                self.refuse("E-DATE-INVALID", &[("why", &why)])
            }
            NotADay::EmptyFrame => self.refuse("E-DATE-INVALID", &[("why", "没有填全")]),
            NotADay::Invalid => self.refuse(
                "E-DATE-INVALID",
                &[("why", "不是日历上有的日子,或写法认不出")],
            ),
        }
    }

    pub(super) fn period(&mut self) -> Reading {
        let text = match (self.number, self.input.cell.format) {
            (Some(number), NumberFormat::Date) => {
                match date::from_serial(number, self.input.dates) {
                    // A cell shown as 2025年 over 1 January; any other day is no period.
                    Some(day) => {
                        let day = iso(day);
                        day.strip_suffix("-01-01").unwrap_or(&day).to_owned()
                    }
                    None => plain(number),
                }
            }
            (Some(number), _) => plain(number),
            (None, _) => self.text.clone(),
        };
        match period::parse(&text) {
            Some(period) => Reading::Value(Value::Period(period)),
            None => self.refuse("E-PERIOD-INVALID", &[]),
        }
    }

    pub(super) fn term(&mut self) -> Reading {
        if let Some(number) = self.number {
            let why = if self.input.cell.format == NumberFormat::Date {
                "只有一个日期".to_owned()
            } else {
                format!("只是数字 {}", plain(number))
            };
            return self.refuse("E-TERM-INVALID", &[("why", &why)]);
        }
        match term::parse(&self.text, self.rules, self.today) {
            Ok(term::Written::Span { start, end }) => Reading::Value(Value::Term { start, end }),
            // The day of registration is another field: `validate` reckons the end.
            Ok(term::Written::Years(years)) => Reading::Value(Value::Text(format!("{years}年"))),
            Err(NotATerm::EmptyFrame) => Reading::Missing(Missing::Blank),
            Err(NotATerm::Day(part, why)) => {
                let why = match why {
                    NotADay::NoYear(_) => format!("其中「{part}」没有写年份"),
                    NotADay::TwoOrders(_) => format!("其中「{part}」分不清月和日"),
                    NotADay::MonthOnly(..) => format!("其中「{part}」缺日"),
                    NotADay::EmptyFrame | NotADay::Invalid => {
                        format!("其中「{part}」不是日历上有的日子,或写法认不出")
                    }
                };
                self.refuse("E-DATE-INVALID", &[("why", &why)])
            }
            Err(NotATerm::Invalid) => {
                self.refuse("E-TERM-INVALID", &[("why", "看不出从哪天到哪天")])
            }
        }
    }

    /// Choices, single or several, and 是/否.
    pub(super) fn picked(&mut self, font_missing: bool) -> Reading {
        let flag = flag_choices();
        let choices: Vec<Choice> = if self.field.kind == FieldKind::Flag {
            flag
        } else {
            self.field.choices.clone()
        };
        let listed = choice::words(&choices);
        if let CellValue::Bool(yes) = self.input.cell.value {
            self.text = if yes { "是" } else { "否" }.to_owned();
        } else if let Some(number) = self.number {
            self.text = plain(number);
        }
        if choices.is_empty() {
            let text = super::squeeze::trimmed(&self.text);
            return Reading::Value(Value::Choice(text));
        }
        let known: Vec<String> = choices
            .iter()
            .flat_map(|c| std::iter::once(&c.word).chain(&c.also))
            .map(|w| fold(w))
            .collect();
        if font_missing {
            return self.refuse(
                "E-TICK-AMBIGUOUS",
                &[
                    ("why", "里的勾选符号离开原字体就认不出"),
                    ("choices", &listed),
                ],
            );
        }
        match ticks::read(&self.text, &known) {
            Ticks::None => {
                let text = self.text.clone();
                self.by_words(&[text], &choices, &listed)
            }
            Ticks::Unticked => Reading::Missing(Missing::Blank),
            Ticks::Picked(options) => {
                let single = self.field.kind != FieldKind::Choices;
                if self.field.kind == FieldKind::Flag && self.ticks_the_label(&options) {
                    return Reading::Value(Value::Flag(true));
                }
                if single && options.len() > 1 {
                    let why = format!("同时勾了「{}」", options.join("」和「"));
                    return self.refuse("E-TICK-AMBIGUOUS", &[("why", &why), ("choices", &listed)]);
                }
                self.by_words(&options, &choices, &listed)
            }
            Ticks::TwoReadings(a, b) => {
                let why = format!("里的 √ 在「{a}」和「{b}」中间,归哪个都说得通");
                let choices = format!("{a}、{b}");
                self.refuse("E-TICK-AMBIGUOUS", &[("why", &why), ("choices", &choices)])
            }
        }
    }

    /// `√` alone in a 是/否 cell, or `☑涉及安全` with the field's own label.
    fn ticks_the_label(&self, options: &[String]) -> bool {
        let label = fold(&self.field.label);
        matches!(options, [one] if one.is_empty() || fold(one) == label)
    }

    fn by_words(&mut self, words: &[String], choices: &[Choice], listed: &str) -> Reading {
        let mut found: Vec<&Choice> = Vec::new();
        let mut unknown: Vec<String> = Vec::new();
        for word in words {
            if self.field.kind == FieldKind::Choices {
                let (some, rest) = choice::find_several(word, choices);
                found.extend(
                    some.into_iter()
                        .filter(|c| !found.contains(c))
                        .collect::<Vec<_>>(),
                );
                unknown.extend(rest);
            } else {
                match choice::find(word, choices) {
                    Some(choice) => found.push(choice),
                    None => unknown.push(word.clone()),
                }
            }
        }
        if !unknown.is_empty() || found.is_empty() {
            let said = unknown.join("、");
            let said = if said.is_empty() {
                self.raw.clone()
            } else {
                said
            };
            let reading = self.refuse("E-ENUM", &[("said", &said), ("choices", listed)]);
            if self.field.lenient {
                return Reading::Value(Value::Choice(super::squeeze::trimmed(&self.text)));
            }
            return reading;
        }
        let mut list: Vec<String> = found.iter().map(|c| c.word.clone()).collect();
        match self.field.kind {
            FieldKind::Choices => Reading::Value(Value::Choices(list)),
            FieldKind::Flag => Reading::Value(Value::Flag(list == ["是"])),
            _ => match list.pop() {
                Some(word) => Reading::Value(Value::Choice(word)),
                None => Reading::Unreadable,
            },
        }
    }
}

fn flag_choices() -> Vec<Choice> {
    let choice = |word: &str, also: &[&str]| Choice {
        word: word.to_owned(),
        also: also.iter().map(|a| (*a).to_owned()).collect(),
    };
    vec![
        choice("是", &["y", "yes", "true", "对", "有", "1", "是的"]),
        choice(
            "否",
            &["n", "no", "false", "不是", "不", "×", "x", "0", "没"],
        ),
    ]
}

fn or_words(days: &[NaiveDate]) -> String {
    days.iter()
        .map(|d| iso(*d))
        .collect::<Vec<_>>()
        .join(" 或 ")
}
