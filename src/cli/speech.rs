//! The command line in Chinese: clap's own words, and what it says of wrong arguments.
//!
//! clap has no translations, so its headings, its usage line and its errors are put in words here.
//! Under another locale clap speaks for itself.

use super::words::say;
use chrono::NaiveDate;
use clap::builder::Str;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};

/// How a command's help is laid out; the headings of its parts are set one by one.
const TEMPLATE: &str =
    "{before-help}{about-with-newline}\n用法:{usage}\n\n{all-args}{after-help}\n";

/// What stands for a value in help and usage.
const VALUES: &[(&str, &str)] = &[
    ("SHARE", "共享"),
    ("DIR", "目录"),
    ("FILE", "文件"),
    ("XLSX", "工作簿"),
    ("DATE", "日期"),
    ("SECONDS", "秒"),
    ("VERSION", "版本"),
    ("HASH", "校验值"),
    ("ID", "版本号"),
    ("FROM", "较早的"),
    ("TO", "较晚的"),
    ("CUSTOMER", "客户"),
    ("FORM", "表单"),
    ("GRADE", "等级"),
    ("STATUS", "状态"),
    ("LIMIT", "条数"),
    ("COMMAND", "命令"),
    ("OPTIONS", "选项"),
];

fn value_word(name: &Str) -> Str {
    VALUES
        .iter()
        .find(|(english, _)| *english == name.as_str())
        .map_or_else(|| name.clone(), |(_, chinese)| Str::from(*chinese))
}

/// The command and all below it with clap's own words in Chinese.
pub(super) fn in_chinese(mut command: Command) -> Command {
    // The flags and commands that clap adds by itself stand there only after this.
    command.build();
    translated(command)
}

fn translated(command: Command) -> Command {
    let is_help = command.get_name() == "help";
    let mut command = command
        .mut_args(translated_argument)
        .mut_subcommands(translated)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .help_template(TEMPLATE);
    if is_help {
        command = command.about("显示帮助,或某个命令的帮助");
    }
    let usage = usage_words(&command.render_usage().to_string());
    command.override_usage(usage)
}

/// `Usage: shenbiao watch [OPTIONS] <SHARE>` in Chinese, without its heading.
fn usage_words(usage: &str) -> String {
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    VALUES.iter().fold(usage.to_owned(), |text, (en, zh)| {
        text.replace(&format!("[{en}]"), &format!("[{zh}]"))
            .replace(&format!("<{en}>"), &format!("<{zh}>"))
    })
}

fn translated_argument(arg: Arg) -> Arg {
    let heading = if arg.is_positional() {
        "参数"
    } else {
        "选项"
    };
    let help = match arg.get_id().as_str() {
        "help" => "显示帮助".to_owned(),
        "version" => "显示版本".to_owned(),
        "subcommand" => "哪个命令".to_owned(),
        _ => arg.get_help().map(ToString::to_string).unwrap_or_default(),
    };
    let defaults: Vec<String> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    // A flag has one by its nature: off.
    let help = if defaults.is_empty() || !arg.get_action().takes_values() {
        help
    } else {
        format!("{help}(默认 {})", defaults.join("、"))
    };
    let names: Vec<Str> = arg
        .get_value_names()
        .into_iter()
        .flatten()
        .map(value_word)
        .collect();
    let arg = arg
        .help(help)
        .help_heading(heading)
        .hide_default_value(true);
    if names.is_empty() {
        arg
    } else {
        arg.value_names(names)
    }
}

/// What is wrong with the arguments, and what to do about it; in the language of the command line.
pub(super) fn explained(error: &Error) -> (String, String) {
    if super::words::chinese() {
        (message(error), hint(error))
    } else {
        let text = error.to_string();
        let first = text.lines().next().unwrap_or_default();
        (
            first.trim_start_matches("error: ").to_owned(),
            "shenbiao --help".to_owned(),
        )
    }
}

fn words_of(error: &Error, kind: ContextKind) -> Vec<String> {
    let words = match error.get(kind) {
        Some(ContextValue::String(word)) => vec![word.clone()],
        Some(ContextValue::Strings(words)) => words.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    words.iter().map(|word| usage_words(word)).collect()
}

fn word_of(error: &Error, kind: ContextKind) -> String {
    words_of(error, kind).join("、")
}

fn message(error: &Error) -> String {
    let argument = word_of(error, ContextKind::InvalidArg);
    let value = word_of(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有「{argument}」这个选项,也不该有这个参数"),
        ErrorKind::InvalidSubcommand => format!(
            "没有「{}」这个命令",
            word_of(error, ContextKind::InvalidSubcommand)
        ),
        ErrorKind::MissingRequiredArgument => format!("还缺 {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "还没说要做什么:后面要跟一个命令".to_owned()
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("「{argument}」后面要写值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("「{argument}」的值「{value}」不对")
        }
        ErrorKind::ArgumentConflict => {
            let prior = word_of(error, ContextKind::PriorArg);
            if prior.is_empty() || prior == argument {
                format!("「{argument}」写了不止一遍")
            } else {
                format!("「{argument}」和「{prior}」不能一起用")
            }
        }
        ErrorKind::NoEquals => format!("「{argument}」和它的值之间要写等号"),
        ErrorKind::TooManyValues => format!("「{argument}」多了一个值「{value}」"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("「{argument}」的值个数不对")
        }
        ErrorKind::InvalidUtf8 => "参数里有认不出的字符".to_owned(),
        _ => "命令写得不对".to_owned(),
    }
}

fn hint(error: &Error) -> String {
    let mut hints = Vec::new();
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .iter()
    .map(|kind| word_of(error, *kind))
    .find(|word| !word.is_empty());
    if let Some(word) = suggested {
        hints.push(format!("是不是想写「{word}」"));
    }
    for kind in [ContextKind::ValidSubcommand, ContextKind::ValidValue] {
        let words = word_of(error, kind);
        if !words.is_empty() {
            hints.push(format!("可写的有:{words}"));
        }
    }
    if let Some(source) = std::error::Error::source(error) {
        let source = source.to_string();
        // The reasons of our own parsers are in Chinese; a library's would not be understood.
        if !source.is_ascii() {
            hints.push(source);
        }
    }
    let usage = word_of(error, ContextKind::Usage);
    if !usage.is_empty() {
        hints.push(format!("用法:{usage}"));
    }
    hints.push("加上 --help 可看说明".to_owned());
    hints.join(";")
}

/// A day of the command line.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| say("日期写作 2026-03-10", "a date such as 2026-03-10").to_owned())
}
