//! The example cases that a policy carries (sheet 示例, domain ruling 9.26): each is read as a form
//! would be, judged by the policy itself, and compared with what it says should come out.
//! A policy whose cases fail must not take effect.

use super::evaluate;
use crate::domain::cell::CellRef;
use crate::domain::decimal::plain;
use crate::domain::known::KnownFacts;
use crate::domain::name::fold;
use crate::domain::review::{ComplaintReview, Review, RulesReview, ScoreReview};
use crate::extract::{FieldReading, Missing, Reading, Record};
use crate::findings::Finding;
use crate::grid::{Cell, CellValue, DateSystem};
use crate::normalise::{self, CellInput};
use crate::policy::Policy;
use crate::policy::service::VisitCycle;
use crate::policy::table::RowReader;
use chrono::NaiveDate;

/// The sheet that holds them.
const SHEET: &str = "示例";

/// Every example case that does not come out as it says, named at its cell.
pub fn problems(policy: &Policy) -> Vec<Finding> {
    policy
        .tables
        .get(SHEET)
        .into_iter()
        .flat_map(|table| table.readers())
        .flat_map(|row| case_problems(&row, policy))
        .collect()
}

fn case_problems(row: &RowReader<'_>, policy: &Policy) -> Vec<Finding> {
    let fault = |header: &str, code: &'static str, facts: &[(&str, &str)]| {
        let case = row.text("例号");
        let mut all = vec![("case", case)];
        all.extend_from_slice(facts);
        Finding::draft(code, &all)
            .at(SHEET, Some(row.at(header)))
            .of_field(header)
            .done()
    };
    let (Some(form), Some(today)) = (policy.forms.get(row.text("表单")), row.date("审核日期"))
    else {
        return vec![fault(
            "表单",
            "E-POLICY-EXAMPLE-INPUT",
            &[("what", row.text("表单"))],
        )];
    };
    let mut record = blank(form);
    for (label, text) in pairs(row.text("输入")) {
        if !fill(&mut record, label, text, policy, today) {
            return vec![fault("输入", "E-POLICY-EXAMPLE-INPUT", &[("what", label)])];
        }
    }
    let evaluation = evaluate(&record, policy, today, &KnownFacts::default());
    let codes: Vec<&str> = evaluation
        .findings
        .iter()
        .map(|f| f.code.as_str())
        .collect();
    pairs(row.text("期望"))
        .into_iter()
        .filter_map(|(name, wanted)| {
            let came = match &evaluation.review {
                Some(Review::Score(review)) => of_score(review, name),
                Some(Review::Complaint(review)) => of_complaint(review, name),
                Some(Review::Rules(review)) => of_rules(review, name),
                Some(
                    Review::Policy(_)
                    | Review::Ageing(_)
                    | Review::Contract(_)
                    | Review::Grading(_),
                )
                | None => None,
            };
            let right = match (name, &came) {
                ("提醒", _) => codes.contains(&wanted),
                (_, Some(came)) => came == wanted,
                _ => false,
            };
            (!right).then(|| {
                let came = came.unwrap_or_else(|| "没有这一项".to_owned());
                fault(
                    "期望",
                    "E-POLICY-EXAMPLE",
                    &[("what", name), ("wanted", wanted), ("came", &came)],
                )
            })
        })
        .collect()
}

/// `名称=值;名称=值`. What has no `=` is a name without value.
fn pairs(text: &str) -> Vec<(&str, &str)> {
    text.split([';', ';'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(|p| p.split_once(['=', '=']).unwrap_or((p, "")))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect()
}

fn blank(form: &crate::forms::FormDefinition) -> Record<'_> {
    Record {
        form,
        sheet: SHEET.to_owned(),
        sheet_index: 0,
        row: None,
        part: None,
        lines: crate::extract::Lines::default(),
        fields: form
            .fields
            .iter()
            .map(|field| FieldReading {
                key: field.key.clone(),
                cell: None,
                raw: None,
                reading: Reading::Missing(Missing::Blank),
            })
            .collect(),
        extras: Vec::new(),
        findings: Vec::new(),
    }
}

/// Reads a text into the field of that label; false where there is none or it cannot be read.
fn fill(
    record: &mut Record<'_>,
    label: &str,
    text: &str,
    policy: &Policy,
    today: NaiveDate,
) -> bool {
    let form = record.form;
    let wanted = fold(label);
    let Some(index) = form.fields.iter().position(|f| fold(&f.label) == wanted) else {
        return false;
    };
    let (Some(definition), Some(field)) = (form.fields.get(index), record.fields.get_mut(index))
    else {
        return false;
    };
    let cell = Cell {
        value: CellValue::Text(text.into()),
        ..Cell::default()
    };
    let input = CellInput {
        cell: &cell,
        dates: DateSystem::default(),
        label_unit: definition.unit.map(|u| u.words()),
        note: None,
    };
    let outcome = normalise::field(definition, &input, &policy.reading, today);
    field.cell = Some(CellRef::new(0, 0));
    field.raw = Some(text.to_owned());
    field.reading = outcome.reading;
    matches!(field.reading, Reading::Value(_))
}

/// A figure of a score review by the name that the sheet uses; none for an unknown name.
fn of_score(review: &ScoreReview, name: &str) -> Option<String> {
    const NONE: &str = "无";
    let or_none = |text: Option<String>| text.unwrap_or_else(|| NONE.to_owned());
    let credit = review.credit.as_ref();
    let benefit = review.benefit.as_ref();
    let visit = review.visits.first();
    Some(match name {
        "类别" => or_none(review.class.map(|c| c.words().to_owned())),
        "得分" => {
            let points = review.indicator_points.iter().cloned().map(or_none);
            points.collect::<Vec<_>>().join("、")
        }
        "总分" => or_none(review.total_points.map(plain)),
        "等级" => or_none(review.grade.clone()),
        "参考等级" => or_none(review.reference_grade.clone()),
        "额度" => or_none(credit.map(|c| plain(c.limit_wan))),
        "信用天数" => or_none(credit.map(|c| c.terms_days.to_string())),
        "约束" => or_none(credit.map(|c| c.binding.clone())),
        "次序" => or_none(benefit.map(|b| b.rank.to_string())),
        "价格" => or_none(benefit.map(|b| b.price_tier.clone())),
        "发货" => or_none(benefit.map(|b| b.shipping.clone())),
        "回访人" => {
            let roles: Vec<&str> = review.visits.iter().map(|v| v.role.as_str()).collect();
            roles.join("、")
        }
        "回访周期" => or_none(visit.map(|v| {
            [VisitCycle::Quarter, VisitCycle::HalfYear, VisitCycle::Year]
                .into_iter()
                .find(|c| c.id() == v.cycle)
                .map_or(v.cycle.clone(), |c| c.words().to_owned())
        })),
        "回访期限" => or_none(visit.map(|v| v.due.to_string())),
        _ => return None,
    })
}

/// A figure of a complaint review; `期限:tech_opinion` is the due date of a step.
fn of_complaint(review: &ComplaintReview, name: &str) -> Option<String> {
    if let Some(step) = name.strip_prefix("期限:").or(name.strip_prefix("期限:")) {
        let found = review.steps.iter().find(|s| s.step == step)?;
        return Some(found.due.to_string());
    }
    Some(match name {
        "情节" => review.severity.clone(),
        "步骤" => {
            let steps: Vec<&str> = review.steps.iter().map(|s| s.step.as_str()).collect();
            steps.join("、")
        }
        "回复期限" => review.reply_by.to_string(),
        "回复方式" => review.reply_means.clone(),
        _ => return None,
    })
}

/// A figure of a review by rule tables, by the rule's name; `期限:名` is a day or a step's day.
fn of_rules(review: &RulesReview, name: &str) -> Option<String> {
    if let Some(rule) = name.strip_prefix("期限:").or(name.strip_prefix("期限:")) {
        let days = review.due_dates.iter().map(|d| (&d.name, d.due));
        let steps = review.steps.iter().map(|s| (&s.step, s.due));
        let found = days.chain(steps).find(|(n, _)| n.as_str() == rule)?;
        return Some(found.1.to_string());
    }
    match name {
        "等级" => review.grade.clone(),
        "步骤" => {
            let steps: Vec<&str> = review.steps.iter().map(|s| s.step.as_str()).collect();
            Some(steps.join("、"))
        }
        _ => {
            let figure = review.figures.iter().find(|f| f.name == name)?;
            Some(figure.value.clone().unwrap_or_else(|| "无".to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Table, Tables};

    #[test]
    fn the_built_in_examples_come_out_under_the_built_in_policy() {
        let found = problems(Policy::built_in());
        assert_eq!(found, []);
    }

    #[test]
    fn an_example_that_no_longer_holds_is_named_with_what_came_out() {
        let mut tables = Tables::built_in();
        let grades = tables
            .tables
            .iter_mut()
            .find(|t| t.sheet == "等级")
            .unwrap();
        let lower = grades.schema.column("下限").unwrap();
        let upper = grades.schema.column("上限").unwrap();
        grades.rows[1].cells[lower].text = "71".to_owned();
        grades.rows[2].cells[upper].text = "71".to_owned();
        let policy = Policy::from_tables(tables).unwrap();
        let found = problems(&policy);
        let grade = found.iter().find(|f| f.message.contains("等级")).unwrap();
        assert_eq!(grade.code, "E-POLICY-EXAMPLE");
        assert!(grade.message.contains("例5"), "{}", grade.message);
        assert!(grade.message.contains('B') && grade.message.contains('C'));
    }

    #[test]
    fn an_example_with_an_unknown_label_is_named() {
        let mut tables = Tables::built_in();
        let examples: &mut Table = tables.tables.iter_mut().find(|t| t.sheet == SHEET).unwrap();
        let input = examples.schema.column("输入").unwrap();
        examples.rows[0].cells[input].text = "年合同=5".to_owned();
        let policy = Policy::from_tables(tables).unwrap();
        let found = problems(&policy);
        assert_eq!(found[0].code, "E-POLICY-EXAMPLE-INPUT");
    }
}
