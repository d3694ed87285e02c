//! Which form closed which duty: by its number on 办结登记, or because a form of its own kind tells
//! of it.

use super::{Closed, Duty, Ground};
use crate::archive::{DUTY_DONE, DoneOnFile};
use crate::domain::name::fold;
use chrono::NaiveDate;

impl Ground<'_> {
    /// What 办结登记 says of a duty: its number, or its words.
    pub(super) fn registered(&self, number: &str) -> Option<Closed> {
        let wanted = fold(number);
        let told = |one: &&DoneOnFile| {
            let named = [&one.done.number, &one.done.item];
            one.form == DUTY_DONE && named.into_iter().flatten().any(|text| fold(text) == wanted)
        };
        self.on_file.done.iter().rfind(told).map(closed)
    }

    /// The duties of one thing that comes again, oldest first, each closed by 办结登记 or by the
    /// first form that fits, is not from before its time and closed none before it.
    pub(super) fn close_in_turn(
        &self,
        duties: &mut [Duty],
        begins: &[NaiveDate],
        fits: &dyn Fn(&DoneOnFile) -> bool,
    ) {
        let mut forms: Vec<&DoneOnFile> = self.on_file.done.iter().filter(|o| fits(o)).collect();
        forms.sort_by_key(|one| one.done.on);
        let mut left = forms.into_iter().peekable();
        for (duty, begin) in duties.iter_mut().zip(begins) {
            duty.done = self.registered(&duty.number);
            if duty.done.is_some() {
                continue;
            }
            while left.next_if(|one| one.done.on < *begin).is_some() {}
            duty.done = left.next().map(closed);
        }
    }
}

pub(super) fn closed(one: &DoneOnFile) -> Closed {
    Closed {
        on: one.done.on,
        received_on: one.done.received_on,
        told_by: format!("版本 {}", one.version),
        version: Some(one.version.clone()),
    }
}
