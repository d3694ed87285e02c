//! The README is carried out: every command it shows is run by the real program in an empty
//! folder and ends as the README says. Those that never end are held to their help, and run
//! with `--once`.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn readme() -> String {
    std::fs::read_to_string(project("README.md")).unwrap()
}

/// The lines of the fenced blocks of a language, in order.
fn fenced(language: &str) -> Vec<String> {
    let page = readme();
    let opening = format!("```{language}\n");
    let blocks = page.split(&opening).skip(1);
    blocks
        .flat_map(|rest| rest.split("```").next().unwrap().lines())
        .filter(|line| !line.trim().is_empty())
        .map(str::to_owned)
        .collect()
}

/// The lines of the README's block of commands, without their explanations.
fn synopses() -> Vec<String> {
    fenced("text")
        .into_iter()
        .filter(|line| line.starts_with("shenbiao "))
        .collect()
}

/// An empty folder in which README's commands are typed.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs the program as a shell would: words at blanks, quotes around a word dropped. Gives
    /// what it printed.
    #[track_caller]
    fn types(&self, line: &str, code: i32) -> String {
        let words: Vec<String> = line
            .split_whitespace()
            .map(|word| word.trim_matches('\'').to_owned())
            .collect();
        let run = Command::cargo_bin("shenbiao")
            .unwrap()
            .current_dir(self.0.path())
            .env("LC_ALL", "zh_CN.UTF-8")
            .env("XDG_DATA_HOME", self.path("本机数据"))
            .args(&words)
            .output()
            .unwrap();
        let said = String::from_utf8(run.stdout).unwrap();
        let err = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(code), "{line}\n{said}\n{err}");
        said
    }
}

fn help_of(words: &[&str]) -> String {
    let run = Command::cargo_bin("shenbiao")
        .unwrap()
        .env("LC_ALL", "C")
        .args(words)
        .arg("--help")
        .output()
        .unwrap();
    assert!(run.status.success(), "{words:?} --help");
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn every_command_and_option_of_the_readme_is_known_to_the_program() {
    let commands = synopses();
    assert!(commands.len() >= 7);
    for line in commands {
        let mut words = line.split_whitespace().skip(1);
        let command = words.next().unwrap();
        let rest: Vec<&str> = words.collect();
        // `archive list|show|…`, `policy new`: sub-commands stand first, in small letters.
        let small = |w: &&str| w.chars().all(|c| c.is_ascii_lowercase() || c == '|');
        let mut help = help_of(&[command]);
        for sub in rest
            .iter()
            .copied()
            .take_while(small)
            .flat_map(|w| w.split('|'))
        {
            help.push_str(&help_of(&[command, sub]));
        }
        let options = rest.iter().flat_map(|w| w.split(['[', ']', '(', ')', '|']));
        for option in options.filter(|w| w.starts_with("--")) {
            assert!(
                help.contains(option),
                "{command}: {option} is not in its help"
            );
        }
    }
}

/// The shell blocks: each line has its case here, so that a new one cannot go untried.
#[test]
fn the_commands_to_start_with_run_as_they_stand() {
    let desk = Desk::new();
    for line in fenced("sh") {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["cargo", "run", "--release", "--", rest @ ..] => {
                desk.types(&rest.join(" "), 0);
            }
            ["bash", script] => {
                let checked = std::process::Command::new("bash")
                    .arg("-n")
                    .arg(project(script))
                    .status()
                    .unwrap();
                assert!(checked.success(), "{script} is no shell script");
            }
            ["shenbiao", "init", share, options @ ..] => {
                let (share, options) = (share.replace("/srv/", ""), options.join(" "));
                desk.types(&format!("init {share} {options}"), 0);
                assert!(desk.path(&share).join("收件箱").is_dir());
            }
            // It never ends: with --once it does, and says so.
            ["shenbiao", "watch", share] => {
                let share = share.replace("/srv/", "");
                assert!(help_of(&["watch"]).contains("--once"));
                let said = desk.types(&format!("watch {share} --once"), 0);
                assert!(said.contains("没有要处理的文件"), "{said}");
            }
            _ => panic!("README shows {line}, and nobody tries it"),
        }
    }
}

/// The tour: what it says lies there after `demo`, and the sheets it names are in it.
#[test]
fn the_tour_finds_what_it_describes() {
    let desk = Desk::new();
    let said = desk.types("demo", 0);
    let page = readme();
    let tour = page
        .split("Five-minute tour")
        .nth(1)
        .unwrap()
        .split("\n## ")
        .next()
        .unwrap();
    let mut opened = 0;
    for quoted in tour.split('`').skip(1).step_by(2) {
        if quoted.starts_with("审表演示/") {
            let path = desk.path(quoted);
            assert!(path.is_file(), "{quoted}");
            assert!(said.contains(quoted), "demo does not say to open {quoted}");
            opened += 1;
        }
    }
    assert!(opened >= 3, "{tour}");
    let book = |name: &str| {
        let found: calamine::Xlsx<_> = calamine::open_workbook(desk.path(name)).unwrap();
        calamine::Reader::sheet_names(&found)
    };
    let accepted = "审表演示/共享/审核结果/石家庄恒光电子有限公司/客户评分表-恒光电子.xlsx";
    let names = book(accepted);
    for sheet in tour.split("**").skip(1).step_by(2) {
        assert!(
            names.iter().any(|n| n == sheet),
            "{sheet} is not in {names:?}"
        );
    }
    // The number of samples that it promises.
    let promised: usize = page
        .split(" 个样表")
        .next()
        .unwrap()
        .rsplit(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let told = said.lines().take_while(|line| !line.is_empty()).count();
    assert_eq!(told, promised, "{said}");
    // Step 4: the look-up form, filled in, is answered.
    let root = desk.path("审表演示/共享");
    let blank = std::fs::read(root.join("空白表单/档案查询单.xlsx")).unwrap();
    let mut form =
        umya_spreadsheet::reader::xlsx::read_reader(std::io::Cursor::new(blank), true).unwrap();
    let sheet = &mut form.sheet_collection_mut()[0];
    let label = sheet
        .cells_sorted()
        .iter()
        .find(|cell| cell.value().starts_with("客户名称"))
        .map(|cell| (cell.coordinate().col_num(), cell.coordinate().row_num()))
        .unwrap();
    sheet.cell_mut((label.0 + 1, label.1)).set_value("恒光");
    umya_spreadsheet::writer::xlsx::write(&form, root.join("收件箱/档案查询单.xlsx")).unwrap();
    desk.types(
        "watch 审表演示/共享 --once --settle 0 --today 2026-03-10 --data 审表演示/数据",
        0,
    );
    let answers = std::fs::read_dir(root.join("审核结果/查询结果")).unwrap();
    assert!(answers.count() >= 2);
}

/// The block of commands: each line is tried in its simplest form and in its richest, with the
/// exit codes that README gives.
#[test]
fn every_line_of_the_commands_does_what_it_says() {
    let desk = Desk::new();
    let samples = project("samples/石家庄办事处");
    for (name, file) in [
        ("好.xlsx", "客户评分表-恒光电子.xlsx"),
        ("缺.xlsx", "客户评分表-资料不全.xlsx"),
        ("别的.xlsx", "会议签到表.xlsx"),
    ] {
        std::fs::copy(samples.join(file), desk.path(name)).unwrap();
    }
    for line in synopses() {
        let command: String = line
            .trim_start_matches("shenbiao ")
            .split(|c: char| c.is_ascii_uppercase() || "[(|".contains(c))
            .next()
            .unwrap()
            .trim()
            .to_owned();
        let runs: &[(&str, i32)] = match command.as_str() {
            "demo" => &[("demo 演示", 0), ("demo 演示", 0)],
            "init" => &[
                (r"init 共享 --unc \\server\share", 0),
                ("init 共享", 0),
                ("init 好.xlsx", 3),
                ("init", 2),
            ],
            "watch" => &[
                (
                    "watch 共享 --once --today 2026-03-10 --data 数据 --poll 1 --settle 0",
                    1,
                ),
                ("watch 没有的共享 --once", 2),
            ],
            "check" => &[
                ("check 好.xlsx --today 2026-03-10", 0),
                ("check 好.xlsx 缺.xlsx --today 2026-03-10", 1),
                ("check 别的.xlsx", 1),
                (
                    "check 好.xlsx --policy 共享/制度参数.xlsx --today 2026-03-10 --out 写好的 --json",
                    0,
                ),
                ("check 没有.xlsx", 2),
                ("check 好.xlsx --policy 好.xlsx", 2),
                ("check 好.xlsx --out 好.xlsx", 3),
            ],
            "archive list" => &[
                ("archive list --data 数据", 0),
                ("archive list --share 共享 --json", 0),
                ("archive show 1-1 --data 数据 --json", 0),
                ("archive show 99-1 --data 数据", 2),
                ("archive diff 1-1 2-1 --data 数据", 0),
                ("archive export 1-1 取出 --data 数据", 0),
                ("archive verify --data 数据", 0),
                ("archive rebuild --data 数据", 0),
                ("archive reproduce 1-1 --data 数据", 0),
                ("archive index --share 共享 --data 数据", 0),
                ("archive index --data 数据", 2),
                ("archive list --data 没有的目录", 2),
            ],
            "policy new" => &[("policy new 新.xlsx", 0), ("policy new 新.xlsx", 2)],
            "policy check" => &[
                ("policy check 新.xlsx", 0),
                ("policy check 新.xlsx 共享/制度参数.xlsx --json", 0),
                ("policy check 好.xlsx", 2),
            ],
            "policy diff" => &[
                ("policy diff 新.xlsx 共享/制度参数.xlsx", 0),
                (
                    "policy diff 新.xlsx 共享/制度参数.xlsx --out 对照.xlsx --json",
                    0,
                ),
            ],
            "policy simulate" => &[
                ("policy simulate 新.xlsx --data 数据", 0),
                (
                    "policy simulate 新.xlsx --share 共享 --out 试算.xlsx --json",
                    0,
                ),
            ],
            "templates" => &[
                ("templates 空白", 0),
                ("templates 空白 --policy 新.xlsx", 0),
                ("templates 好.xlsx", 3),
            ],
            other => panic!("README shows {other} ({line}), and nobody tries it"),
        };
        if command == "watch" {
            desk.types("watch 共享 --once", 0);
            for name in ["好.xlsx", "缺.xlsx"] {
                let inbox = desk.path("共享/收件箱").join(name);
                std::fs::copy(desk.path(name), inbox).unwrap();
            }
        }
        for (words, code) in runs {
            let said = desk.types(words, *code);
            if words.contains("--json") {
                assert!(
                    serde_json::from_str::<serde_json::Value>(&said).is_ok(),
                    "{words}: {said}"
                );
            }
        }
    }
    // What they wrote lies where they said.
    for path in [
        "演示/共享/汇总/档案目录.xlsx",
        "写好的/好.xlsx",
        "取出/1-1.json",
        "对照.xlsx",
        "试算.xlsx",
        "新.xlsx.模拟.xlsx",
        "空白/客户评分表.xlsx",
        "共享/汇总/档案目录.xlsx",
    ] {
        assert!(desk.path(path).exists(), "{path}");
    }
}

/// The unit's command line is one that the program takes.
#[test]
fn the_service_starts_what_there_is() {
    let help = help_of(&["watch"]);
    let lines = fenced("ini");
    let start = lines
        .iter()
        .find_map(|l| l.strip_prefix("ExecStart="))
        .unwrap();
    let words: Vec<&str> = start.split_whitespace().collect();
    assert!(words[0].ends_with("/shenbiao") && words[1] == "watch");
    for option in words.iter().filter(|w| w.starts_with("--")) {
        assert!(help.contains(option), "{option}");
    }
}
