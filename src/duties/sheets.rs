//! The sheets of 待办事项.xlsx: all that is due, what comes, what a long holiday touches, one sheet
//! an office and a person, and what was done lately.

use super::holiday::{self, Holiday};
use super::{AHEAD, Duty};
use crate::domain::value::iso;
use crate::policy::Policy;
use crate::sheet::plan::Link;
use crate::sheet::table::{Table, TableCell};
use crate::sheet::{SheetPlan, Style};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What was done is shown for so many days.
const LATELY: i64 = 31;
/// Characters that a sheet's name may have.
const NAME_ROOM: usize = 28;
/// Under which title the company's own duties stand.
const COMPANY: &str = "公司";

/// The sheets. `place` gives where the workbook of a version lies, below the share's root.
pub(super) fn plans(
    duties: &[Duty],
    policy: &Policy,
    today: NaiveDate,
    place: &dyn Fn(&str) -> Option<String>,
) -> Vec<SheetPlan> {
    let sheet = Sheet {
        policy,
        today,
        place,
    };
    let open: Vec<&Duty> = duties.iter().filter(|duty| duty.done.is_none()).collect();
    let near = |duty: &&&Duty| duty.since <= today || duty.due <= today;
    let now: Vec<&Duty> = open.iter().filter(near).copied().collect();
    let later: Vec<&Duty> = open.iter().filter(|d| !near(d)).copied().collect();
    let mut taken = BTreeSet::new();
    let mut plans = vec![sheet.open("待办事项", "待办事项", &now, &mut taken)];
    if let Some(off) = holiday::near(&policy.calendar, today) {
        plans.push(sheet.before_holiday(duties, &off, &mut taken));
    }
    let ahead = format!("今后 {AHEAD} 天要办的");
    plans.push(sheet.open("今后三个月", &ahead, &later, &mut taken));
    for (office, own) in grouped(&now, &|duty| Some(office_of(duty).to_owned())) {
        plans.push(sheet.open(&office, &format!("{office} 待办事项"), &own, &mut taken));
    }
    for (person, own) in grouped(&now, &|duty| duty.person.clone()) {
        plans.push(sheet.open(&person, &format!("{person} 待办事项"), &own, &mut taken));
    }
    plans.push(sheet.done(duties, &mut taken));
    plans
}

fn grouped<'a>(
    duties: &[&'a Duty],
    key: &dyn Fn(&Duty) -> Option<String>,
) -> BTreeMap<String, Vec<&'a Duty>> {
    let mut found: BTreeMap<String, Vec<&Duty>> = BTreeMap::new();
    for duty in duties {
        if let Some(key) = key(duty) {
            found.entry(key).or_default().push(duty);
        }
    }
    found
}

fn office_of(duty: &Duty) -> &str {
    if duty.office.is_empty() {
        COMPANY
    } else {
        &duty.office
    }
}

struct Sheet<'a> {
    policy: &'a Policy,
    today: NaiveDate,
    place: &'a dyn Fn(&str) -> Option<String>,
}

impl Sheet<'_> {
    fn open(
        &self,
        name: &str,
        title: &str,
        duties: &[&Duty],
        taken: &mut BTreeSet<String>,
    ) -> SheetPlan {
        let late = duties.iter().filter(|duty| duty.due < self.today).count();
        let as_of = format!(
            "截至 {} · 制度 {} · {} 件,逾期 {late} 件。办完交「办完交什么」一栏写的表,放进收件箱即销;没有专门表单的用办结登记,写上事项编号。",
            iso(self.today),
            self.policy.version(),
            duties.len()
        );
        let mut table = Table::new(named(name, taken), title)
            .subtitle(as_of)
            .note_if_empty("没有到日子的事")
            .column("状态", 12.0, Style::ValueCentred)
            .column("到期日", 14.0, Style::ValueCentred)
            .column("谁办", 15.0, Style::Value)
            .column("办事处", 13.0, Style::Value)
            .column("事项", 30.0, Style::Value)
            .column("客户", 22.0, Style::Value)
            .column("从何时起", 12.0, Style::ValueCentred)
            .column("日子怎么数的", 20.0, Style::Value)
            .column("条款", 9.0, Style::ValueCentred)
            .column("办完交什么", 14.0, Style::Value)
            .column("事项编号", 28.0, Style::Value)
            .frozen_columns(2)
            .footer(title.to_owned());
        for duty in duties {
            table.row(self.line(duty));
        }
        table.plan()
    }

    fn line(&self, duty: &Duty) -> Vec<TableCell> {
        let who = match &duty.person {
            Some(person) => format!("{person}({})", duty.role),
            None => duty.role.clone(),
        };
        let mark = if duty.provisional { "(暂定)" } else { "" };
        let link = duty.version.as_deref().and_then(self.place);
        let link = link.map(|path| Link::File {
            path: format!("../{path}"),
            place: "审核结论!A1".to_owned(),
        });
        vec![
            self.state(duty),
            format!("{}{mark}", iso(duty.due)).into(),
            who.into(),
            office_of(duty).into(),
            duty.what.as_str().into(),
            TableCell::from(duty.customer.as_str()).leading_to(link),
            iso(duty.since).into(),
            duty.counted.as_str().into(),
            duty.clause.as_str().into(),
            duty.closed_by.as_str().into(),
            duty.number.as_str().into(),
        ]
    }

    fn state(&self, duty: &Duty) -> TableCell {
        let left = (duty.due - self.today).num_days();
        let (words, style) = match left {
            ..0 => (format!("逾期 {} 天", -left), Style::Bad),
            0 => ("今天到期".to_owned(), Style::Caution),
            _ => (format!("还有 {left} 天"), Style::ValueCentred),
        };
        TableCell::from(words).styled(style)
    }

    fn before_holiday(
        &self,
        duties: &[Duty],
        off: &Holiday,
        taken: &mut BTreeSet<String>,
    ) -> SheetPlan {
        let title = format!(
            "长假 {} 至 {}:假前和节后第一天({})要办的",
            iso(off.first),
            iso(off.last),
            iso(off.back)
        );
        let own = holiday::falls_in(duties, self.today, off);
        self.open("长假前要办", &title, &own, taken)
    }

    fn done(&self, duties: &[Duty], taken: &mut BTreeSet<String>) -> SheetPlan {
        let mut table = Table::new(named("近期办结", taken), "近期办结")
            .subtitle(format!(
                "{LATELY} 天内办结的,截至 {};更早的查档案。",
                iso(self.today)
            ))
            .note_if_empty("这些天没有办结的事")
            .column("办结日期", 14.0, Style::ValueCentred)
            .column("到期日", 14.0, Style::ValueCentred)
            .column("谁办", 16.0, Style::Value)
            .column("办事处", 16.0, Style::Value)
            .column("事项", 36.0, Style::Value)
            .column("客户", 28.0, Style::Value)
            .column("早晚", 14.0, Style::ValueCentred)
            .column("凭哪一份", 22.0, Style::ValueCentred)
            .column("事项编号", 28.0, Style::Value)
            .frozen_columns(2)
            .footer("近期办结");
        let lately = |on: NaiveDate| (self.today - on).num_days() <= LATELY;
        for duty in duties {
            let Some(done) = duty.done.as_ref().filter(|done| lately(done.on)) else {
                continue;
            };
            let late = (done.on - duty.due).num_days();
            let (words, style) = match late {
                ..=0 => ("按期".to_owned(), Style::Good),
                _ => (format!("晚 {late} 天"), Style::Caution),
            };
            let link = done
                .version
                .as_deref()
                .and_then(self.place)
                .map(|path| Link::File {
                    path: format!("../{path}"),
                    place: "审核结论!A1".to_owned(),
                });
            table.row(vec![
                iso(done.on).into(),
                iso(duty.due).into(),
                duty.person.as_ref().unwrap_or(&duty.role).as_str().into(),
                office_of(duty).into(),
                duty.what.as_str().into(),
                duty.customer.as_str().into(),
                TableCell::from(words).styled(style),
                TableCell::from(done.told_by.as_str()).leading_to(link),
                duty.number.as_str().into(),
            ]);
        }
        table.plan()
    }
}

/// A sheet's name without what Excel forbids, told apart from those that are taken.
fn named(wished: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = wished
        .chars()
        .filter(|c| !['[', ']', ':', '*', '?', '/', '\\', '\''].contains(c))
        .take(NAME_ROOM)
        .collect();
    let plain = if plain.trim().is_empty() {
        COMPANY.to_owned()
    } else {
        plain
    };
    let mut name = plain.clone();
    let mut next = 2;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{plain}{next}");
        next += 1;
    }
    name
}
