//! Which steps of a case are done, and by what.

use crate::domain::complaint::{
    ACTION, COMPENSATION, CaseFiling, ComplaintCase, FEEDBACK, FeedbackFiled, Filed, LETTER,
    PRODUCTION, RETURN,
};
use crate::domain::known::Borrowed;
use crate::domain::name::fold;
use crate::evaluate::case_form::AT_HAND;
use crate::policy::Policy;
use crate::policy::complaints::{FROM_RECEIPT, StepRole, StepRow};
use chrono::NaiveDate;

/// Words in 方式 that say that nobody came in person.
const FROM_AFAR: [&str; 9] = [
    "电话", "来电", "传真", "函", "邮件", "微信", "视频", "网络", "短信",
];

/// Whether somebody came in person.
pub(in crate::evaluate) fn in_person(means: Option<&str>) -> bool {
    !means.is_some_and(|words| FROM_AFAR.iter().any(|w| words.contains(w)))
}

/// Whether a role as typed is the step's own; 代 and the like stand in the policy's aliases.
pub(in crate::evaluate) fn is_role(policy: &Policy, typed: &str, owner: &str) -> bool {
    let name = |text: &str| policy.organisation.role(text).map(|r| r.name.clone());
    name(typed).map_or_else(|| fold(typed) == fold(owner), |n| Some(n) == name(owner))
}

/// What was done, with the words for what says so.
type Done = (NaiveDate, String);

/// The forms of a case as its steps ask of them.
pub(super) struct Doings<'f> {
    counting: &'f [&'f Borrowed<CaseFiling>],
    feedback: &'f Borrowed<CaseFiling>,
    complaint: &'f FeedbackFiled,
    follows: Vec<(String, String)>,
}

impl<'f> Doings<'f> {
    pub(super) fn of(
        counting: &'f [&'f Borrowed<CaseFiling>],
        feedback: &'f Borrowed<CaseFiling>,
        complaint: &'f FeedbackFiled,
        policy: &Policy,
    ) -> Self {
        Self {
            counting,
            feedback,
            complaint,
            follows: follows(policy),
        }
    }

    /// The day on which what a row asks for was done.
    pub(super) fn of_row(&self, row: &StepRow, policy: &Policy) -> Option<Done> {
        let by_form = match (row.role, row.form.as_deref()) {
            (StepRole::Visit, _) => self.visit(row, policy),
            (StepRole::Reply, _) => self.reply(),
            (StepRole::Compensation, _) => self.paid(),
            (_, Some(RETURN | COMPENSATION)) => self.handed_over(),
            (_, Some(PRODUCTION)) => self.first(|f| match f {
                Filed::Production { issued_on } => *issued_on,
                _ => None,
            }),
            (_, Some(ACTION)) => self.effective_action(),
            (_, Some(FEEDBACK)) => self.of_feedback(row, policy),
            _ => None,
        };
        by_form.or_else(|| self.by_hand(row))
    }

    fn first(&self, day: impl Fn(&Filed) -> Option<NaiveDate>) -> Option<Done> {
        let done = self
            .counting
            .iter()
            .filter_map(|f| Some((day(&f.value.filed)?, *f)));
        done.min_by_key(|(day, f)| (*day, f.version.clone()))
            .map(|(day, f)| (day, said_by(f)))
    }

    /// 办结登记 with the step's number.
    fn by_hand(&self, row: &StepRow) -> Option<Done> {
        self.first(|f| match f {
            Filed::Done { step, on } if *step == row.step => *on,
            _ => None,
        })
    }

    /// The director's own visit; a delegate's is none (clause 3.2(4)).
    fn visit(&self, row: &StepRow, policy: &Policy) -> Option<Done> {
        let by_record = self.first(|f| match f {
            Filed::Visit {
                role, means, on, ..
            } if in_person(means.as_deref()) && is_role(policy, role, &row.owner) => *on,
            _ => None,
        });
        let own = self
            .complaint
            .visited_by
            .as_ref()
            .and(self.complaint.visited_on);
        by_record.or_else(|| Some((own?, said_by(self.feedback))))
    }

    /// The reply, by letter where it has to be.
    fn reply(&self) -> Option<Done> {
        let by_letter = self.complaint.reply_means.as_deref() == Some(LETTER);
        let day = self.complaint.replied_on?;
        (by_letter || !self.complaint.letter).then(|| (day, said_by(self.feedback)))
    }

    fn paid(&self) -> Option<Done> {
        let all = self.counting.iter().filter_map(|f| match &f.value.filed {
            Filed::Compensation {
                paid_on,
                decision: None,
                ..
            } => Some((*paid_on, *f)),
            _ => None,
        });
        last_of(all)
    }

    /// Handed over when every form is: a payment says that it was.
    fn handed_over(&self) -> Option<Done> {
        let all = self.counting.iter().filter_map(|f| match &f.value.filed {
            Filed::Return { handed_on, .. } => Some((*handed_on, *f)),
            Filed::Compensation {
                handed_on,
                paid_on,
                decision: None,
                ..
            } => Some((handed_on.or(*paid_on), *f)),
            _ => None,
        });
        last_of(all)
    }

    /// Closed once every corrective action works.
    fn effective_action(&self) -> Option<Done> {
        let all = self.counting.iter().filter_map(|f| match &f.value.filed {
            Filed::Action {
                effective,
                verified_on,
                ..
            } => Some((verified_on.filter(|_| *effective == Some(true)), *f)),
            _ => None,
        });
        last_of(all)
    }

    /// The day by which the actions that do not work yet are to be done.
    pub(super) fn planned_action(&self) -> Option<NaiveDate> {
        let open = self.counting.iter().filter_map(|f| match &f.value.filed {
            Filed::Action {
                planned_on,
                effective,
                ..
            } if *effective != Some(true) => *planned_on,
            _ => None,
        });
        open.max()
    }

    /// Steps that 顾客反馈登记表 itself tells of.
    fn of_feedback(&self, row: &StepRow, policy: &Policy) -> Option<Done> {
        let rules = &policy.complaints;
        let first = rules
            .states
            .first()
            .is_some_and(|s| s.steps.contains(&row.step));
        if first && row.base == FROM_RECEIPT {
            let day = self.complaint.registered_on.unwrap_or(self.feedback.date);
            return Some((day.max(self.complaint.received), said_by(self.feedback)));
        }
        // The opinion is the day on the form that hands it over.
        let hands = |r: &StepRow| r.base == row.step && super::hands_over(r);
        if rules.steps.iter().any(hands) {
            return self.first(|f| match f {
                Filed::Return { opinion_on, .. } => *opinion_on,
                Filed::Compensation {
                    opinion_on,
                    decision: None,
                    ..
                } => *opinion_on,
                _ => None,
            });
        }
        let to = fold(self.complaint.passed_to.as_deref()?);
        let named = |owner: &str| {
            let role = policy.organisation.role(owner);
            let mut words = vec![fold(owner)];
            words.extend(role.iter().flat_map(|r| r.aliases.iter().map(|a| fold(a))));
            words.iter().any(|w| to.contains(w.as_str()))
        };
        let own = policy.organisation.role(&row.owner).is_some() && named(&row.owner);
        // A department passes on to who comes next.
        let next = policy.organisation.role(&row.owner).is_none()
            && rules.steps.iter().any(|r| {
                self.follows.contains(&(row.step.clone(), r.step.clone()))
                    && fold(&r.owner) != fold(&row.owner)
                    && policy.organisation.role(&r.owner).is_none()
                    && named(&r.owner)
            });
        let day = self.complaint.passed_on.filter(|_| own || next)?;
        Some((day, said_by(self.feedback)))
    }

    /// Steps of departments that have no form of their own are done when what follows them is:
    /// what was answered was handled, what was judged was passed on.
    pub(super) fn add_implied(
        &self,
        case: &mut ComplaintCase,
        policy: &Policy,
        complaint: &FeedbackFiled,
    ) {
        let rows = &policy.complaints.steps;
        let replies = |step: &str| {
            rows.iter()
                .any(|r| r.step == step && r.role == StepRole::Reply)
        };
        // Once for each step, as what is implied may imply what stands before it.
        for _ in 0..case.steps.len() {
            let mut changed = false;
            for at in 0..case.steps.len() {
                let own = &case.steps[at];
                let row = rows.iter().find(|r| r.step == own.step.step);
                let plain = row.is_some_and(|r| {
                    r.role == StepRole::Plain
                        && r.form.as_deref() == Some(FEEDBACK)
                        && policy.organisation.role(&r.owner).is_none()
                });
                if own.done_on.is_some() || !plain {
                    continue;
                }
                let name = own.step.step.clone();
                let after = case.steps.iter().filter(|s| {
                    self.follows.contains(&(name.clone(), s.step.step.clone()))
                        && (!replies(&s.step.step) || complaint.outcome.is_some())
                });
                let day = after.filter_map(|s| s.done_on).min();
                if let (Some(day), Some(step)) = (day, case.steps.get_mut(at)) {
                    step.done_on = Some(day);
                    step.done_by = Some("由后一步推定".to_owned());
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
    }
}

/// Pairs of steps of which the second lies in a state that follows the first's at once.
fn follows(policy: &Policy) -> Vec<(String, String)> {
    let states = &policy.complaints.states;
    let mut pairs = Vec::new();
    for state in states {
        let next = states.iter().filter(|s| state.next.contains(&s.state));
        for after in next.flat_map(|s| &s.steps) {
            pairs.extend(state.steps.iter().map(|step| (step.clone(), after.clone())));
        }
    }
    pairs
}

/// The last day of all, where each has one.
fn last_of<'f>(
    all: impl Iterator<Item = (Option<NaiveDate>, &'f Borrowed<CaseFiling>)>,
) -> Option<Done> {
    let mut last: Option<(NaiveDate, &Borrowed<CaseFiling>)> = None;
    for (day, filing) in all {
        let day = day?;
        let later = last.is_none_or(|(before, f)| (day, &filing.version) > (before, &f.version));
        if later {
            last = Some((day, filing));
        }
    }
    last.map(|(day, filing)| (day, said_by(filing)))
}

fn said_by(filing: &Borrowed<CaseFiling>) -> String {
    if filing.version == AT_HAND {
        return format!("{}({AT_HAND})", filing.form_title);
    }
    format!("{}(版本 {})", filing.form_title, filing.version)
}
