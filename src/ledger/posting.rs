//! An accepted record as the archive hands it over, and which records count.

use crate::domain::review::Review;
use crate::judged::FieldReport;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// An accepted record of a customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Posting {
    /// Archived version.
    pub id: String,
    /// Order of arrival: submission, then record.
    pub order: (u64, u64),
    /// Form id.
    pub form: String,
    /// Form title.
    pub form_title: String,
    /// Customer as typed.
    pub customer: String,
    /// Office that sent it.
    pub office: String,
    /// The `today` of its review.
    pub review_date: NaiveDate,
    /// The values by which two versions are of one record.
    pub record_key: String,
    /// What was read.
    pub fields: Vec<FieldReport>,
    /// Figures.
    pub review: Option<Review>,
    /// Where its workbook lies, below the share's root.
    pub delivered: Option<String>,
}

impl Posting {
    /// The value of the field with that label; none where it is blank. Of a part of the form: its
    /// first line's.
    pub fn value(&self, label: &str) -> Option<&str> {
        self.report(label).and_then(|r| r.value.as_deref())
    }

    pub(super) fn report(&self, label: &str) -> Option<&FieldReport> {
        self.fields
            .iter()
            .find(|r| !r.extra && r.label == label && r.value.is_some())
    }
}

/// Whether a version counts among those of its record (domain ruling 9.16).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The latest from the office that sent the record first.
    Counts,
    /// A later one from that office took its place.
    Replaced,
    /// Another office sent the record before (撞单): 业务部经理 chooses.
    Rival,
}

/// The standing of each version, given in order of arrival as form, record key and office.
pub fn standings<'a>(
    versions: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
) -> Vec<Standing> {
    let mut standings = Vec::new();
    let mut latest: BTreeMap<(&str, &str), (&str, usize)> = BTreeMap::new();
    for (at, (form, key, office)) in versions.into_iter().enumerate() {
        match latest.get_mut(&(form, key)) {
            Some((first, _)) if *first != office => standings.push(Standing::Rival),
            Some((_, before)) => {
                if let Some(replaced) = standings.get_mut(*before) {
                    *replaced = Standing::Replaced;
                }
                *before = at;
                standings.push(Standing::Counts);
            }
            None => {
                latest.insert((form, key), (office, at));
                standings.push(Standing::Counts);
            }
        }
    }
    standings
}

#[cfg(test)]
mod tests {
    use super::Standing::{Counts, Replaced, Rival};
    use super::standings;

    #[test]
    fn the_latest_of_the_first_office_counts() {
        let of = |versions: &[(&str, &str)]| {
            standings(versions.iter().map(|(key, office)| ("f", *key, *office)))
        };
        assert_eq!(
            of(&[("a", "东"), ("a", "西"), ("b", "西"), ("a", "东")]),
            [Replaced, Rival, Counts, Counts]
        );
    }
}
