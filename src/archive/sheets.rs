//! The archive for people who only use Excel: 汇总/档案目录.xlsx, and the answers to 档案查询单.
//!
//! Both list entries newest first, each linked to 审核结论 of the workbook as it lies on the
//! share. A place may since hold a later version or nothing: then the words say so, and no link
//! leads to the wrong workbook. Personal fields are no part of either (domain ruling 9.29).

use super::error::ArchiveError;
use super::model::{Entry, Filter, Head};
use super::store::Archive;
use crate::domain::status::Status;
use crate::judged::Enclosed;
use crate::sheet::table::{Table, TableCell};
use crate::sheet::{Content, Link, SheetPlan, Style};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Most entries in 档案目录: beyond it Excel becomes slow on office machines long before its
/// limit of 1 048 576 rows. Older ones are found by 档案查询单.
pub const INDEX_ROWS: u64 = 20_000;
/// Most entries of an answer that asks for all or for more.
pub const ANSWER_ROWS: u64 = 5_000;
/// Entries of an answer that asks for no number.
pub const ANSWER_DEFAULT: u64 = 200;
/// Sheet of 档案目录 that holds the head of the chain.
pub const HEAD_SHEET: &str = "核对";
/// Label of the head's hash on it.
pub const HEAD_HASH_LABEL: &str = "清单校验值";
/// Label of the head's line on it.
pub const HEAD_LINE_LABEL: &str = "清单行号";

/// Where the workbook of an entry lies now.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Lies {
    /// At its place of delivery.
    There(String),
    /// Its place holds a later submission's workbook.
    Replaced(u64),
    /// No longer on the share.
    Gone,
    /// Not where it was delivered, but laid beside the answer.
    Beside {
        /// Below the answer's folder.
        path: String,
        /// The later submission whose workbook took its place.
        replaced_by: Option<u64>,
    },
    /// It never had one.
    Never,
}

/// Workbooks that an answer brings along, because the share no longer holds them.
pub struct Copies<'a> {
    /// How many at most.
    pub most: usize,
    /// Where a submission's workbook goes, below the answer's folder, with `/`: its number and the
    /// name under which it was delivered.
    pub place: &'a dyn Fn(u64, &str) -> String,
    /// Those that an answer links to.
    pub taken: Vec<Enclosed>,
}

impl std::fmt::Debug for Copies<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Copies")
            .field("most", &self.most)
            .field("taken", &self.taken)
            .finish_non_exhaustive()
    }
}

impl Copies<'_> {
    /// Where an entry's workbook is laid beside the answer; none beyond the most.
    fn of(&mut self, entry: &Entry) -> Option<String> {
        let (sha256, delivered) = (entry.annotated_sha256?, entry.delivered.as_deref()?);
        let name = delivered.rsplit('/').next().unwrap_or(delivered);
        let path = (self.place)(entry.seq, name);
        if !self.taken.iter().any(|taken| taken.path == path) {
            if self.taken.len() >= self.most {
                return None;
            }
            self.taken.push(Enclosed {
                path: path.clone(),
                sha256: sha256.to_string(),
            });
        }
        Some(path)
    }
}

/// Looks files up on the share, each folder listed once.
struct Places<'a> {
    archive: &'a Archive,
    share: &'a Path,
    folders: BTreeMap<PathBuf, BTreeSet<String>>,
}

impl Places<'_> {
    fn of(&mut self, entry: &Entry) -> Lies {
        let Some(delivered) = &entry.delivered else {
            return Lies::Never;
        };
        if let Some(later) = entry.replaced_by {
            return Lies::Replaced(later);
        }
        let (folder, name) = delivered.rsplit_once('/').unwrap_or(("", delivered));
        let folder = self.share.join(folder);
        let disk = &self.archive.disk;
        let names = self.folders.entry(folder.clone()).or_insert_with(|| {
            let entries = disk.list(&folder).unwrap_or_default();
            entries.into_iter().map(|e| e.name).collect()
        });
        if names.contains(name) {
            Lies::There(delivered.clone())
        } else {
            Lies::Gone
        }
    }

    /// The same for an answer, which brings along what the share no longer holds.
    fn with(&mut self, copies: &mut Copies<'_>, entry: &Entry) -> Lies {
        let lies = self.of(entry);
        let replaced_by = match &lies {
            Lies::Replaced(later) => Some(*later),
            Lies::Gone => None,
            _ => return lies,
        };
        match copies.of(entry) {
            Some(path) => Lies::Beside { path, replaced_by },
            None => lies,
        }
    }
}

/// Leads to 审核结论 of a workbook.
fn conclusion_of(path: String) -> Link {
    Link::File {
        path,
        place: "审核结论!A1".to_owned(),
    }
}

/// The last cells of a row: a link to the workbook, or why there is none.
fn workbook_cell(lies: &Lies, up: &str) -> TableCell {
    match lies {
        Lies::There(path) => {
            TableCell::from("打开审核结论").leading_to(Some(conclusion_of(format!("{up}{path}"))))
        }
        Lies::Beside { path, replaced_by } => TableCell::from(match replaced_by {
            Some(later) => format!("打开旧版本(已被第 {later} 号提交替换)"),
            None => "打开存档的一份(已不在共享文件夹)".to_owned(),
        })
        .leading_to(Some(conclusion_of(path.clone()))),
        Lies::Replaced(later) => TableCell::from(format!("已被第 {later} 号提交替换,此版存于档案")),
        Lies::Gone => TableCell::from("已不在共享文件夹,此版存于档案"),
        Lies::Never => TableCell::from("没有审核后的文件"),
    }
}

fn status_style(status: Status) -> Style {
    match status {
        Status::Accepted => Style::Good,
        Status::AcceptedWithWarnings | Status::Incomplete => Style::Caution,
        Status::Unrecognised | Status::Returned => Style::Bad,
    }
}

/// `2026-11-24 08:00` of an RFC 3339 time.
fn minute(received_at: &str) -> String {
    let mut shown: String = received_at.chars().take(16).collect();
    if shown.len() == 16 {
        shown = shown.replacen('T', " ", 1);
    }
    shown
}

fn table(name: &str, title: &str) -> Table {
    Table::new(name, title)
        .column("版本号", 9.0, Style::ValueCentred)
        .column("审核日期", 12.0, Style::ValueCentred)
        .column("客户名称", 30.0, Style::Value)
        .column("表单", 20.0, Style::Value)
        .column("期间", 9.0, Style::ValueCentred)
        .column("等级", 7.0, Style::ValueCentred)
        .column("审核状态", 13.0, Style::ValueCentred)
        .column("审核后的文件", 24.0, Style::Value)
        .column("办事处", 13.0, Style::Value)
        .column("提交的文件", 30.0, Style::Value)
        .column("收到时间", 17.0, Style::ValueCentred)
        .column("制度版本", 12.0, Style::Value)
        .frozen_columns(3)
}

fn row(entry: &Entry, lies: &Lies, up: &str) -> Vec<TableCell> {
    let unknown = || Content::Text("(无法识别)".to_owned());
    let grade = entry.grade.as_deref().map(|grade| match grade {
        "N" => "未达C级",
        other => other,
    });
    let customer: TableCell = entry.customer.clone().into();
    let customer = match lies {
        // A click on the name is what people try first.
        Lies::There(_) | Lies::Beside { .. } => customer.leading_to(workbook_cell(lies, up).link),
        _ => customer,
    };
    vec![
        entry.id.clone().into(),
        entry.review_date.into(),
        customer,
        entry
            .form_title
            .clone()
            .map_or_else(|| unknown().into(), TableCell::from),
        entry.period.clone().into(),
        grade.into(),
        TableCell::from(entry.status.words()).styled(status_style(entry.status)),
        workbook_cell(lies, up),
        entry.office.clone().into(),
        entry.file.clone().into(),
        minute(&entry.received_at).into(),
        entry.policy_version.clone().into(),
    ]
}

impl Archive {
    /// The sheets of 汇总/档案目录.xlsx: the newest [`INDEX_ROWS`] entries, and the head of the
    /// chain with the day it was noted, for `verify`.
    pub fn index_plans(
        &self,
        share: &Path,
        today: NaiveDate,
    ) -> Result<Vec<SheetPlan>, ArchiveError> {
        let entries = self.list(&Filter {
            limit: Some(INDEX_ROWS),
            ..Filter::default()
        })?;
        let all = self.count(&Filter::default(), u64::MAX)?;
        let head = self.head()?;
        let cut = if all > entries.len() as u64 {
            format!(
                "这里只列最新的 {} 条,另有 {} 条更早的,请填「档案查询单」查询。",
                entries.len(),
                all - entries.len() as u64
            )
        } else {
            String::new()
        };
        let mut list = table("档案目录", "档案目录").subtitle(format!(
            "截至 {today},共 {all} 条,最新的在最上面;用表头的筛选按钮按客户、表单、等级、状态查找,点客户名称打开审核结论。已被替换的旧版本,填「档案查询单」查询就能打开。{cut}"
        ));
        list = list
            .column("同样内容又收到", 30.0, Style::Value)
            .note_if_empty("档案里还没有记录")
            .footer("档案目录");
        let repeats = self.all_repeats()?;
        let mut places = self.places(share);
        for entry in &entries {
            let lies = places.of(entry);
            let mut cells = row(entry, &lies, "../");
            let again = repeats.get(&entry.seq).map(|files| files.join("、"));
            cells.push(again.into());
            list.row(cells);
        }
        Ok(vec![list.plan(), head_plan(&head, all, today)])
    }

    /// The sheet that answers a 档案查询单, newest first, with links from
    /// 审核结果/查询结果/. Where one customer alone fits, its whole history follows on a second
    /// sheet (domain ruling 9.27). What the share no longer holds is asked of `copies`.
    pub fn answer(
        &self,
        filter: &Filter,
        share: &Path,
        today: NaiveDate,
        copies: &mut Copies<'_>,
    ) -> Result<Vec<SheetPlan>, ArchiveError> {
        let limit = filter.limit.unwrap_or(ANSWER_DEFAULT).clamp(1, ANSWER_ROWS);
        let filter = &Filter {
            limit: Some(limit),
            without_lookups: true,
            ..filter.clone()
        };
        let entries = self.list(filter)?;
        let found = self.count(filter, limit.max(1_000) + 1)?;
        let mut places = self.places(share);
        let words = asked_words(filter);
        let shown = entries.len() as u64;
        let count = if found > shown && found > 1_000 {
            format!("符合的超过 {} 条,列出最新的 {shown} 条", found - 1)
        } else if found > shown {
            format!("符合的有 {found} 条,列出最新的 {shown} 条")
        } else {
            format!("符合的有 {found} 条,全部列出")
        };
        let rows: Vec<Vec<TableCell>> = entries
            .iter()
            .map(|entry| row(entry, &places.with(copies, entry), ANSWER_UP))
            .collect();
        let brought = match copies.taken.len() {
            0 => String::new(),
            n => format!("已不在原处的版本,最新的 {n} 份放在旁边的文件夹里。"),
        };
        let mut answer = table("查询结果", "档案查询结果")
            .subtitle(format!(
                "{words}。{count},最新的在最上面。点客户名称打开审核结论。{brought}查询日期 {today}。"
            ))
            .note_if_empty("没有符合的记录。请少填几个条件,或只写客户名称中的两三个字再查。")
            .footer("档案查询结果");
        for cells in rows {
            answer.row(cells);
        }
        let mut plans = vec![answer.plan()];
        if filter.customer.is_some()
            && let [only] = self.customers(filter, 2)?.as_slice()
        {
            plans.push(self.history(only, &mut places, copies)?);
        }
        Ok(plans)
    }

    /// One customer's whole history, newest first, with what changed against the time before.
    fn history(
        &self,
        folded: &str,
        places: &mut Places<'_>,
        copies: &mut Copies<'_>,
    ) -> Result<SheetPlan, ArchiveError> {
        let mut entries = self.ask(|index| index.history(folded, ANSWER_ROWS))?;
        // Asked from the newest on: the copies are for those that people look for most.
        let whereabouts: Vec<Lies> = entries.iter().map(|e| places.with(copies, e)).collect();
        let name = entries
            .first()
            .and_then(|e| e.customer.clone())
            .unwrap_or_else(|| folded.to_owned());
        let mut sheet = table("客户全部记录", &format!("{name}:全部记录"))
            .subtitle(format!(
                "共 {} 条,最新的在最上面;「变化」与同一表单的上一次通过相比。",
                entries.len()
            ))
            .column("变化", 26.0, Style::Value)
            .footer(name);
        let mut rows = Vec::with_capacity(entries.len());
        let mut before: BTreeMap<String, Entry> = BTreeMap::new();
        entries.reverse();
        for (entry, lies) in entries.into_iter().zip(whereabouts.into_iter().rev()) {
            let mut cells = row(&entry, &lies, ANSWER_UP);
            let form = entry.form.clone().unwrap_or_default();
            cells.push(change_words(before.get(&form), &entry).into());
            rows.push(cells);
            if entry.status.is_accepted() {
                before.insert(form, entry);
            }
        }
        for cells in rows.into_iter().rev() {
            sheet.row(cells);
        }
        Ok(sheet.plan())
    }

    fn places<'a>(&'a self, share: &'a Path) -> Places<'a> {
        Places {
            archive: self,
            share,
            folders: BTreeMap::new(),
        }
    }

    /// Files that brought the same bytes again, by the submission that holds them.
    fn all_repeats(&self) -> Result<BTreeMap<u64, Vec<String>>, ArchiveError> {
        let mut by_seq: BTreeMap<u64, Vec<String>> = BTreeMap::new();
        for repeat in self.ask(|index| index.all_repeats())? {
            by_seq.entry(repeat.of).or_default().push(format!(
                "{} {}",
                minute(&repeat.received_at),
                repeat.file
            ));
        }
        Ok(by_seq)
    }
}

/// From 审核结果/查询结果/ up to the share.
const ANSWER_UP: &str = "../../";

/// `B→A`, `首次`, or nothing.
fn change_words(before: Option<&Entry>, entry: &Entry) -> Option<String> {
    if !entry.status.is_accepted() {
        return None;
    }
    let Some(before) = before else {
        return Some("首次".to_owned());
    };
    match (&before.grade, &entry.grade) {
        (Some(from), Some(to)) if from != to => Some(format!("等级 {from}→{to}")),
        (Some(_), Some(_)) => Some("等级不变".to_owned()),
        _ => None,
    }
}

/// What was asked, in words.
fn asked_words(filter: &Filter) -> String {
    let mut parts = Vec::new();
    let mut part = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            parts.push(format!("{label}「{value}」"));
        }
    };
    part("客户名称含", filter.customer.clone());
    part("表单", filter.form.clone());
    part("等级", filter.grade.clone());
    part("审核状态", filter.status.map(|s| s.words().to_owned()));
    part("审核日期从", filter.from.map(|d| d.to_string()));
    part("审核日期到", filter.to.map(|d| d.to_string()));
    part("制度版本", filter.policy.clone());
    if parts.is_empty() {
        "全部记录".to_owned()
    } else {
        parts.join(",")
    }
}

fn head_plan(head: &Head, entries: u64, today: NaiveDate) -> SheetPlan {
    let mut sheet = Table::new(HEAD_SHEET, "档案核对")
        .subtitle(
            "档案清单逐行相连,改动或删除任何一行,这里的校验值就对不上。请每次打印或另存一份,交不管系统的人保管;\
             管理员运行 archive verify 时程序会读这一页来核对。",
        )
        .column("项目", 18.0, Style::Label)
        .column("内容", 76.0, Style::Value)
        .portrait()
        .footer("档案核对");
    let lines = [
        ("截至日期", today.to_string()),
        ("提交次数", head.seq.to_string()),
        ("记录条数", entries.to_string()),
        (HEAD_LINE_LABEL, head.line.to_string()),
        ("校验算法", super::hash::ALGORITHM.to_owned()),
        (HEAD_HASH_LABEL, head.hash.clone()),
    ];
    for (label, value) in lines {
        sheet.row(vec![label.into(), value.into()]);
    }
    let mut plan = sheet.plan();
    // A short list of facts needs no filter buttons.
    plan.filter = None;
    plan
}
