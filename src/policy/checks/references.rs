//! Words that must name something which another table or a form has: roles, people, offices,
//! departments, grades, steps, causes, codes of warnings.

use super::{at_cell, rows};
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::Forms;
use crate::policy::complaints::UNDECIDED;
use crate::policy::credit::NEW_CUSTOMER;
use crate::policy::table::{ColumnKind, Refers, RowReader};
use crate::policy::{Tables, form_sheets};
use std::collections::BTreeMap;

/// The word for a role that the parameter supervisor_role defines.
const SUPERVISOR: &str = "主管上级";

/// Words that a column may name, with where they stand.
struct Vocabulary {
    place: &'static str,
    /// The words as they must be written, in the order of their table.
    words: Vec<String>,
    /// Other words for it, folded, for the advice.
    aliases: BTreeMap<String, String>,
    /// Nothing is known yet, so anything goes.
    open: bool,
}

impl Vocabulary {
    fn new(place: &'static str, words: Vec<String>) -> Self {
        let aliases = words.iter().map(|w| (fold(w), w.clone())).collect();
        Self {
            place,
            words,
            aliases,
            open: false,
        }
    }

    /// One more word, beside those of the table.
    fn and(mut self, word: &str) -> Self {
        self.words.push(word.to_owned());
        self.aliases.insert(fold(word), word.to_owned());
        self
    }

    /// Whether the word is written as it must be.
    fn knows(&self, word: &str) -> bool {
        self.aliases
            .get(&fold(word))
            .is_some_and(|full| full == word)
    }
}

pub(super) fn problems(tables: &Tables, forms: &Forms) -> Vec<Finding> {
    let mut known: BTreeMap<Refers, Vocabulary> = BTreeMap::new();
    let mut found = Vec::new();
    for table in &tables.tables {
        for column in &table.schema.columns {
            let by_row = column.kind == ColumnKind::ByRow;
            if column.refers.is_none() && !by_row {
                continue;
            }
            for row in table.readers() {
                let refers = match column.refers {
                    Some(refers) => refers,
                    None => match row.text("类型") {
                        "职务" => Refers::Role,
                        "等级" => Refers::Grade,
                        _ => continue,
                    },
                };
                let vocabulary = known
                    .entry(refers)
                    .or_insert_with(|| vocabulary(tables, forms, refers));
                found.extend(unknown(&row, &column.header, column.kind, vocabulary));
            }
        }
    }
    found.extend(unknown_codes(tables));
    found.extend(doubled_aliases(tables));
    found
}

fn unknown(
    row: &RowReader<'_>,
    header: &str,
    kind: ColumnKind,
    vocabulary: &Vocabulary,
) -> Vec<Finding> {
    if vocabulary.open {
        return Vec::new();
    }
    let words = match kind {
        ColumnKind::Words => row.words(header),
        _ => row.some_text(header).into_iter().collect(),
    };
    words
        .iter()
        .filter(|word| !vocabulary.knows(word))
        .map(|word| {
            let meant = vocabulary.aliases.get(&fold(word)).map_or_else(
                || format!("可写:{}", few(&vocabulary.words)),
                |full| format!("全称是「{full}」"),
            );
            let facts = [
                ("word", word.as_str()),
                ("place", vocabulary.place),
                ("meant", &meant),
            ];
            at_cell(row, header, "E-POLICY-UNKNOWN", &facts).done()
        })
        .collect()
}

/// Some of the words, for advice.
fn few(words: &[String]) -> String {
    const MOST: usize = 12;
    let shown: Vec<&str> = words.iter().take(MOST).map(String::as_str).collect();
    let more = if words.len() > MOST { "等" } else { "" };
    format!("{}{more}", shown.join("、"))
}

fn vocabulary(tables: &Tables, forms: &Forms, refers: Refers) -> Vocabulary {
    let column = |place: &'static str, header: &str| {
        let words = rows(tables, place).map(|r| r.text(header).to_owned());
        let mut vocabulary = Vocabulary::new(place, words.collect());
        for row in rows(tables, place) {
            for alias in row.words("别名") {
                let full = row.text(header).to_owned();
                vocabulary.aliases.entry(fold(&alias)).or_insert(full);
            }
        }
        vocabulary
    };
    match refers {
        Refers::Role => column("组织-职务", "职务").and(SUPERVISOR),
        Refers::Department => column("组织-部门", "部门"),
        Refers::Owner => {
            let mut owners = column("组织-部门", "部门");
            let roles = column("组织-职务", "职务");
            owners.place = "组织-部门 和 组织-职务";
            owners.words.extend(roles.words);
            owners.aliases.extend(roles.aliases);
            owners
        }
        Refers::Office => column("组织-办事处", "办事处"),
        Refers::Person => {
            let mut people = column("组织-人员", "姓名");
            let numbers = column("组织-人员", "工号");
            people.words.extend(numbers.words);
            people.aliases.extend(numbers.aliases);
            people.open = people.words.is_empty();
            people
        }
        Refers::Grade => column("等级", "等级"),
        Refers::GradeOrNew => column("等级", "等级").and(NEW_CUSTOMER),
        Refers::Step => column("投诉步骤", "步骤"),
        Refers::State => column("投诉状态", "状态"),
        Refers::Approval => column("审批权限", "事项"),
        Refers::Cause => of_form(
            forms,
            "顾客反馈登记表的反馈类别",
            "customer_feedback",
            "causes",
        ),
        Refers::Wish => of_form(
            forms,
            "顾客反馈登记表的客户要求",
            "customer_feedback",
            "wish",
        )
        .and(UNDECIDED),
        Refers::Level => of_form(
            forms,
            "客户评分表的战略影响",
            "customer_score",
            "strategic_level",
        ),
    }
}

/// The choices of a form's field.
pub(super) fn choices(forms: &Forms, form: &str, key: &str) -> Vec<String> {
    forms
        .get(form)
        .and_then(|f| f.fields.iter().find(|d| d.key == key))
        .map(|d| d.choices.iter().map(|c| c.word.clone()).collect())
        .unwrap_or_default()
}

fn of_form(forms: &Forms, place: &'static str, form: &str, key: &str) -> Vocabulary {
    Vocabulary::new(place, choices(forms, form, key))
}

/// Each warning that a row names is in the catalogue.
fn unknown_codes(tables: &Tables) -> Vec<Finding> {
    const COLUMN: &str = "提醒代码";
    let catalogue = crate::findings::catalogue();
    tables
        .tables
        .iter()
        .flat_map(|t| t.readers())
        .filter(|row| !row.text(COLUMN).is_empty() && !catalogue.contains_key(row.text(COLUMN)))
        .map(|row| at_cell(&row, COLUMN, "E-POLICY-CODE", &[]).done())
        .collect()
}

/// The same word as name or alias of two rows of a table: nobody could say which is meant.
fn doubled_aliases(tables: &Tables) -> Vec<Finding> {
    const COLUMN: &str = "别名";
    let mut found = Vec::new();
    for table in &tables.tables {
        let Some(name) = table.schema.columns.iter().find(|c| c.key) else {
            continue;
        };
        // The forms have their own check: a label is one form's, and titles fold their endings.
        if table.schema.column(COLUMN).is_none() || form_sheets::is_one(&table.sheet) {
            continue;
        }
        let mut seen: BTreeMap<String, RowReader<'_>> = BTreeMap::new();
        for row in table.readers() {
            // A name that stands twice is a doubled key, and named as such.
            let name = fold(row.text(&name.header));
            seen.entry(name).or_insert(row);
        }
        for row in table.readers() {
            for alias in row.words(COLUMN) {
                match seen.get(&fold(&alias)) {
                    Some(other) if other.at(COLUMN) != row.at(COLUMN) => {
                        let other = other.at(COLUMN).row + 1;
                        let facts = [("word", alias.as_str()), ("other", &other.to_string())];
                        found.push(at_cell(&row, COLUMN, "E-POLICY-ALIAS", &facts).done());
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(fold(&alias), row);
                    }
                }
            }
        }
    }
    found
}
