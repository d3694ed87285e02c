//! `shenbiao archive`: list, show, diff, export, verify, rebuild, reproduce, index.

use super::archive_words as words;
use super::exit::CommandFailure;
use super::words::{chinese, say};
use super::{failure, output};
use crate::archive::{Archive, Filter, NotedHead, default_data_dir, noted_head};
use crate::disk::Disk;
use crate::domain::status::Status;
use crate::share::INDEX_FILE;
use crate::sheet::workbook;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;
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

/// Runs the command and prints its answer; gives the exit code (0, or 3 where `verify` found
/// damage). `today` stands on 档案目录.
pub fn run(
    args: &ArchiveArgs,
    today: NaiveDate,
    disk: &Arc<dyn Disk>,
) -> Result<u8, CommandFailure> {
    let archive = open(args.share.as_deref(), args.data.as_deref(), disk)?;
    let share = args.share.as_deref();
    let (text, document, exit) = match &args.command {
        ArchiveCommand::List(list) => {
            let entries = archive.list(&list.filter())?;
            (words::list(&entries), json!({ "versions": entries }), 0)
        }
        ArchiveCommand::Show { id } => {
            let shown = archive.show(id)?;
            (words::show(&shown), json!(shown), 0)
        }
        ArchiveCommand::Diff { from, to } => {
            let found = archive.diff(from, to)?;
            (words::diff(&found), json!(found), 0)
        }
        ArchiveCommand::Export { id, dir } => {
            let files = archive.export(id, dir)?;
            let lines: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
            (lines.join("\n"), json!({ "files": lines }), 0)
        }
        ArchiveCommand::Verify { head } => verify(&archive, head, share)?,
        ArchiveCommand::Rebuild => {
            let count = archive.rebuild()?;
            let text = if chinese() {
                format!("索引已重建,共 {count} 次提交")
            } else {
                format!("index made anew, {count} submissions")
            };
            (text, json!({ "submissions": count }), 0)
        }
        ArchiveCommand::Reproduce { id, out } => {
            super::archive_again::reproduced(&archive, id, out.as_deref(), disk)?
        }
        ArchiveCommand::Index => {
            let share = share.ok_or_else(|| {
                CommandFailure::usage(
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
            let text = format!("{}{shown}", say("已写出 ", "written: "));
            (text, json!({ "file": shown }), 0)
        }
    };
    if args.json {
        output::line(document)?;
    } else if !text.is_empty() {
        output::line(text)?;
    }
    Ok(exit)
}

/// Writes 汇总/档案目录.xlsx and says where.
pub fn write_index(
    archive: &Archive,
    share: &Path,
    today: NaiveDate,
    disk: &dyn Disk,
) -> Result<PathBuf, CommandFailure> {
    let plans = archive.index_plans(share, today)?;
    let bytes = workbook(&plans).map_err(|e| CommandFailure::internal(&e))?;
    let path = share.join(INDEX_FILE);
    disk.write(&path, &bytes)
        .map_err(|e| failure::disk("写", Some(&path), &e))?;
    Ok(path)
}

/// Opens the archive of a share or of a data directory; founds none.
pub(super) fn open(
    share: Option<&Path>,
    data: Option<&Path>,
    disk: &Arc<dyn Disk>,
) -> Result<Archive, CommandFailure> {
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
        return Err(CommandFailure::usage(message, hint));
    }
    let named = data.is_some();
    let data = match (data, share) {
        (Some(data), _) => data.to_owned(),
        (None, Some(share)) => default_data_dir(share, disk.as_ref())?.ok_or_else(|| {
            CommandFailure::usage(
                say(
                    "这台机器没有默认的数据目录",
                    "no default data directory here",
                ),
                say("用 --data 指明数据目录", "name one with --data"),
            )
        })?,
        (None, None) => {
            return Err(CommandFailure::usage(
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
        let hint = match named {
            true => hint,
            false => say(
                "watch 还没有看管过这个共享;看管时若用了 --data,这里也用 --data 指明同一个目录",
                "watch has not run on this share yet; if it runs with --data, name the same one here",
            ),
        };
        return Err(CommandFailure::usage(message, hint));
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
) -> Result<(String, serde_json::Value, u8), CommandFailure> {
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
    let text = words::verified(&found);
    let exit = if found.damage.is_empty() { 0 } else { 3 };
    Ok((text, json!(found), exit))
}
