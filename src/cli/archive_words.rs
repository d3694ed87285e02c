//! What `shenbiao archive` says to people: versions, one version, differences, damage.

use super::words::{chinese, say, status};
use crate::archive::{Difference, Differences, Entry, Shown, Verified};
use std::fmt::Write as _;

/// Where a value is blank.
fn blank() -> &'static str {
    say("(空)", "(blank)")
}

/// One line a version, newest first.
pub(super) fn list(entries: &[Entry]) -> String {
    let mut out = String::new();
    for e in entries {
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            e.id,
            e.review_date,
            status(e.status),
            e.grade.as_deref().unwrap_or("-"),
            e.customer.as_deref().unwrap_or("-"),
            e.form_title.as_deref().unwrap_or("-"),
            e.file
        );
    }
    let count = entries.len();
    out.push_str(&if chinese() {
        format!("共 {count} 条")
    } else {
        format!("{count} in all")
    });
    out
}

/// One version: what it is, what was read, what came of it, what was found.
pub(super) fn show(shown: &Shown) -> String {
    let e = &shown.entry;
    let mut out = String::new();
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{label}\t{value}");
        }
    };
    line(say("版本号", "id"), &e.id);
    line(say("收到时间", "received"), &e.received_at);
    line(say("审核日期", "review date"), &e.review_date.to_string());
    line(say("文件", "file"), &e.file);
    line(say("办事处", "office"), &e.office);
    let unknown = say("(无法识别)", "(not recognised)");
    line(
        say("表单", "form"),
        e.form_title.as_deref().unwrap_or(unknown),
    );
    line(
        say("客户", "customer"),
        e.customer.as_deref().unwrap_or_default(),
    );
    line(say("审核状态", "status"), status(e.status));
    line(say("等级", "grade"), e.grade.as_deref().unwrap_or_default());
    let since = shown.policy_effective.map(|day| {
        if chinese() {
            format!("({day} 起施行)")
        } else {
            format!(" (in force from {day})")
        }
    });
    let policy = format!("{}{}", e.policy_version, since.unwrap_or_default());
    line(say("制度版本", "policy"), &policy);
    line(
        say("送达", "delivered to"),
        shown.delivered.as_deref().unwrap_or_default(),
    );
    line(say("-- 填写内容", "-- what was read"), " ");
    for field in &shown.fields {
        if let Some(value) = field.value.as_deref().or(field.raw.as_deref()) {
            let unit = field.unit.as_deref().filter(|_| field.value.is_some());
            line(
                &field.label,
                &format!("{value}{}", unit.unwrap_or_default()),
            );
        }
    }
    if let Some(review) = &shown.review {
        line(say("-- 审核结果", "-- what came of it"), " ");
        for step in review.trace() {
            line(&step.figure, &step.value);
        }
    }
    if !shown.findings.is_empty() {
        line(say("-- 检查结果", "-- what was found"), " ");
    }
    for finding in &shown.findings {
        line(
            &finding.code,
            &format!("{} / {}", finding.message, finding.fix),
        );
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// What differs between two versions.
pub(super) fn diff(found: &Differences) -> String {
    if found.is_empty() {
        return if chinese() {
            format!("{} 与 {} 内容相同", found.from, found.to)
        } else {
            format!("{} and {} are the same", found.from, found.to)
        };
    }
    let mut out = String::new();
    let figures: Vec<Difference> = found.review.iter().map(in_words).collect();
    for (title, differences) in [
        (say("概况", "in general"), &found.headings),
        (say("填写内容", "what was read"), &found.fields),
        (say("审核结果", "what came of it"), &figures),
    ] {
        if differences.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{title}");
        for d in differences {
            let (from, to) = (d.from.as_deref(), d.to.as_deref());
            let (from, to) = (from.unwrap_or(blank()), to.unwrap_or(blank()));
            let _ = writeln!(out, "  {}{}{from} → {to}", d.label, say(":", ": "));
        }
    }
    for (title, lines) in [
        (
            say("不再有的检查结果", "found no longer"),
            &found.findings_gone,
        ),
        (say("新的检查结果", "newly found"), &found.findings_new),
    ] {
        if !lines.is_empty() {
            let _ = writeln!(out, "{title}\n  {}", lines.join("\n  "));
        }
    }
    out.trim_end().to_owned()
}

/// Whether the archive is whole, and else where it is not.
pub(super) fn verified(found: &Verified) -> String {
    let mut text = String::new();
    for damage in &found.damage {
        let _ = writeln!(text, "{}\t{}", damage.id, damage.what);
    }
    let (submissions, blobs, head) = (found.submissions, found.blobs, &found.head);
    let damaged = found.damage.len();
    let _ = if chinese() {
        let verdict = match damaged {
            0 => "完整".to_owned(),
            n => format!("{n} 处不对"),
        };
        write!(
            text,
            "核对了 {submissions} 次提交、{blobs} 个存档文件,校验值 {head}:{verdict}"
        )
    } else {
        let verdict = match damaged {
            0 => "whole".to_owned(),
            n => format!("damaged in {n} places"),
        };
        write!(
            text,
            "{submissions} submissions, {blobs} stored files, head {head}: {verdict}"
        )
    };
    text
}

/// The names of a review's document, in Chinese.
const NAMES: &[(&str, &str)] = &[
    ("benefit", "优惠"),
    ("case_id", "投诉编号"),
    ("causes", "原因"),
    ("class", "客户类别"),
    ("clause", "条款"),
    ("counted", "算法"),
    ("credit", "信用"),
    ("binding", "额度受限于"),
    ("cycle", "周期"),
    ("cheapest_indicator", "最省力的指标"),
    ("day_kind", "天数的算法"),
    ("days", "天数"),
    ("distance", "离上一级"),
    ("due", "期限"),
    ("due_dates", "期限"),
    ("figures", "数值"),
    ("form", "表单"),
    ("grade", "等级"),
    ("indicator_points", "指标得分"),
    ("limit_wan", "额度(万元)"),
    ("method", "方法"),
    ("name", "名称"),
    ("new_customer_until", "新客户到"),
    ("next_grade", "上一级"),
    ("owner", "责任"),
    ("period_end", "期末"),
    ("points_above_below", "高出本级下限"),
    ("points_to_next", "差几分"),
    ("price_tier", "价格"),
    ("provisional", "暂定"),
    ("rank", "次序"),
    ("reference_grade", "参考等级"),
    ("reply_by", "回复期限"),
    ("reply_means", "回复方式"),
    ("reports", "报告"),
    ("role", "由谁"),
    ("severity", "情节"),
    ("shipping", "发货"),
    ("step", "步骤"),
    ("steps", "步骤"),
    ("terms_days", "账期(天)"),
    ("to", "报给"),
    ("total_points", "总分"),
    ("unit", "单位"),
    ("value", "值"),
    ("visit", "走访"),
    ("visits", "回访"),
    ("words", "说明"),
    ("would_change", "怎样会变"),
    // What stands in them.
    ("false", "否"),
    ("true", "是"),
    ("general", "一般客户"),
    ("half_year", "每半年"),
    ("quarter", "每季度"),
    ("year", "每年"),
    ("letter", "须用信函"),
    ("any", "信函或电话"),
    ("sales", "年合同额"),
    ("net_assets", "净资产"),
    ("cap", "等级封顶额"),
    ("none", "不给额度"),
    ("workday", "工作日"),
    ("calendar", "自然日"),
];

fn in_chinese(word: &str) -> &str {
    NAMES
        .iter()
        .find(|(english, _)| *english == word)
        .map_or(word, |(_, chinese)| chinese)
}

/// `visits[1].due` as people say it (回访1 期限).
fn figure_name(path: &str) -> String {
    let parts: Vec<String> = path
        .split('.')
        .map(|part| {
            let (name, number) = part.split_once('[').unwrap_or((part, ""));
            format!("{}{}", in_chinese(name), number.trim_end_matches(']'))
        })
        .collect();
    parts.join(" ")
}

/// A figure that differs, under its Chinese name where Chinese is spoken.
fn in_words(figure: &Difference) -> Difference {
    if !chinese() {
        return figure.clone();
    }
    let value = |value: &Option<String>| {
        let value = value.as_deref()?;
        let words = match (figure.label.as_str(), value) {
            ("severity", "major") => "重大",
            ("severity", "minor") => "一般",
            ("class", "major") => "大客户",
            _ => in_chinese(value),
        };
        Some(words.to_owned())
    };
    Difference {
        label: figure_name(&figure.label),
        from: value(&figure.from),
        to: value(&figure.to),
    }
}
