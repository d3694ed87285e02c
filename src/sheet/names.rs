//! The defined names that our sheets need: the hidden ones by which they are known again, and the
//! built-in ones of printing and filtering, which are local to their sheet.

use super::chart::absolute;
use super::plan::SheetPlan;
use crate::domain::cell::CellRange;
use crate::domain::marker;

/// A name for a place on one of our sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetName {
    /// The name.
    pub name: String,
    /// Position of the sheet among the plans.
    pub sheet: usize,
    /// What stands behind the sheet's reference, `!` included.
    pub place: String,
    /// Whether only that sheet knows the name.
    pub local: bool,
    /// Whether Excel's name manager leaves it out.
    pub hidden: bool,
}

/// The names of all plans, sheet by sheet.
pub(super) fn names(plans: &[SheetPlan]) -> Vec<SheetName> {
    let mut out = Vec::new();
    let mut known = 0;
    for (sheet, plan) in plans.iter().enumerate() {
        let mut add = |name: String, place: String, local, hidden| {
            out.push(SheetName {
                name,
                sheet,
                place,
                local,
                hidden,
            });
        };
        if let Some(token) = &plan.token {
            let name = if token.starts_with(marker::TEMPLATE_TOKEN) {
                marker::TEMPLATE_NAME.to_owned()
            } else if token.starts_with(marker::POLICY_TOKEN) {
                // No result sheet: grafting an answer must not take the cover out.
                marker::POLICY_NAME.to_owned()
            } else {
                known += 1;
                format!("{}{known}", marker::RESULT_NAME)
            };
            add(name, "!$A$1".to_owned(), false, true);
        }
        if let Some(area) = plan.filter {
            add("_xlnm._FilterDatabase".to_owned(), place(area), true, true);
        }
        if let Some(area) = plan.print.area {
            add("_xlnm.Print_Area".to_owned(), place(area), true, false);
        }
        if let Some((first, last)) = plan.print.title_rows {
            let rows = format!("!${}:${}", first + 1, last + 1);
            add("_xlnm.Print_Titles".to_owned(), rows, true, false);
        }
    }
    out
}

fn place(area: CellRange) -> String {
    format!("!{}:{}", absolute(area.first), absolute(area.last))
}

#[cfg(test)]
mod tests {
    use super::names;
    use crate::domain::cell::{CellRange, CellRef};
    use crate::domain::marker;
    use crate::sheet::{Print, SheetPlan};

    #[test]
    fn a_sheet_names_its_token_filter_print_area_and_title_rows() {
        let area = |row| CellRange::new(CellRef::new(1, 0), CellRef::new(row, 3));
        let plan = SheetPlan {
            token: Some(format!("{}审核结论", marker::RESULT_TOKEN)),
            filter: Some(area(59)),
            print: Print {
                area: Some(area(9)),
                title_rows: Some((1, 2)),
                ..Print::default()
            },
            ..SheetPlan::default()
        };
        let found: Vec<(String, usize, String, bool, bool)> =
            names(&[SheetPlan::default(), plan.clone(), plan])
                .into_iter()
                .map(|n| (n.name, n.sheet, n.place, n.local, n.hidden))
                .collect();
        let of_sheet = |sheet: usize| {
            let name = |name: &str, place: &str, local, hidden| {
                (name.to_owned(), sheet, place.to_owned(), local, hidden)
            };
            [
                name(
                    &format!("{}{sheet}", marker::RESULT_NAME),
                    "!$A$1",
                    false,
                    true,
                ),
                name("_xlnm._FilterDatabase", "!$A$2:$D$60", true, true),
                name("_xlnm.Print_Area", "!$A$2:$D$10", true, false),
                name("_xlnm.Print_Titles", "!$2:$3", true, false),
            ]
        };
        assert_eq!(found, [of_sheet(1), of_sheet(2)].concat());
    }
}
