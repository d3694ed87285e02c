//! Which row of one table is which row of the other.

use super::TAIL;
use crate::domain::name::fold;
use crate::policy::table::{Row, Table};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// So many pairs of unmatched rows are compared with each other; in longer rests each row counts
/// as removed or added.
const MOST_PAIRS: usize = 250_000;

/// The row of the first table that a row of the second is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// Position there.
    pub from: usize,
    /// Whether it stands elsewhere among the rows that both tables have.
    pub moved: bool,
}

/// The rows of two tables, matched.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// For each row of the second table, its row of the first.
    pub to: Vec<Option<Pair>>,
    /// Rows of the first table that the second no longer has.
    pub gone: Vec<usize>,
}

/// Matches rows: by key, then equal ones, then by what they share most.
pub(super) fn pairs(from: &Table, to: &Table) -> Pairs {
    let mut found: Vec<Option<usize>> = vec![None; to.rows.len()];
    let mut taken = vec![false; from.rows.len()];
    by_text(&key_texts(from, to), &mut found, &mut taken);
    by_text(&whole_texts(from, to), &mut found, &mut taken);
    by_likeness(from, to, &mut found, &mut taken);
    let still = in_order(&found);
    Pairs {
        to: found
            .iter()
            .enumerate()
            .map(|(at, from)| {
                from.map(|from| Pair {
                    from,
                    moved: !still.get(at).copied().unwrap_or(true),
                })
            })
            .collect(),
        gone: taken
            .iter()
            .enumerate()
            .filter(|(_, taken)| !**taken)
            .map(|(at, _)| at)
            .collect(),
    }
}

/// The texts by which rows of the first and of the second table are found equal; none where a row
/// has nothing to go by.
type Texts = (Vec<Option<String>>, Vec<Option<String>>);

/// The key of each row; none where the tables are not keyed alike or the key is blank.
fn key_texts(from: &Table, to: &Table) -> Texts {
    let headers = |table: &Table| -> Vec<String> {
        let keys = table.schema.columns.iter().filter(|c| c.key);
        keys.map(|c| c.header.clone()).collect()
    };
    let keys = headers(to);
    if keys.is_empty() || headers(from) != keys {
        return (vec![None; from.rows.len()], vec![None; to.rows.len()]);
    }
    let of = |table: &Table| {
        table
            .readers()
            .map(|row| {
                let parts: Vec<String> = keys.iter().map(|k| fold(row.text(k))).collect();
                parts
                    .iter()
                    .any(|p| !p.is_empty())
                    .then(|| parts.join("\u{1f}"))
            })
            .collect()
    };
    (of(from), of(to))
}

/// All texts of each row.
fn whole_texts(from: &Table, to: &Table) -> Texts {
    let headers: Vec<&str> = super::headers(from, to).collect();
    let of = |table: &Table| {
        table
            .readers()
            .map(|row| {
                let texts: Vec<&str> = headers.iter().map(|h| row.text(h)).collect();
                Some(texts.join("\u{1f}"))
            })
            .collect()
    };
    (of(from), of(to))
}

/// Matches rows of equal text, those that stand several times by their turn.
fn by_text((from, to): &Texts, found: &mut [Option<usize>], taken: &mut [bool]) {
    let mut waiting: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (at, text) in from.iter().enumerate() {
        if let (Some(text), Some(false)) = (text, taken.get(at)) {
            waiting.entry(text).or_default().push_back(at);
        }
    }
    for (found, text) in found.iter_mut().zip(to) {
        if found.is_none()
            && let Some(text) = text
            && let Some(at) = waiting.get_mut(text.as_str()).and_then(VecDeque::pop_front)
        {
            *found = Some(at);
            if let Some(taken) = taken.get_mut(at) {
                *taken = true;
            }
        }
    }
}

/// Matches what is left by what rows share: at least half of what either holds. The best pair
/// comes first; of equals the one that stands nearest.
fn by_likeness(from: &Table, to: &Table, found: &mut [Option<usize>], taken: &mut [bool]) {
    let left: Vec<usize> = (0..from.rows.len())
        .filter(|at| taken.get(*at) == Some(&false))
        .collect();
    let right: Vec<usize> = (0..to.rows.len())
        .filter(|at| found.get(*at) == Some(&None))
        .collect();
    if left.len().saturating_mul(right.len()) > MOST_PAIRS {
        return;
    }
    let columns: Vec<(usize, usize)> = to
        .schema
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !TAIL.contains(&column.header.as_str()))
        .filter_map(|(at, column)| Some((from.schema.column(&column.header)?, at)))
        .collect();
    let mut ranked: Vec<(usize, usize, usize, usize)> = Vec::new();
    for &a in &left {
        for &b in &right {
            if let (Some(before), Some(after)) = (from.rows.get(a), to.rows.get(b))
                && let Some(shared) = likeness(before, after, &columns)
            {
                ranked.push((usize::MAX - shared, a.abs_diff(b), b, a));
            }
        }
    }
    ranked.sort_unstable();
    for (_, _, b, a) in ranked {
        if let (Some(taken), Some(found)) = (taken.get_mut(a), found.get_mut(b))
            && !*taken
            && found.is_none()
        {
            *taken = true;
            *found = Some(a);
        }
    }
}

/// How many cells two rows share, if that is at least half of what either holds.
fn likeness(from: &Row, to: &Row, columns: &[(usize, usize)]) -> Option<usize> {
    let (mut shared, mut held_before, mut held_after) = (0, 0, 0);
    for (a, b) in columns {
        let text = |row: &Row, at: usize| row.cells.get(at).map(|c| c.text.clone());
        let (a, b) = (
            text(from, *a).unwrap_or_default(),
            text(to, *b).unwrap_or_default(),
        );
        held_before += usize::from(!a.is_empty());
        held_after += usize::from(!b.is_empty());
        shared += usize::from(!a.is_empty() && a == b);
    }
    (shared > 0 && shared * 2 >= held_before.max(held_after)).then_some(shared)
}

/// Which rows of the second table stand in the order of the first: those of a longest run that
/// rises. The rest was moved.
fn in_order(found: &[Option<usize>]) -> Vec<bool> {
    // Ends of the best runs by length, each with the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: BTreeMap<usize, usize> = BTreeMap::new();
    let place = |at: usize| found.get(at).copied().flatten().unwrap_or(usize::MAX);
    for at in 0..found.len() {
        if found.get(at).copied().flatten().is_none() {
            continue;
        }
        let length = ends.partition_point(|end| place(*end) < place(at));
        if let Some(shorter) = length.checked_sub(1).and_then(|l| ends.get(l)) {
            before.insert(at, *shorter);
        }
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut still = vec![false; found.len()];
    let mut at = ends.last().copied();
    while let Some(one) = at {
        if let Some(still) = still.get_mut(one) {
            *still = true;
        }
        at = before.get(&one).copied();
    }
    still
}
