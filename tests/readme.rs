//! What the README says of the command line is what the program takes.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use std::path::Path;

/// The lines of the README's block of commands.
fn commands() -> Vec<String> {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let block = page
        .split("```text\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    block
        .lines()
        .filter(|line| line.starts_with("shenbiao "))
        .map(str::to_owned)
        .collect()
}

fn help_of(words: &[&str]) -> String {
    let run = Command::cargo_bin("shenbiao")
        .unwrap()
        .args(words)
        .arg("--help")
        .output()
        .unwrap();
    assert!(run.status.success(), "{words:?} --help");
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn every_command_and_option_of_the_readme_is_known_to_the_program() {
    let commands = commands();
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
