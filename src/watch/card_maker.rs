//! The cards of the customers with news: asked of the archive, merged by the policy, named for the
//! share.

use super::ports::{CardNews, MadeCard};
use crate::archive::{Archive, ArchiveError};
use crate::intake::scan::child;
use crate::ledger::{self, CardLine};
use crate::policy::Policy;
use crate::share::{CARDS, SUMMARIES, Share, names};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// So many customers' cards are made before the watcher looks around again.
const AT_ONCE: usize = 100;

/// The way from a card's folder to the share's root.
const WAY_OUT: &str = "../..";

/// The cards of the customers with news after submission number `after`, as of `today`.
pub fn cards(
    archive: &Archive,
    policy: &Policy,
    share: &Share,
    after: u64,
    today: NaiveDate,
) -> Result<CardNews, ArchiveError> {
    let news = archive.customers_since(after, AT_ONCE)?;
    let mut made = CardNews {
        upto: news.upto,
        cards: Vec::new(),
    };
    let mut done: BTreeSet<String> = BTreeSet::new();
    for name in news.customers {
        if done.contains(&name) {
            continue;
        }
        let dossier = archive.dossier(&name, policy, today)?;
        done.extend(dossier.names.iter().cloned());
        let Some(card) = ledger::merge(&dossier.postings, policy) else {
            continue;
        };
        let room = share.room(&child(SUMMARIES, CARDS));
        let file = names::file(&format!("{}.xlsx", names::folder(&card.name)), room);
        made.cards.push(MadeCard {
            names: dossier.names,
            plans: ledger::card_plans(&card, WAY_OUT),
            line: CardLine::of(&card, child(CARDS, &file)),
        });
    }
    Ok(made)
}
