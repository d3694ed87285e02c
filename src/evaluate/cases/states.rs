//! In which states of the policy a case is: those reached by the table's ways in which something
//! is left to do.

use crate::domain::complaint::ComplaintCase;
use crate::policy::Policy;
use crate::policy::complaints::StateRow;
use std::collections::{BTreeSet, VecDeque};

/// The short name of the state in which a step is done; empty where the table has none.
pub(super) fn of_step(policy: &Policy, step: &str) -> String {
    let mut states = policy.complaints.states.iter();
    states
        .find(|s| s.steps.iter().any(|own| own == step))
        .map_or_else(String::new, |s| s.state.clone())
}

/// Says which states are reached, what is next and whether the case is at its end.
///
/// From the first state on, a state in which nothing is left to do is passed through; several ways
/// go on side by side. The end is reached when all of them have come to it.
pub(super) fn settle(case: &mut ComplaintCase, policy: &Policy) {
    let states = &policy.complaints.states;
    let left = |case: &ComplaintCase, state: &StateRow| {
        case.steps
            .iter()
            .any(|s| s.done_on.is_none() && state.steps.contains(&s.step.step))
    };
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&StateRow> = Vec::new();
    let mut to_see: VecDeque<&StateRow> = states.first().into_iter().collect();
    while let Some(state) = to_see.pop_front() {
        if !reached.insert(&state.state) || state.closed {
            continue;
        }
        if left(case, state) {
            open.push(state);
        } else {
            to_see.extend(states.iter().filter(|s| state.next.contains(&s.state)));
        }
    }
    for step in &mut case.steps {
        step.reached = step.state.is_empty() || reached.contains(step.state.as_str());
    }
    // Of what is left, first what the table's ways have reached, then what is due first.
    let waiting = case
        .steps
        .iter()
        .enumerate()
        .filter(|(_, s)| s.done_on.is_none());
    case.next = waiting
        .min_by_key(|(at, s)| (!s.reached, s.step.due, *at))
        .map(|(at, _)| at);
    let ended: Vec<&StateRow> = match case.next {
        Some(_) => Vec::new(),
        None => states.iter().filter(|s| s.closed).take(1).collect(),
    };
    let at = if ended.is_empty() { open } else { ended };
    case.states = at.iter().map(|s| s.state.clone()).collect();
    case.state_words = at.iter().map(|s| s.name.clone()).collect();
}
