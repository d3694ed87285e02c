//! Failures in words, in the language of the command line: what was being done, to which path,
//! and what the system said.

use super::exit::CommandFailure;
use super::words::{chinese, say};
use crate::archive::ArchiveError;
use crate::share::lock::LockFailure;
use crate::watch::policy_book::BookFailure;
use crate::watch::ports::PortFailure;
use crate::watch::process::ProcessFailure;
use crate::watch::reproduced::NotReproduced;
use std::error::Error;
use std::io;
use std::path::Path;

/// What is being done when a step fails: as the steps name it, and in English.
const DOINGS: &[(&str, &str)] = &[
    ("写标准输出", "writing to stdout"),
    ("建数据目录", "making the data directory"),
    ("建文件夹", "making the folder"),
    ("建", "making"),
    ("写", "writing"),
    ("读", "reading"),
    ("列", "listing"),
    ("列待办事项", "listing what is due"),
    ("查看", "looking at"),
    ("删除", "removing"),
    ("写日志", "writing the journal"),
    ("读日志", "reading the journal"),
    ("写暂存", "writing to the spool"),
    ("读暂存", "reading the spool"),
    ("写档案", "writing the archive"),
    ("读档案", "reading the archive"),
    ("读档案里的文件", "reading a file of the archive"),
    ("列档案目录", "listing the archive"),
    (
        "读档案里有新资料的客户",
        "reading the customers with news from the archive",
    ),
    ("删", "removing"),
    ("查更正影响到什么", "seeing what a correction changes"),
    ("把合同和回款过账", "posting contracts and payments"),
    ("办待审批清单", "working off the list of approvals"),
    (
        "查各种表最近的一份",
        "asking for the latest form of each kind",
    ),
    ("查等待审批的事", "asking for what waits for approval"),
    ("写待审批清单", "writing the list of approvals"),
    ("查等级评审的依据", "asking what a review of grades goes by"),
    ("查客户意见调查", "asking for the opinion surveys"),
    ("查投诉案件", "asking for the complaints on file"),
    ("查新客户开发计划", "asking for the development plans"),
    (
        "用档案里的客户做评审表",
        "making review forms of the customers in the archive",
    ),
    ("填评审的表", "filling in the forms of a review"),
    ("写评审一览", "writing the overview of reviews"),
    (
        "在档案里查原样的行",
        "asking the archive for unchanged rows",
    ),
    ("在档案里查收件号", "asking the archive for a receipt"),
    (
        "在档案里查受理号",
        "asking the archive for an acceptance number",
    ),
    ("在档案里查相同内容", "asking the archive for equal content"),
    ("在档案里查询", "asking the archive"),
    (
        "在档案里查这些客户",
        "asking the archive for these customers",
    ),
    ("用档案里的客户试算", "judging the archived customers again"),
    ("读档案里的制度参数", "reading a policy of the archive"),
    ("写制度参数", "writing the policy workbook"),
    ("写结果", "writing the results"),
    ("写结果页", "writing the result sheets"),
    ("写试算结果", "writing the simulation"),
    ("记下重复收件", "noting a repeated file"),
    ("更新空白表单", "renewing the blank forms"),
    ("做空白表单", "making the blank forms"),
    ("找一个没有占用的文件名", "finding a free file name"),
    (
        "写结果(同名文件都被占用)",
        "writing the result (every file of that name is open)",
    ),
];

fn doing(words: &str) -> &str {
    if chinese() {
        return words;
    }
    DOINGS
        .iter()
        .find(|(chinese, _)| *chinese == words)
        .map_or(words, |(_, english)| english)
}

/// An error with its causes.
pub(super) fn told(error: &(dyn Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let (words, source) = one(error);
        // A transparent error says what its cause says.
        if parts.last() != Some(&words) {
            parts.push(words);
        }
        next = source;
    }
    parts.join(say(":", ": "))
}

impl From<ArchiveError> for CommandFailure {
    fn from(error: ArchiveError) -> Self {
        let (message, hint) = archive(&error);
        match error {
            ArchiveError::NoSuch(_) => Self::usage(message, hint),
            _ => Self::Internal {
                message,
                hint: hint.to_owned(),
            },
        }
    }
}

/// One error of a chain in words, and its cause where that is not in the words yet.
fn one<'a>(error: &'a (dyn Error + 'static)) -> (String, Option<&'a (dyn Error + 'static)>) {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return (system(error), None);
    }
    if let Some(error) = error.downcast_ref::<ArchiveError>() {
        return (archive(error).0, None);
    }
    if let Some(error) = error.downcast_ref::<LockFailure>() {
        return (lock(error), error.source());
    }
    if let Some(ProcessFailure::Disk {
        doing: words, path, ..
    }) = error.downcast_ref::<ProcessFailure>()
    {
        return (at(doing(words), Some(path)), error.source());
    }
    if let Some(failure) = error.downcast_ref::<ProcessFailure>()
        && let ProcessFailure::Port(port) = failure
    {
        return one(port);
    }
    if let Some(error) = error.downcast_ref::<PortFailure>() {
        return (doing(&error.doing).to_owned(), error.source());
    }
    if let Some(error) = error.downcast_ref::<BookFailure>() {
        return match error {
            BookFailure::Archive(error) => one(error),
            _ if !chinese() => (error.to_string(), None),
            BookFailure::None => ("档案里没有制度参数".to_owned(), None),
            BookFailure::Unusable { version, why } => (
                format!("档案里的制度参数「{version}」这一版程序用不了:{why}"),
                None,
            ),
        };
    }
    if let Some(error) = error.downcast_ref::<NotReproduced>() {
        return match error {
            NotReproduced::Archive(error) => one(error),
            _ if !chinese() => (error.to_string(), error.source()),
            NotReproduced::Policy(why) => (format!("当时的制度这一版程序用不了:{why}"), None),
            NotReproduced::NoCircumstances => {
                ("这一版没有存下当时的情况,不能重做".to_owned(), None)
            }
            NotReproduced::LookUp => ("档案查询的答复随档案而变,不重做".to_owned(), None),
            NotReproduced::Sheets(source) => (format!("结果页做不出来:{source}"), None),
        };
    }
    (error.to_string(), error.source())
}

/// A failure of the disk: exit code 3.
pub(super) fn disk(what: &str, path: Option<&Path>, error: &io::Error) -> CommandFailure {
    CommandFailure::Internal {
        message: at_path(what, path, error),
        hint: say(
            "看看路径、权限和磁盘空间,再运行一次",
            "look at the path, the permissions and the space on the disk, then run it again",
        )
        .to_owned(),
    }
}

/// What was being done to which path, and why it failed.
pub(super) fn at_path(what: &str, path: Option<&Path>, error: &io::Error) -> String {
    format!(
        "{}{}{}",
        at(doing(what), path),
        say(":", ": "),
        system(error)
    )
}

fn at(doing: &str, path: Option<&Path>) -> String {
    match path {
        Some(path) => format!("{doing} {}", path.display()),
        None => doing.to_owned(),
    }
}

/// The system's words; what people meet is said in Chinese where Chinese is spoken.
fn system(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    if !chinese() {
        return error.to_string();
    }
    let words = match error.kind() {
        Kind::NotFound => "没有这个文件或文件夹",
        Kind::PermissionDenied => "没有权限",
        Kind::AlreadyExists => "已经有同名的文件",
        Kind::NotADirectory => "路径中间有一段不是文件夹",
        Kind::IsADirectory => "这是文件夹,不是文件",
        Kind::ReadOnlyFilesystem => "磁盘是只读的",
        Kind::StorageFull => "磁盘满了",
        Kind::QuotaExceeded => "磁盘配额用完了",
        Kind::InvalidFilename => "文件名不能用(太长,或有不允许的字符)",
        Kind::ResourceBusy | Kind::ExecutableFileBusy => "被其他程序占用",
        Kind::DirectoryNotEmpty => "文件夹不是空的",
        Kind::TimedOut => "等得太久,没有回应",
        Kind::StaleNetworkFileHandle
        | Kind::NetworkDown
        | Kind::NetworkUnreachable
        | Kind::HostUnreachable => "网络断开了",
        _ => return error.to_string(),
    };
    words.to_owned()
}

fn lock(error: &LockFailure) -> String {
    if !chinese() {
        return error.to_string();
    }
    match error {
        LockFailure::DataInUse { data } => {
            format!("数据目录 {} 正被另一个 watch 使用", data.display())
        }
        LockFailure::ShareInUse { host, pid } => {
            format!("共享已由主机 {host} 上的 watch(进程 {pid})在看管")
        }
        LockFailure::Io { path, .. } => {
            format!("无法检查是否已有 watch 在运行:{}", path.display())
        }
    }
}

/// What failed in the archive, and what to do.
pub(super) fn archive(error: &ArchiveError) -> (String, &'static str) {
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
            format!("读写 {} 失败:{}", path.display(), system(source)),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every `at("…")` and `failing("…")` of the steps has its English.
    #[test]
    fn what_a_step_does_can_be_said_in_english() {
        let mut named = 0;
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/watch")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(path).unwrap();
                named += english_for_every_doing(&text);
            }
        }
        assert!(named > 20, "{named}");
    }

    /// How many steps `source` names; panics at one without its English.
    fn english_for_every_doing(source: &str) -> usize {
        let mut named = 0;
        for opening in ["at(\"", "failing(\""] {
            for rest in source.split(opening).skip(1) {
                let words = rest.split('"').next().unwrap();
                if words.is_ascii() {
                    continue;
                }
                named += 1;
                assert!(
                    DOINGS.iter().any(|(chinese, _)| *chinese == words),
                    "{words}: no English for it"
                );
            }
        }
        named
    }
}
