//! Our own sheets of an earlier grafting: found again, and taken out as they were put in.

use super::book::{Book, ListedName, ListedSheet};
use super::splice::{Edits, Outline};
use super::{Marks, Refusal, token};
use crate::opc::names;
use crate::opc::relations::{self, Relationship};
use std::collections::{BTreeMap, BTreeSet};

/// Positions of our own sheets: pointed at by a defined name with the prefix, or with the token
/// in A1. Either is enough, whatever program saved the file since.
pub(super) fn find(
    book: &Book,
    marks: &Marks,
    sheets: &[ListedSheet],
    defined: &[ListedName],
) -> Result<BTreeSet<usize>, Refusal> {
    let mut ours = BTreeSet::new();
    for name in defined
        .iter()
        .filter(|name| name.name.starts_with(marks.name))
    {
        if let Some(sheet) = sheet_of_reference(&name.refers_to) {
            let lower = sheet.to_lowercase();
            ours.extend(
                sheets
                    .iter()
                    .position(|one| one.name.to_lowercase() == lower),
            );
        }
    }
    let related = book.related()?;
    let part_of = |sheet: &ListedSheet| {
        related
            .iter()
            .find(|one| one.id == sheet.relationship && one.is("worksheet"))
            .and_then(Relationship::part)
    };
    let unknown: Vec<&str> = sheets
        .iter()
        .enumerate()
        .filter(|(i, _)| !ours.contains(i))
        .filter_map(|(_, sheet)| part_of(sheet))
        .collect();
    let strings = related
        .iter()
        .find(|one| one.is("sharedStrings"))
        .and_then(Relationship::part);
    let marked = token::with_prefix(book.package, strings, &unknown, marks.token);
    ours.extend(
        sheets
            .iter()
            .enumerate()
            .filter(|(_, sheet)| part_of(sheet).is_some_and(|part| marked.contains(part)))
            .map(|(i, _)| i),
    );
    Ok(ours)
}

/// The sheet that `'a ''b'''!$A$1` or `a!$A$1` points into.
fn sheet_of_reference(reference: &str) -> Option<String> {
    let (sheet, _) = reference.trim().rsplit_once('!')?;
    Some(match sheet.strip_prefix('\'') {
        Some(quoted) => quoted.strip_suffix('\'')?.replace("''", "'"),
        None => sheet.to_owned(),
    })
}

/// Takes our sheets out again, with their names and parts. Gives whether there were any.
pub(super) fn remove(book: &mut Book, marks: &Marks) -> Result<bool, Refusal> {
    let outline = book.workbook.outline()?;
    let sheets = book.sheets(&outline)?;
    let defined = book.names(&outline)?;
    let ours = find(book, marks, &sheets, &defined)?;
    let lost_names = defined.iter().any(|name| name.name.starts_with(marks.name));
    if ours.is_empty() && !lost_names {
        return Ok(false);
    }
    let mut gone_ids: BTreeSet<String> = ours
        .iter()
        .filter_map(|&i| sheets.get(i))
        .map(|sheet| sheet.relationship.clone())
        .collect();
    gone_ids.extend(stale_calculation_chain(book, &sheets, &ours)?);

    let gone_parts = parts_only_reached_by(book, &gone_ids)?;
    let text = patch_workbook(book, marks, &outline, &sheets, &defined, &ours)?;
    book.workbook.set(text);

    let outline = book.relationships.outline()?;
    let text = &book.relationships.text;
    let mut edits = Edits::default();
    for child in &outline.children {
        let id = child.attribute(text, "Id").unwrap_or_default();
        if child.local(text) == "Relationship" && gone_ids.contains(&*id) {
            edits.cut(child.span.clone());
        }
    }
    let text = edits.apply(text);
    book.relationships.set(text);

    let outline = book.types.outline()?;
    let text = &book.types.text;
    let mut edits = Edits::default();
    for child in &outline.children {
        if child.local(text) == "Override"
            && let Some(part) = child.attribute(text, "PartName")
            && gone_parts.contains(&names::key(&part))
        {
            edits.cut(child.span.clone());
        }
    }
    let text = edits.apply(text);
    book.types.set(text);

    for (i, record) in book.package.directory().records.iter().enumerate() {
        if !record.is_folder() && gone_parts.contains(&names::key(&record.name)) {
            book.removed.insert(i);
        }
    }
    Ok(true)
}

/// Sheet list, names, positions and open tab without our sheets.
fn patch_workbook(
    book: &Book,
    marks: &Marks,
    outline: &Outline,
    sheets: &[ListedSheet],
    defined: &[ListedName],
    ours: &BTreeSet<usize>,
) -> Result<String, Refusal> {
    let text = &book.workbook.text;
    let mut edits = Edits::default();
    for sheet in ours.iter().filter_map(|&i| sheets.get(i)) {
        edits.cut(sheet.element.span.clone());
    }
    // A position behind ours moves up; one of ours goes to the first sheet that can be seen.
    let moved = |position: usize| position - ours.range(..position).count();
    let first_visible = sheets
        .iter()
        .enumerate()
        .position(|(i, sheet)| sheet.visible && !ours.contains(&i))
        .map_or(0, moved);

    let is_gone = |name: &ListedName| {
        name.name.starts_with(marks.name) || name.sheet.is_some_and(|sheet| ours.contains(&sheet))
    };
    if let Some(list) = outline.child(text, "definedNames")
        && !defined.is_empty()
        && defined.iter().all(is_gone)
    {
        // The blank before `>` says that the element was there before, empty.
        let tag = text.get(list.tag.clone()).unwrap_or_default();
        match tag.strip_suffix(" >") {
            Some(start) => edits.replace(list.span.clone(), format!("{start}/>")),
            None => edits.cut(list.span.clone()),
        }
    } else {
        for name in defined {
            if is_gone(name) {
                edits.cut(name.element.span.clone());
            } else if let Some(sheet) = name.sheet
                && moved(sheet) != sheet
                && let Some(place) = name.element.attribute_place(text, "localSheetId")
            {
                edits.replace(place, moved(sheet).to_string());
            }
        }
    }

    let views = match outline.child(text, "bookViews") {
        Some(list) => super::splice::elements(&book.workbook.name, text, list.inner.clone())?,
        None => Vec::new(),
    };
    for (view, attribute) in views
        .iter()
        .flat_map(|view| [(view, "activeTab"), (view, "firstSheet")])
    {
        if let Some(place) = view.attribute_place(text, attribute)
            && let Some(position) = text
                .get(place.clone())
                .and_then(|n| n.parse::<usize>().ok())
        {
            let new = if !ours.contains(&position) {
                moved(position)
            } else if attribute == "activeTab" {
                first_visible
            } else {
                0
            };
            if new != position {
                edits.replace(place, new.to_string());
            }
        }
    }

    // Views of several users name their open sheet by its id.
    let custom = match outline.child(text, "customWorkbookViews") {
        Some(list) => super::splice::elements(&book.workbook.name, text, list.inner.clone())?,
        None => Vec::new(),
    };
    let left = sheets
        .iter()
        .enumerate()
        .find(|(i, _)| !ours.contains(i))
        .map(|(_, sheet)| sheet.sheet_id);
    for view in &custom {
        if let Some(place) = view.attribute_place(text, "activeSheetId")
            && let Some(id) = text.get(place.clone()).and_then(|n| n.parse::<u32>().ok())
            && ours
                .iter()
                .filter_map(|&i| sheets.get(i))
                .any(|sheet| sheet.sheet_id == id)
            && let Some(left) = left
        {
            edits.replace(place, left.to_string());
        }
    }
    Ok(edits.apply(text))
}

/// Keys of the parts, with their relationship parts, that nothing but those relationships of
/// the workbook leads to.
fn parts_only_reached_by(book: &Book, ids: &BTreeSet<String>) -> Result<BTreeSet<String>, Refusal> {
    let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in book.package.parts() {
        let Some(source) = names::source_of(&part.replace('\\', "/")) else {
            continue;
        };
        // A part whose relationships cannot be read keeps what it may lead to only by luck;
        // so nothing is taken out then.
        let found = relations::parse(&source, &book.package.text(part)?)?;
        let targets = found
            .iter()
            .filter_map(Relationship::part)
            .map(names::key)
            .collect();
        edges.insert(names::key(&source), targets);
    }
    let related = book.related()?;
    let (lost, kept): (Vec<_>, Vec<_>) = related.iter().partition(|one| ids.contains(&one.id));
    let targets = |list: Vec<&Relationship>| -> Vec<String> {
        list.into_iter()
            .filter_map(Relationship::part)
            .map(names::key)
            .collect()
    };
    let workbook = names::key(&book.workbook.name);
    edges.insert(workbook.clone(), targets(kept));
    let mut stays = reached(&edges, vec![String::new()], &BTreeSet::new());
    stays.insert(workbook);
    let gone = reached(&edges, targets(lost), &stays);
    let relationship_parts: Vec<String> = gone
        .iter()
        .map(|part| names::relationships_of(part))
        .collect();
    Ok(gone.into_iter().chain(relationship_parts).collect())
}

/// Everything that can be reached from a few parts without passing through others.
fn reached(
    edges: &BTreeMap<String, Vec<String>>,
    mut open: Vec<String>,
    barred: &BTreeSet<String>,
) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    while let Some(part) = open.pop() {
        if !barred.contains(&part) && seen.insert(part.clone()) {
            open.extend(edges.get(&part).into_iter().flatten().cloned());
        }
    }
    seen
}

/// Relationship of a calculation chain that counts cells of our sheets (someone typed a formula
/// there): Excel would complain of it, and makes a new one where there is none.
fn stale_calculation_chain(
    book: &Book,
    sheets: &[ListedSheet],
    ours: &BTreeSet<usize>,
) -> Result<Option<String>, Refusal> {
    let related = book.related()?;
    let Some(chain) = related.iter().find(|one| one.is("calcChain")) else {
        return Ok(None);
    };
    let Some(part) = chain.part().filter(|part| book.package.contains(part)) else {
        return Ok(None);
    };
    let text = book.package.text(part)?;
    let counts_ours = ours.iter().filter_map(|&i| sheets.get(i)).any(|sheet| {
        let id = sheet.sheet_id;
        text.contains(&format!(" i=\"{id}\"")) || text.contains(&format!(" i='{id}'"))
    });
    Ok(counts_ours.then(|| chain.id.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_name_their_sheet() {
        assert_eq!(
            sheet_of_reference("'审核结论 (2)'!$A$1").as_deref(),
            Some("审核结论 (2)")
        );
        assert_eq!(
            sheet_of_reference("审核结论!$A$1").as_deref(),
            Some("审核结论")
        );
        assert_eq!(sheet_of_reference("'it''s'!$A$1").as_deref(), Some("it's"));
        assert_eq!(sheet_of_reference("#REF!$A$1").as_deref(), Some("#REF"));
        assert_eq!(sheet_of_reference("42"), None);
    }
}
