//! The real program, and a folder in which it works.

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The day on which everything is judged.
pub const TODAY: &str = "2026-03-10";

/// How a run ended and what it said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// Code and both streams, as a snapshot shows them.
    pub fn whole(&self) -> String {
        let part = |name: &str, text: &str| match text.trim_end() {
            "" => String::new(),
            text => format!("-- {name}\n{text}\n"),
        };
        format!(
            "exit {}\n{}{}",
            self.code,
            part("stdout", &self.out),
            part("stderr", &self.err)
        )
    }
}

/// The samples, where relative paths of them are typed.
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// Runs the program in a folder under a locale.
pub fn run<S: AsRef<std::ffi::OsStr>>(
    locale: &str,
    folder: &Path,
    args: impl IntoIterator<Item = S>,
) -> Said {
    let run = Command::cargo_bin("shenbiao")
        .unwrap()
        .env("LC_ALL", locale)
        .env_remove("COLUMNS")
        .env_remove("SHENBIAO_LOG")
        .current_dir(folder)
        .args(args)
        .output()
        .unwrap();
    Said {
        code: run.status.code().unwrap(),
        out: String::from_utf8(run.stdout).unwrap(),
        err: String::from_utf8(run.stderr).unwrap(),
    }
}

/// A share called 共享 with its data 数据, in a folder of its own.
pub struct Share(TempDir);

impl Share {
    pub fn laid_out() -> Self {
        let share = Self(TempDir::new().unwrap());
        assert_eq!(share.says(["init", "共享"]).code, 0);
        share
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Runs the program beside the share, in Chinese.
    pub fn says<const N: usize>(&self, args: [&str; N]) -> Said {
        run("zh_CN.UTF-8", self.0.path(), args)
    }

    /// Drops bytes anywhere below the share.
    pub fn drop_at(&self, path: &str, bytes: &[u8]) -> &Self {
        let path = self.0.path().join("共享").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    /// `watch --once` on the day of the samples.
    pub fn watched(&self) -> Said {
        let said = self.says([
            "watch", "共享", "--once", "--settle", "0", "--data", "数据", "--today", TODAY,
        ]);
        assert!(said.code <= 1, "{}", said.whole());
        said
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.0.path().join("共享").join(path)).unwrap()
    }
}
