//! `汇总/<办事处>收件情况.xlsx`: each file sent, where it is now, since when, who must act; and
//! what waits and why. And `汇总/档案目录.xlsx`, the catalogue of the archive.

use super::look::Waiting;
use super::ports::{Judge, Vault};
use super::process::{Process, ProcessFailure, at, words};
use super::shelf::{Pace, Shelf};
use super::state::{Sent, State};
use crate::disk::Disk;
use crate::domain::status::Status;
use crate::intake::scan::child;
use crate::share::{INDEX_FILE, names};
use crate::sheet::plan::{Link, SheetPlan, Style};
use crate::sheet::table::{Table, TableCell};
use chrono::{DateTime, FixedOffset};
use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

/// Lines shown of an office; older ones are in the archive.
const SHOWN: usize = 500;
/// Behind the office's name.
const TITLE: &str = "收件情况";
/// The newest words on what waits, in the data directory.
pub const WAITING_FILE: &str = "waiting.json";

/// What was told last, so that nothing is told twice.
#[derive(Debug, Default)]
pub struct Overview {
    waiting: Option<Vec<Waiting>>,
    catalogue: Pace,
}

impl Overview {
    /// Brings the workbooks of all offices and the list of what waits up to date. A workbook
    /// that is open gets a fresh copy beside it with the time in its name, tidied when the
    /// first is closed.
    pub fn write<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        shelf: &mut Shelf,
        waiting: &[Waiting],
    ) -> Result<(), ProcessFailure> {
        self.write_waiting(process, waiting)?;
        let state = process.journal().state();
        let mut offices: BTreeSet<&str> = state.sent.values().map(|s| s.office.as_str()).collect();
        offices.extend(waiting.iter().map(|w| w.office.as_str()));
        for office in offices {
            let name = format!("{}{TITLE}.xlsx", names::safe_part(office));
            shelf.lay(process, &name, &[plan(office, state, waiting)])?;
        }
        Ok(())
    }

    /// The catalogue no longer shows everything.
    pub fn catalogue_behind(&mut self) {
        self.catalogue.fall_behind();
    }

    /// Writes the catalogue where it is behind; every few seconds at most, unless it is to be
    /// written `now`. Gives how long to wait until it may be written, where it could not be.
    pub fn write_catalogue<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        shelf: &mut Shelf,
        now: bool,
    ) -> Result<Option<Duration>, ProcessFailure> {
        let name = INDEX_FILE.rsplit('/').next().unwrap_or(INDEX_FILE);
        if self.catalogue.is_up_to_date() && !shelf.is_held(name) {
            return Ok(None);
        }
        let begun = process.clock.elapsed();
        if let (false, Some(left)) = (now, self.catalogue.wait(begun)) {
            return Ok(Some(left));
        }
        self.catalogue.begin();
        let plans = process
            .vault()
            .catalogue(&process.share.root, process.review_date());
        let written = match plans {
            Ok(plans) if plans.is_empty() => Ok(()),
            Ok(plans) => shelf.lay(process, name, &plans),
            // The files themselves are judged and delivered: the catalogue can come later.
            Err(error) => {
                tracing::warn!(error = words(&error), "档案目录暂时写不出来,稍后再试");
                self.catalogue.fall_behind();
                Ok(())
            }
        };
        if written.is_err() {
            self.catalogue.fall_behind();
        }
        let again = self.catalogue.end(begun, process.clock.elapsed());
        written?;
        Ok(again)
    }

    fn write_waiting<J: Judge<V>, V: Vault>(
        &mut self,
        process: &Process<J, V>,
        waiting: &[Waiting],
    ) -> Result<(), ProcessFailure> {
        if self.waiting.as_deref() == Some(waiting) {
            return Ok(());
        }
        let path = process.data.join(WAITING_FILE);
        let text = serde_json::to_vec_pretty(waiting)
            .map_err(|error| at("写", &path)(io::Error::other(error)))?;
        process.disk.write(&path, &text).map_err(at("写", &path))?;
        self.waiting = Some(waiting.to_vec());
        Ok(())
    }
}

/// What waited when the last run stopped; nothing where that cannot be read.
pub fn waited(disk: &dyn Disk, data: &std::path::Path) -> Vec<Waiting> {
    disk.read(&data.join(WAITING_FILE))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// The sheet of one office.
pub fn plan(office: &str, state: &State, waiting: &[Waiting]) -> SheetPlan {
    let shown = if office.is_empty() {
        "未分办事处"
    } else {
        office
    };
    let mut table = Table::new(TITLE, format!("{shown} 收件情况"))
        .subtitle("交来的每个文件现在在哪里、该谁办;最新的在最上面。点「现在的位置」可以直接打开。")
        .note_if_empty("还没有收到文件")
        .column("收到时间", 17.0, Style::ValueCentred)
        .column("文件", 34.0, Style::Value)
        .column("客户", 22.0, Style::Value)
        .column("表单", 22.0, Style::Value)
        .column("状态", 14.0, Style::ValueCentred)
        .column("现在的位置", 58.0, Style::Value)
        .column("从何时起", 17.0, Style::ValueCentred)
        .column("该谁办", 26.0, Style::Value)
        .column("说明", 32.0, Style::Value)
        .footer(format!("{shown} 收件情况"));
    for one in waiting.iter().filter(|w| w.office == office) {
        let name = one.path.rsplit('/').next().unwrap_or_default();
        table.row(vec![
            "".into(),
            name.into(),
            "".into(),
            "".into(),
            TableCell::from("等待中").styled(Style::Caution),
            one.path.as_str().into(),
            minute(one.since).into(),
            "填表人:保存并关闭文件即可".into(),
            one.reason.words().into(),
        ]);
    }
    let sent: Vec<&Sent> = state.sent.values().filter(|s| s.office == office).collect();
    for one in sent.iter().rev().take(SHOWN) {
        table.row(line(one));
    }
    table.plan()
}

fn line(sent: &Sent) -> Vec<TableCell> {
    let (status, customers, forms) = match &sent.judgement {
        Some(judged) => {
            let style = match judged.status {
                Status::Accepted => Style::Good,
                Status::AcceptedWithWarnings => Style::Caution,
                _ => Style::Bad,
            };
            (
                TableCell::from(judged.status.words()).styled(style),
                some_of(&judged.customers),
                some_of(&judged.forms),
            )
        }
        None => (
            TableCell::from("审核中").styled(Style::Caution),
            String::new(),
            String::new(),
        ),
    };
    let link = (!sent.answer.is_empty()).then(|| Link::File {
        path: child("..", &sent.answer),
        place: "审核结论!A1".to_owned(),
    });
    vec![
        minute(sent.received_at).into(),
        sent.name.as_str().into(),
        customers.into(),
        forms.into(),
        status,
        TableCell::from(sent.place.as_str()).leading_to(link),
        minute(sent.since).into(),
        who(sent).into(),
        sent.note.as_str().into(),
    ]
}

/// Who must act next.
fn who(sent: &Sent) -> String {
    let Some(judged) = &sent.judgement else {
        return "程序".to_owned();
    };
    if sent.place.is_empty() {
        return "不用再办".to_owned();
    }
    match judged.status {
        Status::Accepted => "不用再办".to_owned(),
        Status::AcceptedWithWarnings => "业务部经理看提醒".to_owned(),
        Status::Incomplete | Status::Returned | Status::Unrecognised => {
            let name = judged.filled_in_by.as_deref().unwrap_or("填表人");
            format!("{name}改好后保存或重交")
        }
    }
}

fn some_of(words: &[String]) -> String {
    match words {
        [] | [_] | [_, _] | [_, _, _] => words.join("、"),
        [first, second, ..] => format!("{first}、{second} 等 {} 个", words.len()),
    }
}

fn minute(time: DateTime<FixedOffset>) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}
