//! Customers that may be one and the same: asked about, never merged silently (clause 2.4.2).
//!
//! Two names are alike where they are equal, or one holds the other, once the policy's common
//! words (有限公司, 市 …) and brackets are taken away. Names that differ by one sign are not: too
//! many different firms do.

use crate::domain::name::fold;
use std::collections::{BTreeMap, BTreeSet};

/// The least signs of a name that is looked for inside another.
const LEAST: usize = 2;

/// Two customers that may be one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// Index of the one with the shorter core, or of the first.
    pub one: usize,
    /// Index of the other.
    pub other: usize,
}

/// The pairs among customers that are alike, each customer given by all of its names; in order.
pub fn alike(customers: &[Vec<String>], common: &[String]) -> Vec<Alike> {
    let mut common: Vec<String> = common.iter().map(|word| fold(word)).collect();
    common.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let cores: Vec<(usize, Vec<char>)> = customers
        .iter()
        .enumerate()
        .flat_map(|(at, names)| names.iter().map(move |name| (at, name)))
        .map(|(at, name)| (at, core(name, &common)))
        .filter(|(_, core)| core.len() >= LEAST)
        .collect();
    // Where each pair of neighbouring signs stands: a name is looked for only among those that
    // hold its rarest pair.
    let mut holders: BTreeMap<(char, char), Vec<usize>> = BTreeMap::new();
    for (index, (_, core)) in cores.iter().enumerate() {
        for pair in pairs(core) {
            let of_pair = holders.entry(pair).or_default();
            if of_pair.last() != Some(&index) {
                of_pair.push(index);
            }
        }
    }
    let mut found = BTreeSet::new();
    for (customer, core) in &cores {
        let rarest = pairs(core)
            .filter_map(|pair| holders.get(&pair))
            .min_by_key(|of_pair| of_pair.len());
        for &index in rarest.into_iter().flatten() {
            let Some((other, longer)) = cores.get(index) else {
                continue;
            };
            if other != customer && longer.windows(core.len()).any(|part| part == core) {
                let (one, other) = if core.len() == longer.len() {
                    (*customer.min(other), *customer.max(other))
                } else {
                    (*customer, *other)
                };
                found.insert((one.min(other), one.max(other), one, other));
            }
        }
    }
    let mut alike: Vec<Alike> = Vec::new();
    for (low, high, one, other) in found {
        let said = alike
            .last()
            .is_some_and(|a| (a.one.min(a.other), a.one.max(a.other)) == (low, high));
        if !said {
            alike.push(Alike { one, other });
        }
    }
    alike
}

fn pairs(core: &[char]) -> impl Iterator<Item = (char, char)> + '_ {
    core.windows(2).filter_map(|pair| match pair {
        [a, b] => Some((*a, *b)),
        _ => None,
    })
}

/// What is left of a name without brackets and common words.
fn core(name: &str, common: &[String]) -> Vec<char> {
    let mut core = fold(name).replace(['(', ')', '·', '-', '.'], "");
    for word in common.iter().filter(|word| !word.is_empty()) {
        core = core.replace(word.as_str(), "");
    }
    core.chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn told(names: &[&str]) -> Vec<(usize, usize)> {
        let customers: Vec<Vec<String>> = names.iter().map(|n| vec![(*n).to_owned()]).collect();
        let rules = &Policy::built_in().customers;
        let common = &rules.common_words.as_ref().unwrap().value;
        alike(&customers, common)
            .iter()
            .map(|a| (a.one, a.other))
            .collect()
    }

    #[test]
    fn the_same_firm_in_other_words_is_asked_about() {
        assert_eq!(
            told(&["河北石药集团有限公司", "石药", "石家庄明远光学有限公司"]),
            [(1, 0)]
        );
        assert_eq!(
            told(&["石家庄市恒光电子有限公司", "石家庄恒光电子有限责任公司"]),
            [(0, 1)]
        );
        assert_eq!(told(&["恒光(河北)电子公司", "恒光河北电子"]), [(0, 1)]);
    }

    #[test]
    fn different_firms_are_left_alone() {
        let none: [(usize, usize); 0] = [];
        assert_eq!(
            told(&[
                "石家庄明远光学有限公司",
                "石家庄明月光学有限公司",
                "唐山海润电子有限公司",
                "有限公司"
            ]),
            none
        );
    }
}
