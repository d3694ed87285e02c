//! `shenbiao archive`: list, show, diff, export, verify, rebuild, reproduce, index.

use super::exit::CommandFailure;
use super::words::{chinese, say};
use crate::archive::{
    Archive, ArchiveError, Difference, Differences, Entry, Filter, NotedHead, Shown,
    default_data_dir, noted_head,
};
use crate::disk::Disk;
use crate::domain::status::Status;
use crate::share::INDEX_FILE;
use crate::sheet::workbook;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments of `archive`.
#[derive(Debug, Clone, Args)]
pub struct ArchiveArgs {
    #[command(subcommand)]
    command: ArchiveCommand,
    /// The share whose default data directory holds the archive.
    #[arg(long, global = true, value_name = "SHARE", help = say("共享文件夹;档案在它的默认数据目录里", "the share whose default data directory holds the archive"))]
    share: Option<PathBuf>,
    /// Data directory.
    #[arg(long, global = true, value_name = "DIR", help = say("数据目录", "data directory"))]
    data: Option<PathBuf>,
    /// Print one JSON document on stdout.
    #[arg(long, global = true, help = say("输出一份 JSON", "print one JSON document on stdout"))]
    json: bool,
}

impl ArchiveArgs {
    /// Whether stdout gets one JSON document and nothing else.
    pub fn json(&self) -> bool {
        self.json
    }
}

#[derive(Debug, Clone, Subcommand)]
enum ArchiveCommand {
    /// List versions, newest first.
    #[command(about = say("列出档案,最新的在前", "list versions, newest first"))]
    List(ListArgs),
    /// Show one version: conclusion, findings, what was read.
    #[command(about = say("显示一个版本:结论、检查结果、读到的内容", "show one version: conclusion, findings, what was read"))]
    Show {
        /// Version id, such as 12-1.
        #[arg(help = say("版本号,如 12-1", "version id, such as 12-1"))]
        id: String,
    },
    /// Compare two versions, value by value.
    #[command(about = say("逐项比较两个版本", "compare two versions, value by value"))]
    Diff {
        /// The earlier version.
        #[arg(help = say("较早的版本号", "the earlier version"))]
        from: String,
        /// The later version.
        #[arg(help = say("较晚的版本号", "the later version"))]
        to: String,
    },
    /// Write out a version's original, result and record.
    #[command(about = say("取出一个版本的原件、审核结果和记录", "write out a version's original, result and record"))]
    Export {
        /// Version id, such as 12-1.
        #[arg(help = say("版本号,如 12-1", "version id, such as 12-1"))]
        id: String,
        /// Folder to write into.
        #[arg(help = say("放到哪个文件夹", "folder to write into"))]
        dir: PathBuf,
    },
    /// Check byte by byte that the archive is whole and unchanged.
    #[command(about = say("逐字节核对档案是否完整、未被改动", "check byte by byte that the archive is whole and unchanged"))]
    Verify {
        /// A head noted down earlier, compared as well.
        #[arg(long, value_name = "HASH", help = say("以前从日志抄下的校验值,也拿来核对", "a head noted down earlier, compared as well"))]
        head: Vec<String>,
    },
    /// Rebuild the index from manifest and stored files; ids stay.
    #[command(about = say("由清单和存档文件重建索引,版本号不变", "rebuild the index from manifest and stored files; ids stay"))]
    Rebuild,
    /// Judge a version again from what is stored, and compare the result byte by byte.
    #[command(about = say("用存档的原件和当时的制度重审一个版本,逐字节比对结果", "judge a version again from what is stored, compare byte by byte"))]
    Reproduce {
        /// Version id, such as 12-1.
        #[arg(help = say("版本号,如 12-1", "version id, such as 12-1"))]
        id: String,
        /// Where to write the workbook made again.
        #[arg(long, value_name = "FILE", help = say("把重做的工作簿写到哪里", "where to write the workbook made again"))]
        out: Option<PathBuf>,
    },
    /// Write 汇总/档案目录.xlsx.
    #[command(about = say("写出 汇总/档案目录.xlsx", "write 汇总/档案目录.xlsx"))]
    Index,
}

#[derive(Debug, Clone, Args)]
struct ListArgs {
    /// Any part of the customer's name.
    #[arg(long, help = say("客户名称中的任意几个字", "any part of the customer's name"))]
    customer: Option<String>,
    /// A form's id or title.
    #[arg(long, help = say("表单的代号或名称", "a form's id or title"))]
    form: Option<String>,
    /// Grade: A, B, C, N.
    #[arg(long, help = say("等级:A、B、C、N", "grade: A, B, C, N"))]
    grade: Option<String>,
    /// Review status: accepted, returned, … or its Chinese words.
    #[arg(long, value_parser = parse_status, help = say("审核状态:accepted、returned 等,或 通过、退回修改 等", "review status: accepted, returned, … or its Chinese words"))]
    status: Option<Status>,
    /// Reviewed on or after this day.
    #[arg(long, value_name = "DATE", value_parser = super::speech::day, help = say("审核日期从(含)", "reviewed on or after this day"))]
    from: Option<NaiveDate>,
    /// Reviewed on or before this day.
    #[arg(long, value_name = "DATE", value_parser = super::speech::day, help = say("审核日期到(含)", "reviewed on or before this day"))]
    to: Option<NaiveDate>,
    /// Policy version.
    #[arg(long, value_name = "VERSION", help = say("制度版本", "policy version"))]
    policy: Option<String>,
    /// How many at most; 0 for all.
    #[arg(long, default_value_t = 200, help = say("最多几条,0 为全部", "how many at most; 0 for all"))]
    limit: u64,
}

fn parse_status(text: &str) -> Result<Status, String> {
    Status::parse(text).ok_or_else(|| {
        say(
            "可写 通过、通过(有提醒)、资料不全、未识别、退回修改",
            "accepted, accepted_with_warnings, incomplete, returned or unrecognised",
        )
        .to_owned()
    })
}

/// Why the command failed: exit code (2 usage, 3 failure), what happened, and what to do.
#[derive(Debug)]
pub struct ArchiveFailure {
    /// Exit code.
    pub exit: u8,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl ArchiveFailure {
    fn usage(message: impl Into<String>, hint: &str) -> Self {
        Self {
            exit: 2,
            message: message.into(),
            hint: hint.to_owned(),
        }
    }

    /// The same as the other commands tell it.
    pub(super) fn told(self) -> CommandFailure {
        if self.exit == 2 {
            CommandFailure::usage(self.message, self.hint)
        } else {
            CommandFailure::Internal {
                message: self.message,
                hint: self.hint,
            }
        }
    }

    pub(super) fn io(message: impl Into<String>) -> Self {
        Self {
            exit: 3,
            message: message.into(),
            hint: say(
                "档案没有改动;看看磁盘、权限和文件是否被占用,再运行一次",
                "the archive is unchanged; look at disk, permissions and whether the file is open, then run it again",
            )
            .to_owned(),
        }
    }
}

impl From<ArchiveError> for ArchiveFailure {
    fn from(error: ArchiveError) -> Self {
        let (message, hint) = words_of(&error);
        let exit = match error {
            ArchiveError::NoSuch(_) => 2,
            _ => 3,
        };
        Self {
            exit,
            message,
            hint: hint.to_owned(),
        }
    }
}

/// What failed and what to do, in the language of the command line.
pub(super) fn words_of(error: &ArchiveError) -> (String, &'static str) {
    let (chinese_words, hint) = match error {
        ArchiveError::NoSuch(id) => (
            format!("档案里没有版本「{id}」"),
            say(
                "版本号写作 12-1;用 archive list 查看有哪些版本",
                "an id is written 12-1; archive list shows them",
            ),
        ),
        ArchiveError::Busy(data) => (
            format!("{} 里的档案正有另一个程序在写", data.display()),
            say(
                "多半是 watch 在看管这个共享文件夹;先停下它,再运行一次",
                "most likely watch is running on this share; stop it and run this again",
            ),
        ),
        ArchiveError::Damaged(what) => (
            format!("档案已损坏:{what}"),
            say(
                "运行 archive verify 看清哪里不对,再从备份恢复数据目录",
                "run archive verify to see where, then restore the data directory from a backup",
            ),
        ),
        ArchiveError::Newer { found, known } => (
            format!("档案的格式是 {found},这个程序只认得到 {known}"),
            say(
                "这个档案由更新的审表写成;请用新版本的程序打开",
                "it was written by a newer version; open it with that one",
            ),
        ),
        ArchiveError::Disk { path, source, .. } => (
            format!("读写 {} 失败:{source}", path.display()),
            say(
                "档案没有改动;看看磁盘与权限,再运行一次",
                "the archive is unchanged; look at disk and permissions, then run it again",
            ),
        ),
        ArchiveError::Index(source) => (
            format!("档案索引出错:{source}"),
            say(
                "清单和存档文件没有改动;运行 archive rebuild 重建索引",
                "manifest and stored files are unchanged; archive rebuild makes the index anew",
            ),
        ),
        ArchiveError::Document(source) => (
            format!("存档的记录读不出来:{source}"),
            say(
                "运行 archive verify 看清哪里不对",
                "run archive verify to see where",
            ),
        ),
    };
    if chinese() {
        (chinese_words, hint)
    } else {
        (error.to_string(), hint)
    }
}

/// Runs the command and prints its answer; gives the exit code (0, or 3 where `verify` found
/// damage). `today` stands on 档案目录.
pub fn run(
    args: &ArchiveArgs,
    today: NaiveDate,
    disk: &Arc<dyn Disk>,
) -> Result<u8, ArchiveFailure> {
    let archive = open(args.share.as_deref(), args.data.as_deref(), disk)?;
    let share = args.share.as_deref();
    let (text, document, exit) = match &args.command {
        ArchiveCommand::List(list) => {
            let entries = archive.list(&list.filter())?;
            (list_text(&entries), json!({ "versions": entries }), 0)
        }
        ArchiveCommand::Show { id } => {
            let shown = archive.show(id)?;
            (show_text(&shown), json!(shown), 0)
        }
        ArchiveCommand::Diff { from, to } => {
            let found = archive.diff(from, to)?;
            (diff_text(&found), json!(found), 0)
        }
        ArchiveCommand::Export { id, dir } => {
            let files = archive.export(id, dir)?;
            let lines: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
            (lines.join("\n"), json!({ "files": lines }), 0)
        }
        ArchiveCommand::Verify { head } => verify(&archive, head, share)?,
        ArchiveCommand::Rebuild => {
            let count = archive.rebuild()?;
            let text = format!("索引已重建,共 {count} 次提交");
            (text, json!({ "submissions": count }), 0)
        }
        ArchiveCommand::Reproduce { id, out } => {
            super::archive_again::reproduced(&archive, id, out.as_deref(), disk)?
        }
        ArchiveCommand::Index => {
            let share = share.ok_or_else(|| {
                ArchiveFailure::usage(
                    say(
                        "archive index 要用 --share 指明共享文件夹",
                        "archive index needs --share",
                    ),
                    say(
                        "例如 archive index --share /共享",
                        "for example archive index --share /share",
                    ),
                )
            })?;
            let path = write_index(&archive, share, today, disk.as_ref())?;
            let shown = path.display().to_string();
            (format!("已写出 {shown}"), json!({ "file": shown }), 0)
        }
    };
    if args.json {
        println!("{document}");
    } else if !text.is_empty() {
        println!("{text}");
    }
    Ok(exit)
}

/// Writes 汇总/档案目录.xlsx and says where.
pub fn write_index(
    archive: &Archive,
    share: &Path,
    today: NaiveDate,
    disk: &dyn Disk,
) -> Result<PathBuf, ArchiveFailure> {
    let plans = archive.index_plans(share, today)?;
    let bytes = workbook(&plans).map_err(|e| ArchiveFailure::io(e.to_string()))?;
    let path = share.join(INDEX_FILE);
    disk.write(&path, &bytes)
        .map_err(|e| ArchiveFailure::io(format!("{}: {e}", path.display())))?;
    Ok(path)
}

/// Opens the archive of a share or of a data directory; founds none.
pub(super) fn open(
    share: Option<&Path>,
    data: Option<&Path>,
    disk: &Arc<dyn Disk>,
) -> Result<Archive, ArchiveFailure> {
    let hint = say(
        "用 --share 指明共享文件夹,或用 --data 指明数据目录",
        "name the share with --share, or the data directory with --data",
    );
    if let Some(share) = share
        && !disk.metadata(share).is_ok_and(|meta| meta.is_dir)
    {
        let message = format!(
            "{}{}",
            say("没有这个共享文件夹:", "no such share: "),
            share.display()
        );
        return Err(ArchiveFailure::usage(message, hint));
    }
    let data = match (data, share) {
        (Some(data), _) => data.to_owned(),
        (None, Some(share)) => default_data_dir(share, disk.as_ref())?.ok_or_else(|| {
            ArchiveFailure::usage(
                say(
                    "这台机器没有默认的数据目录",
                    "no default data directory here",
                ),
                say("用 --data 指明数据目录", "name one with --data"),
            )
        })?,
        (None, None) => {
            return Err(ArchiveFailure::usage(
                say("不知道看哪个档案", "which archive?"),
                hint,
            ));
        }
    };
    // Asking must not found an archive where a path was mistyped.
    if !disk
        .metadata(&data.join("archive"))
        .is_ok_and(|meta| meta.is_dir)
    {
        let message = format!(
            "{}{}",
            say("这里没有档案:", "no archive in "),
            data.display()
        );
        return Err(ArchiveFailure::usage(message, hint));
    }
    Ok(Archive::open(&data, Arc::clone(disk))?)
}

impl ListArgs {
    fn filter(&self) -> Filter {
        Filter {
            customer: self.customer.clone(),
            form: self.form.clone(),
            grade: self.grade.as_deref().map(|g| g.trim().to_uppercase()),
            status: self.status,
            from: self.from,
            to: self.to,
            policy: self.policy.clone(),
            limit: (self.limit > 0).then_some(self.limit),
            without_lookups: false,
        }
    }
}

fn verify(
    archive: &Archive,
    heads: &[String],
    share: Option<&Path>,
) -> Result<(String, serde_json::Value, u8), ArchiveFailure> {
    let mut noted: Vec<NotedHead> = heads
        .iter()
        .map(|hash| NotedHead {
            line: None,
            hash: hash.trim().to_lowercase(),
            source: "命令行".to_owned(),
        })
        .collect();
    if let Some(share) = share {
        let bytes = archive.read_outside(&share.join(INDEX_FILE));
        noted.extend(bytes.and_then(|bytes| noted_head(&bytes, INDEX_FILE)));
    }
    let found = archive.verify(&noted)?;
    let mut text = String::new();
    for damage in &found.damage {
        let _ = writeln!(text, "{}\t{}", damage.id, damage.what);
    }
    let _ = write!(
        text,
        "核对了 {} 次提交、{} 个存档文件,校验值 {}:{}",
        found.submissions,
        found.blobs,
        found.head,
        if found.damage.is_empty() {
            "完整".to_owned()
        } else {
            format!("{} 处不对", found.damage.len())
        }
    );
    let exit = if found.damage.is_empty() { 0 } else { 3 };
    Ok((text, json!(found), exit))
}

fn list_text(entries: &[Entry]) -> String {
    let mut out = String::new();
    for e in entries {
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            e.id,
            e.review_date,
            e.status.words(),
            e.grade.as_deref().unwrap_or("-"),
            e.customer.as_deref().unwrap_or("-"),
            e.form_title.as_deref().unwrap_or("-"),
            e.file
        );
    }
    out.push_str(&format!("共 {} 条", entries.len()));
    out
}

fn show_text(shown: &Shown) -> String {
    let e = &shown.entry;
    let mut out = String::new();
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{label}\t{value}");
        }
    };
    line("版本号", &e.id);
    line("收到时间", &e.received_at);
    line("审核日期", &e.review_date.to_string());
    line("文件", &e.file);
    line("办事处", &e.office);
    line("表单", e.form_title.as_deref().unwrap_or("(无法识别)"));
    line("客户", e.customer.as_deref().unwrap_or_default());
    line("审核状态", e.status.words());
    line("等级", e.grade.as_deref().unwrap_or_default());
    let since = shown
        .policy_effective
        .map(|day| format!("({day} 起施行)"))
        .unwrap_or_default();
    line("制度版本", &format!("{}{since}", e.policy_version));
    line("送达", shown.delivered.as_deref().unwrap_or_default());
    for field in &shown.fields {
        if let Some(value) = field.value.as_deref().or(field.raw.as_deref()) {
            line(&field.label, value);
        }
    }
    for finding in &shown.findings {
        line(
            &finding.code,
            &format!("{} / {}", finding.message, finding.fix),
        );
    }
    out.trim_end().to_owned()
}

fn diff_text(found: &Differences) -> String {
    if found.is_empty() {
        return format!("{} 与 {} 内容相同", found.from, found.to);
    }
    let mut out = String::new();
    let mut part = |title: &str, differences: &[Difference]| {
        if differences.is_empty() {
            return;
        }
        let _ = writeln!(out, "{title}");
        for d in differences {
            let _ = writeln!(
                out,
                "  {}:{} → {}",
                d.label,
                d.from.as_deref().unwrap_or("(空)"),
                d.to.as_deref().unwrap_or("(空)")
            );
        }
    };
    part("概况", &found.headings);
    part("填写内容", &found.fields);
    part("审核结果", &found.review);
    for (title, lines) in [
        ("不再有的检查结果", &found.findings_gone),
        ("新的检查结果", &found.findings_new),
    ] {
        if !lines.is_empty() {
            let _ = writeln!(out, "{title}\n  {}", lines.join("\n  "));
        }
    }
    out.trim_end().to_owned()
}
