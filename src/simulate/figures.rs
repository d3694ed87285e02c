//! The figures by which a customer is said to change, and the reasons.

use crate::domain::decimal::{as_plain_option, plain};
use crate::domain::review::{CustomerClass, Review, ScoreReview, TraceStep};
use crate::domain::status::Status;
use crate::judged::JudgedRecord;
use rust_decimal::Decimal;
use serde::Serialize;

/// So many reasons are told; more would hide the first.
const MOST_REASONS: usize = 4;

/// What a customer gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Status of the form.
    pub status: Status,
    /// Class.
    pub class: Option<CustomerClass>,
    /// Points of the four indicators.
    #[serde(with = "as_plain_option")]
    pub total_points: Option<Decimal>,
    /// Grade.
    pub grade: Option<String>,
    /// Limit in 万元.
    #[serde(with = "as_plain_option")]
    pub limit_wan: Option<Decimal>,
    /// Payment terms in days.
    pub terms_days: Option<u32>,
    /// Priority; 1 is served first.
    pub rank: Option<u32>,
    /// Price tier.
    pub price_tier: Option<String>,
    /// Who visits how often (`业务部经理 year`), in the review's order.
    pub visits: Vec<String>,
}

impl Figures {
    /// The figures of a judged record.
    pub fn of(record: &JudgedRecord) -> Self {
        let score: Option<&ScoreReview> = match &record.review {
            Some(Review::Score(score)) => Some(score),
            _ => None,
        };
        let credit = score.and_then(|s| s.credit.as_ref());
        let benefit = score.and_then(|s| s.benefit.as_ref());
        Self {
            status: record.status,
            class: score.and_then(|s| s.class),
            total_points: score.and_then(|s| s.total_points),
            grade: score.and_then(|s| s.grade.clone()),
            limit_wan: credit.map(|c| c.limit_wan),
            terms_days: credit.map(|c| c.terms_days),
            rank: benefit.map(|b| b.rank),
            price_tier: benefit.map(|b| b.price_tier.clone()),
            visits: score.map_or_else(Vec::new, |s| {
                s.visits
                    .iter()
                    .map(|v| format!("{} {}", v.role, v.cycle))
                    .collect()
            }),
        }
    }

    /// The grade in words; what else became of the form where it has none.
    pub fn grade_words(&self) -> String {
        match self.grade.as_deref() {
            Some("N") => "未达C级".to_owned(),
            Some(grade) => grade.to_owned(),
            None => self.status.words().to_owned(),
        }
    }

    /// The visits in words.
    pub fn visit_words(&self) -> String {
        let cycle = |word: &str| match word {
            "quarter" => "每季度",
            "half_year" => "每半年",
            "year" => "每年",
            _ => "",
        };
        self.visits
            .iter()
            .map(|visit| match visit.rsplit_once(' ') {
                Some((role, word)) => format!("{role}{}", cycle(word)),
                None => visit.clone(),
            })
            .collect::<Vec<_>>()
            .join("、")
    }
}

/// Why two reviews of one form differ: the figures whose value or policy row is another, in the
/// order in which they were computed.
pub fn why(before: &JudgedRecord, after: &JudgedRecord) -> Vec<String> {
    let mut reasons = Vec::new();
    if before.status != after.status {
        let finding = after
            .findings
            .iter()
            .find(|f| !before.findings.contains(f))
            .map(|f| format!("({})", f.message))
            .unwrap_or_default();
        reasons.push(format!(
            "{}→{}{finding}",
            before.status.words(),
            after.status.words()
        ));
    }
    let (old, new) = (trace(before), trace(after));
    for step in new {
        let was = old.iter().find(|s| s.figure == step.figure);
        let words = match was {
            Some(was) if was.value != step.value => {
                format!("{}:{}→{}", step.figure, was.value, step.value)
            }
            None => format!("{}:{}", step.figure, step.value),
            Some(_) => continue,
        };
        reasons.push(if step.policy_row.is_empty() {
            words
        } else {
            format!("{words}({})", step.policy_row)
        });
    }
    if reasons.len() > MOST_REASONS {
        let more = reasons.len() - MOST_REASONS;
        reasons.truncate(MOST_REASONS);
        reasons.push(format!("等 {more} 项"));
    }
    reasons
}

fn trace(record: &JudgedRecord) -> &[TraceStep] {
    match &record.review {
        Some(Review::Score(score)) => &score.trace,
        _ => &[],
    }
}

/// A number in plain notation; a dash where there is none.
pub(super) fn or_dash(number: Option<Decimal>) -> String {
    number.map_or_else(|| "—".to_owned(), plain)
}
