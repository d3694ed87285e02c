//! `--help` of every command, in both languages.

use crate::program::run;

const CHINESE: &str = "zh_CN.UTF-8";
const ENGLISH: &str = "C";

/// The commands below one, as its English help lists them.
fn below(words: &[String]) -> Vec<Vec<String>> {
    let help = help(ENGLISH, words);
    let listed = help
        .split("Commands:\n")
        .nth(1)
        .unwrap_or_default()
        .lines()
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    let mut found = Vec::new();
    for name in listed {
        let mut deeper = words.to_vec();
        deeper.push(name.to_owned());
        found.push(deeper.clone());
        found.extend(below(&deeper));
    }
    found
}

fn help(locale: &str, words: &[String]) -> String {
    let mut args = words.to_vec();
    args.push("--help".to_owned());
    let said = run(locale, &std::env::temp_dir(), &args);
    assert_eq!(said.code, 0, "{words:?}");
    said.out
}

#[test]
fn of_every_command() {
    let mut commands = vec![Vec::new()];
    commands.extend(below(&[]));
    assert!(commands.len() > 15, "{commands:?}");
    for (name, locale) in [("chinese", CHINESE), ("english", ENGLISH)] {
        let all: Vec<String> = commands
            .iter()
            .map(|words| format!("$ shenbiao {}\n{}", words.join(" "), help(locale, words)))
            .collect();
        insta::assert_snapshot!(name, all.join("\n"));
    }
}
