//! A shared folder in which a story plays: laid out, filled and watched by the real program.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The day of all stories on a share.
const TODAY: &str = "2026-03-10";

/// How a run of the program ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The one JSON document on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("no JSON ({e}): {self:?}"))
    }

    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        let said = self.out.contains(words) || self.err.contains(words);
        assert!(said, "nothing of {words}: {self:?}");
        self
    }
}

/// Runs the program, speaking Chinese.
pub fn shenbiao<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    shenbiao_in("zh_CN.UTF-8", args)
}

/// Runs the program under some locale.
pub fn shenbiao_in<S: AsRef<std::ffi::OsStr>>(
    locale: &str,
    args: impl IntoIterator<Item = S>,
) -> Run {
    let run = Command::cargo_bin("shenbiao")
        .unwrap()
        .env("LC_ALL", locale)
        .args(args)
        .output()
        .unwrap();
    Run {
        code: run.status.code().unwrap(),
        out: String::from_utf8(run.stdout).unwrap(),
        err: String::from_utf8(run.stderr).unwrap(),
    }
}

/// A share with its data directory, both gone at the end of the story.
pub struct Share {
    folder: TempDir,
}

impl Share {
    /// A share laid out by `init`.
    pub fn laid_out() -> Self {
        let share = Self {
            folder: TempDir::new().unwrap(),
        };
        shenbiao([Path::new("init"), &share.root()]).ends_with(0);
        share
    }

    /// A folder with nothing but an empty 收件箱 in it.
    pub fn bare() -> Self {
        let share = Self {
            folder: TempDir::new().unwrap(),
        };
        fs::create_dir_all(share.root().join("收件箱")).unwrap();
        share
    }

    /// The same of a company that has its policy workbook already.
    pub fn with_policy(policy: &[u8]) -> Self {
        let share = Self {
            folder: TempDir::new().unwrap(),
        };
        fs::create_dir_all(share.root()).unwrap();
        fs::write(share.root().join("制度参数.xlsx"), policy).unwrap();
        shenbiao([Path::new("init"), &share.root()]).ends_with(0);
        share
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("共享")
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("数据")
    }

    /// Somebody drops a file into 收件箱, by rename as a copying program would.
    pub fn drop_in(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        self.save(&format!("收件箱/{name}"), bytes)
    }

    /// Somebody saves a file anywhere in the share.
    pub fn save(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        let half = path.with_file_name(".saving");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&half, bytes).unwrap();
        fs::rename(&half, &path).unwrap();
        self
    }

    pub fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.root().join(path)).unwrap();
        self
    }

    /// `watch --once`, whose exit code must be this.
    #[track_caller]
    pub fn watched(&self, code: i32) -> Run {
        self.watched_or_refused(&self.data()).ends_with(code)
    }

    /// `watch --once` on another day.
    #[track_caller]
    pub fn watched_on(&self, day: &str, code: i32) -> Run {
        self.watched_with(&self.data(), day).ends_with(code)
    }

    /// `watch --once` under some locale.
    #[track_caller]
    pub fn watched_in(&self, locale: &str, code: i32) -> Run {
        self.watched_so(locale, &self.data(), TODAY).ends_with(code)
    }

    /// `watch --once` with some data directory, however it ends.
    pub fn watched_or_refused(&self, data: &Path) -> Run {
        self.watched_with(data, TODAY)
    }

    fn watched_with(&self, data: &Path, day: &str) -> Run {
        self.watched_so("zh_CN.UTF-8", data, day)
    }

    fn watched_so(&self, locale: &str, data: &Path, day: &str) -> Run {
        let root = self.root();
        let (root, data) = (root.to_str().unwrap(), data.to_str().unwrap());
        let args = [
            "watch", root, "--once", "--today", day, "--data", data, "--settle", "0",
        ];
        shenbiao_in(locale, args)
    }

    /// `archive … --json`.
    pub fn archive(&self, args: &[&str]) -> Run {
        let data = self.data();
        let fixed = ["archive", "--json", "--data", data.to_str().unwrap()];
        shenbiao(fixed.iter().chain(args))
    }

    /// All versions, oldest first.
    pub fn versions(&self) -> Vec<Value> {
        let document = self.archive(&["list", "--limit", "0"]).ends_with(0).json();
        let mut versions = document["versions"].as_array().unwrap().clone();
        versions.reverse();
        versions
    }

    /// One property of all versions, oldest first.
    pub fn each(&self, property: &str) -> Vec<String> {
        let word = |v: &Value| v[property].as_str().unwrap_or_default().to_owned();
        self.versions().iter().map(word).collect()
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.root().join(path))
            .unwrap_or_else(|e| panic!("{path}: {e}; there is {:?}", self.all()))
    }

    pub fn has(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    /// The files in a folder and below, by their paths in it, sorted; 使用说明 and the copy of the
    /// first policy left out.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let root = self.root().join(folder);
        let mut found = Vec::new();
        collect(&root, &root, &mut found);
        found.retain(|name| {
            !name.ends_with("使用说明.txt") && !name.ends_with("制度参数 默认-1.xlsx")
        });
        found.sort();
        found
    }

    fn all(&self) -> Vec<String> {
        ["收件箱", "审核结果", "退回修改"]
            .iter()
            .flat_map(|folder| self.files(folder))
            .collect()
    }
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            found.push(
                path.strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/"),
            );
        }
    }
}
