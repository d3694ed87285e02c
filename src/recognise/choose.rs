//! Which form a run of labels belongs to.

use super::scan::Row;
use crate::forms::{FormDefinition, Forms, Required};
use std::collections::BTreeSet;

/// How much of a form stands in some rows.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Fields found, those of every form's head and foot left out.
    pub fields: BTreeSet<usize>,
    /// Of these, how many by a label that no other form has.
    pub own: usize,
    /// Required fields found.
    pub required: usize,
    /// Required fields of the form.
    pub required_of: usize,
    /// Fields of the form, head and foot left out.
    pub of: usize,
}

impl Tally {
    /// Counts a form's labels.
    pub fn of<'r>(
        rows: impl IntoIterator<Item = &'r Row>,
        form: usize,
        definition: &FormDefinition,
    ) -> Self {
        let mut tally = Self::default();
        let (mut own, mut margin) = (BTreeSet::new(), BTreeSet::new());
        for m in rows
            .into_iter()
            .flat_map(|r| &r.hits)
            .filter_map(|h| h.of_form(form))
        {
            for field in [Some(m.field), m.second].into_iter().flatten() {
                if definition.fields.get(field).is_some_and(|f| f.margin) {
                    margin.insert(field);
                    continue;
                }
                tally.fields.insert(field);
                if m.own {
                    own.insert(field);
                }
            }
        }
        let needed = |f: &crate::forms::FieldDefinition| f.required == Required::Yes && !f.margin;
        tally.own = own.len();
        tally.of = definition.fields.iter().filter(|f| !f.margin).count();
        tally.required_of = definition.fields.iter().filter(|f| needed(f)).count();
        tally.required = tally
            .fields
            .iter()
            .filter(|i| definition.fields.get(**i).is_some_and(needed))
            .count();
        tally
    }

    /// Whether the labels alone say that this is the form. Under another form's heading
    /// (发货单 and the like) more is asked for.
    pub fn speaks_for_itself(&self, foreign_heading: bool) -> bool {
        let (found, of) = if self.required_of > 0 {
            (self.required, self.required_of)
        } else {
            (self.fields.len(), self.of)
        };
        let share = if foreign_heading { 60 } else { 40 };
        self.fields.len() >= 3
            && self.own >= 2
            && (self.fields.len() >= 4 || self.own >= 3)
            && found * 100 >= of * share
    }

    /// Order among forms: more of their own labels first.
    fn weight(&self) -> usize {
        self.own * 4 + self.fields.len() * 2 + self.required
    }
}

/// What was decided of some rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// This form.
    Form(usize),
    /// The title says the first, the labels the second.
    Disagree(usize, usize),
    /// None.
    None,
}

/// Chooses by title and labels.
pub fn choose(rows: &[Row], title: Option<(usize, bool)>, forms: &Forms) -> Choice {
    let foreign = title.is_none()
        && rows
            .iter()
            .find(|r| r.heading.is_some() || !r.hits.is_empty())
            .is_some_and(|r| r.heading.is_some());
    let best = (0..forms.len())
        .filter_map(|i| Some((i, Tally::of(rows, i, forms.at(i)?))))
        .filter(|(_, t)| t.speaks_for_itself(foreign))
        .max_by_key(|(i, t)| (t.weight(), std::cmp::Reverse(*i)));
    let Some((titled, _)) = title else {
        return best.map_or(Choice::None, |(i, _)| Choice::Form(i));
    };
    let Some(definition) = forms.at(titled) else {
        return Choice::None;
    };
    let tally = Tally::of(rows, titled, definition);
    match best {
        Some((other, its))
            if other != titled
                && !tally.speaks_for_itself(false)
                && tally.fields.len() * 2 < its.fields.len() =>
        {
            Choice::Disagree(titled, other)
        }
        _ if tally.fields.len() >= 2 || (tally.fields.len() == 1 && tally.of <= 2) => {
            Choice::Form(titled)
        }
        _ if !tally.fields.is_empty() && rows.iter().map(|r| r.hits.len()).sum::<usize>() == 1 => {
            Choice::Form(titled)
        }
        _ => Choice::None,
    }
}

/// The form with most labels in some rows, for the message that none was found.
pub fn nearest(rows: &[Row], forms: &Forms) -> Option<(usize, Tally)> {
    (0..forms.len())
        .filter_map(|i| Some((i, Tally::of(rows, i, forms.at(i)?))))
        .filter(|(_, t)| !t.fields.is_empty())
        .max_by_key(|(i, t)| {
            (
                t.fields.len() * 100 / t.of.max(1) + t.own * 10,
                std::cmp::Reverse(*i),
            )
        })
}
