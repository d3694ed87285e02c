//! Laying a share out: `init` makes what is missing and never overwrites what people changed.

use super::{
    APPROVALS, BLANKS, GUIDE_FILE, INBOX, POLICY_FILE, RESULTS, RETURNED, SUMMARIES, Share, names,
};
use crate::disk::{Disk, is_busy};
use crate::intake::scan::{Held, owner_beside};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The share's own settings, in its root.
pub const SETTINGS_FILE: &str = ".审表-设置.json";

/// The folders of every share, whatever its policy.
const FOLDERS: [&str; 6] = [INBOX, APPROVALS, RESULTS, RETURNED, BLANKS, SUMMARIES];

/// What a share keeps about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The root as staff see it.
    #[serde(default)]
    pub unc: Option<String>,
    /// SHA-256 of each file that we generated, by its path; what differs was changed by people.
    #[serde(default)]
    pub written: BTreeMap<String, String>,
}

/// What a share is laid out with.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Offices of the policy: a sub-folder of the inbox each.
    pub offices: Vec<String>,
    /// Approving roles of the policy: a sub-folder of 审批 each.
    pub roles: Vec<String>,
    /// `制度参数.xlsx`.
    pub policy: Vec<u8>,
    /// Blank forms: file name and bytes.
    pub blanks: Vec<(String, Vec<u8>)>,
}

/// What `init` did with one file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was missing and is there now.
    Made,
    /// It was ours and is brought up to date.
    Renewed,
    /// Somebody changed it: left alone.
    KeptChanged,
    /// Somebody has it open: it is to be brought up to date once it is closed.
    Held,
    /// A blank form that the policy no longer has, as we wrote it.
    Removed,
}

/// The share's settings; the default where it has none.
pub fn settings(disk: &dyn Disk, root: &Path) -> io::Result<Settings> {
    match disk.read(&root.join(SETTINGS_FILE)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(%error, "{SETTINGS_FILE} 读不懂,按没有设置处理");
            Settings::default()
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(error),
    }
}

/// Opens a share with its settings.
pub fn open(disk: &dyn Disk, root: &Path) -> io::Result<Share> {
    Ok(Share::at(root, settings(disk, root)?.unc))
}

/// Lays the share out, or mends what is missing. Gives what was done, by path; nothing is
/// listed that already stood as it should. `believed` says of an owner file that it is no
/// leftover: what it stands beside is open, and not replaced below somebody's hands.
pub fn init(
    disk: &dyn Disk,
    root: &Path,
    unc: Option<&str>,
    contents: &Contents,
    believed: &dyn Fn(&Held) -> bool,
) -> io::Result<Vec<(String, Done)>> {
    let mut done = Vec::new();
    let mut folders: Vec<String> = FOLDERS.map(str::to_owned).to_vec();
    for office in &contents.offices {
        folders.push(format!("{INBOX}/{}", names::folder(office)));
    }
    for role in &contents.roles {
        folders.push(format!("{APPROVALS}/{}", names::folder(role)));
    }
    let share = Share::at(root, None);
    for folder in folders {
        let path = share.path(&folder);
        if !disk.exists(&path) {
            disk.create_dir_all(&path)?;
            done.push((folder, Done::Made));
        }
    }
    let mut settings = settings(disk, root)?;
    let before = settings.clone();
    if let Some(unc) = unc {
        settings.unc = Some(unc.trim_end_matches(['\\', '/']).to_owned());
    }
    let guide = guide(&contents.offices);
    let mut files: Vec<(String, &[u8])> = vec![(GUIDE_FILE.to_owned(), guide.as_bytes())];
    for (name, bytes) in &contents.blanks {
        files.push((format!("{BLANKS}/{name}"), bytes));
    }
    for (rel, bytes) in files {
        let held = is_open(disk, &share, &rel, believed)?;
        if let Some(what) = generate(disk, &share, &mut settings, &rel, bytes, held)? {
            done.push((rel, what));
        }
    }
    done.extend(retire(disk, &share, &mut settings, contents, believed)?);
    // The policy is the company's from the first day: written once, never renewed by init.
    let policy = share.path(POLICY_FILE);
    let missing = match disk.metadata(&policy) {
        Ok(_) => false,
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(error),
    };
    if missing {
        disk.write(&policy, &contents.policy)?;
        settings
            .written
            .insert(POLICY_FILE.to_owned(), hash(&contents.policy));
        done.push((POLICY_FILE.to_owned(), Done::Made));
    }
    if settings != before || !disk.exists(&root.join(SETTINGS_FILE)) {
        let text = serde_json::to_vec_pretty(&settings).map_err(io::Error::other)?;
        disk.write(&root.join(SETTINGS_FILE), &text)?;
    }
    Ok(done)
}

/// Makes again what somebody deleted of a share's own folders. Nothing is made where neither the
/// inbox nor the settings stand: then the share itself is away, and its mount point is not ours.
pub fn mend_folders(disk: &dyn Disk, share: &Share) -> io::Result<()> {
    if !disk.exists(&share.path(INBOX)) && !disk.exists(&share.path(SETTINGS_FILE)) {
        return Ok(());
    }
    for folder in FOLDERS {
        let path = share.path(folder);
        if !disk.exists(&path) {
            disk.create_dir_all(&path)?;
        }
    }
    Ok(())
}

/// Whether somebody has the file open.
fn is_open(
    disk: &dyn Disk,
    share: &Share,
    rel: &str,
    believed: &dyn Fn(&Held) -> bool,
) -> io::Result<bool> {
    let (folder, name) = rel.rsplit_once('/').unwrap_or(("", rel));
    let held = owner_beside(disk, &share.path(folder), name)?;
    Ok(held.is_some_and(|held| believed(&held)))
}

/// Takes away blank forms that the policy no longer has, where they are as we wrote them: filled
/// in, they would only come back unrecognised.
fn retire(
    disk: &dyn Disk,
    share: &Share,
    settings: &mut Settings,
    contents: &Contents,
    believed: &dyn Fn(&Held) -> bool,
) -> io::Result<Vec<(String, Done)>> {
    let gone: Vec<(String, String)> = settings
        .written
        .iter()
        .filter(|(rel, _)| {
            let name = rel.strip_prefix(BLANKS).and_then(|n| n.strip_prefix('/'));
            name.is_some_and(|name| !contents.blanks.iter().any(|(n, _)| n == name))
        })
        .map(|(rel, sha256)| (rel.clone(), sha256.clone()))
        .collect();
    let mut done = Vec::new();
    for (rel, sha256) in gone {
        let path = share.path(&rel);
        match disk.read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if is_busy(&error) => {
                done.push((rel, Done::Held));
                continue;
            }
            Err(error) => return Err(error),
            Ok(there) if hash(&there) != sha256 => done.push((rel.clone(), Done::KeptChanged)),
            Ok(_) if is_open(disk, share, &rel, believed)? => {
                done.push((rel, Done::Held));
                continue;
            }
            Ok(_) => match disk.remove(&path) {
                Err(error) if is_busy(&error) => {
                    done.push((rel, Done::Held));
                    continue;
                }
                removed => {
                    removed?;
                    done.push((rel.clone(), Done::Removed));
                }
            },
        }
        settings.written.remove(&rel);
    }
    Ok(done)
}

/// Writes a generated file where it is missing or still as we wrote it; not one that is `held`.
fn generate(
    disk: &dyn Disk,
    share: &Share,
    settings: &mut Settings,
    rel: &str,
    bytes: &[u8],
    held: bool,
) -> io::Result<Option<Done>> {
    let path = share.path(rel);
    let wanted = hash(bytes);
    let what = match disk.read(&path) {
        Ok(there) => {
            let there = hash(&there);
            if there == wanted {
                settings.written.insert(rel.to_owned(), wanted);
                return Ok(None);
            }
            if settings.written.get(rel) != Some(&there) {
                return Ok(Some(Done::KeptChanged));
            }
            if held {
                return Ok(Some(Done::Held));
            }
            Done::Renewed
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Done::Made,
        Err(error) if is_busy(&error) => return Ok(Some(Done::Held)),
        Err(error) => return Err(error),
    };
    match disk.write(&path, bytes) {
        Err(error) if what == Done::Renewed && is_busy(&error) => return Ok(Some(Done::Held)),
        written => written?,
    }
    settings.written.insert(rel.to_owned(), wanted);
    Ok(Some(what))
}

/// SHA-256 in hex.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The words for staff, with the marks by which old Windows editors know UTF-8.
fn guide(offices: &[String]) -> String {
    let office = offices.first().map_or("石家庄办事处", String::as_str);
    let text = format!(
        "\u{feff}审表 使用说明
================

一、交表
  1. 从「{BLANKS}」拿一份空白表单(自己做的表也可以,只要栏目名称对得上)。
  2. 填好、保存、关闭,放进「{INBOX}」里本办事处的文件夹,例如「{INBOX}/{office}」。
  3. 表被取走审核,「{INBOX}」里就看不到它了,这是正常的。

二、看结果
  · 通过的在「{RESULTS}/<客户名称>」,打开先看「审核结论」页。
  · 要改的在「{RETURNED}/<办事处>」,「校验明细」页写着改哪一格、怎么改。
    直接在那个文件里改好保存就行,不用再拷回「{INBOX}」;拷回去重交也行。
  · 交过的每个文件现在在哪里、该谁办,看「{SUMMARIES}/<办事处>收件情况.xlsx」。

三、请留意
  · 表在 Excel 或 WPS 里开着时不会被取走,关掉才处理。
  · 「{RESULTS}」里的表请不要改;改了的会另存一份,原来的那份会放回去。
  · 查以往的审核,填「{BLANKS}/档案查询单.xlsx」放进「{INBOX}」。
  · 「{POLICY_FILE}」是现行制度参数,改它只算提议,经「{APPROVALS}」里有权的人放入才生效。
  · 「{APPROVALS}/<职务>」只由该职务的人放文件。
"
    );
    text.replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::RealDisk;

    fn contents() -> Contents {
        Contents {
            offices: vec!["石家庄办事处".into(), "唐山/办事处".into()],
            roles: vec!["业务部经理".into()],
            policy: b"policy 1".to_vec(),
            blanks: vec![("客户评分表.xlsx".into(), b"blank 1".to_vec())],
        }
    }

    #[test]
    fn a_second_init_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let first = init(
            &RealDisk,
            dir.path(),
            Some(r"\\srv\共享\"),
            &contents(),
            &|_| true,
        )
        .unwrap();
        assert!(first.iter().all(|(_, done)| *done == Done::Made));
        assert!(dir.path().join("收件箱/石家庄办事处").is_dir());
        assert!(dir.path().join("收件箱/唐山／办事处").is_dir());
        assert!(dir.path().join("审批/业务部经理").is_dir());
        let share = open(&RealDisk, dir.path()).unwrap();
        assert_eq!(share.unc.as_deref(), Some(r"\\srv\共享"));
        assert!(
            init(&RealDisk, dir.path(), None, &contents(), &|_| true)
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn what_people_changed_stays_and_what_is_ours_is_renewed() {
        let dir = tempfile::tempdir().unwrap();
        init(&RealDisk, dir.path(), None, &contents(), &|_| true).unwrap();
        RealDisk
            .write(&dir.path().join("使用说明.txt"), b"ours now")
            .unwrap();
        RealDisk
            .write(&dir.path().join("制度参数.xlsx"), b"edited")
            .unwrap();
        let mut newer = contents();
        newer.blanks[0].1 = b"blank 2".to_vec();
        newer.policy = b"policy 2".to_vec();
        let done = init(&RealDisk, dir.path(), None, &newer, &|_| true).unwrap();
        assert_eq!(
            done,
            [
                ("使用说明.txt".to_owned(), Done::KeptChanged),
                ("空白表单/客户评分表.xlsx".to_owned(), Done::Renewed)
            ]
        );
        assert_eq!(
            RealDisk.read(&dir.path().join("制度参数.xlsx")).unwrap(),
            b"edited"
        );
        assert_eq!(
            RealDisk.read(&dir.path().join("使用说明.txt")).unwrap(),
            b"ours now"
        );
    }

    #[test]
    fn a_blank_form_that_is_open_waits_and_one_that_no_form_has_goes() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = dir.path().join("空白表单").join(name);
            RealDisk.write(&path, text.as_bytes()).unwrap();
        };
        let text = |name: &str| {
            let bytes = RealDisk.read(&dir.path().join("空白表单").join(name));
            bytes.ok().map(|b| String::from_utf8(b).unwrap())
        };
        let mut first = contents();
        first.blanks.push(("旧表.xlsx".into(), b"old".to_vec()));
        first
            .blanks
            .push(("改过的旧表.xlsx".into(), b"old".to_vec()));
        init(&RealDisk, dir.path(), None, &first, &|_| true).unwrap();
        put("改过的旧表.xlsx", "filled in");
        put("~$客户评分表.xlsx", "owner");
        put("~$旧表.xlsx", "owner");
        let mut newer = contents();
        newer.blanks[0].1 = b"blank 2".to_vec();
        newer.blanks.push(("新表.xlsx".into(), b"new".to_vec()));
        let next = |believed: bool| init(&RealDisk, dir.path(), None, &newer, &|_| believed);
        let entry = |name: &str, done: Done| (format!("空白表单/{name}"), done);
        assert_eq!(
            next(true).unwrap(),
            [
                entry("客户评分表.xlsx", Done::Held),
                entry("新表.xlsx", Done::Made),
                entry("改过的旧表.xlsx", Done::KeptChanged),
                entry("旧表.xlsx", Done::Held),
            ]
        );
        assert_eq!(text("客户评分表.xlsx").as_deref(), Some("blank 1"));
        // A leftover owner file keeps nothing from its place.
        assert_eq!(
            next(false).unwrap(),
            [
                entry("客户评分表.xlsx", Done::Renewed),
                entry("旧表.xlsx", Done::Removed),
            ]
        );
        assert_eq!(text("客户评分表.xlsx").as_deref(), Some("blank 2"));
        assert_eq!(text("旧表.xlsx"), None);
        assert_eq!(text("改过的旧表.xlsx").as_deref(), Some("filled in"));
        assert_eq!(next(true).unwrap(), []);
    }
}
