//! The built-in tables: one data file a sheet, in the order of the workbook.
//!
//! A table is added by adding its file here and reading it in [`super::Policy::from_tables`].

use super::form_sheets;
use super::table::{Column, ColumnKind, Kind, Schema, Table};
use crate::forms::Forms;
use serde::Deserialize;
use std::sync::OnceLock;

/// One line a sheet, in the workbook's order.
const FILES: &[&str] = &[
    include_str!("defaults/cover.toml"),
    include_str!("defaults/parameters.toml"),
    include_str!("defaults/classes.toml"),
    include_str!("defaults/indicator1.toml"),
    include_str!("defaults/indicator2.toml"),
    include_str!("defaults/indicator3.toml"),
    include_str!("defaults/indicator4.toml"),
    include_str!("defaults/grades.toml"),
    include_str!("defaults/benefits.toml"),
    include_str!("defaults/report_cycles.toml"),
    include_str!("defaults/report_chain.toml"),
    include_str!("defaults/duties.toml"),
    include_str!("defaults/credit.toml"),
    include_str!("defaults/timely_factors.toml"),
    include_str!("defaults/exposure.toml"),
    include_str!("defaults/ageing.toml"),
    include_str!("defaults/dunning.toml"),
    include_str!("defaults/collection.toml"),
    include_str!("defaults/customer_card.toml"),
    include_str!("defaults/complaint_steps.toml"),
    include_str!("defaults/complaint_severity.toml"),
    include_str!("defaults/complaint_reply.toml"),
    include_str!("defaults/complaint_states.toml"),
    include_str!("defaults/escalation.toml"),
    include_str!("defaults/approvals.toml"),
    include_str!("defaults/roles.toml"),
    include_str!("defaults/departments.toml"),
    include_str!("defaults/offices.toml"),
    include_str!("defaults/people.toml"),
    include_str!("defaults/deputies.toml"),
    include_str!("defaults/required.toml"),
    include_str!("defaults/calendar.toml"),
    include_str!("defaults/published_years.toml"),
    include_str!("defaults/banks.toml"),
    include_str!("defaults/placeholders.toml"),
    include_str!("defaults/check_words.toml"),
    include_str!("defaults/code_prefixes.toml"),
    include_str!("defaults/sizes.toml"),
    include_str!("defaults/forms.toml"),
    include_str!("defaults/fields.toml"),
    include_str!("defaults/choices.toml"),
    include_str!("defaults/relations.toml"),
    include_str!("defaults/rule_table.toml"),
    include_str!("defaults/examples.toml"),
];

/// A data file: a schema and the default rows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultTable {
    sheet: String,
    title: String,
    purpose: String,
    kind: Kind,
    /// Whether the table goes without the columns 条款, 来源, 备注.
    #[serde(default)]
    plain: bool,
    /// See [`Schema::added`].
    #[serde(default)]
    added: Option<String>,
    /// See [`Schema::spare`].
    #[serde(default = "usual_spare")]
    spare: u32,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

fn usual_spare() -> u32 {
    8
}

struct BuiltIn {
    schemas: Vec<&'static Schema>,
    tables: Vec<Table>,
}

fn built_in() -> &'static BuiltIn {
    static BUILT_IN: OnceLock<BuiltIn> = OnceLock::new();
    BUILT_IN.get_or_init(|| {
        let mut built = BuiltIn {
            schemas: Vec::new(),
            tables: Vec::new(),
        };
        for text in FILES {
            let mut file: DefaultTable =
                toml::from_str(text).expect("the default tables are checked by a test");
            if !file.plain {
                file.columns.extend(tail(file.kind));
            }
            // The data files leave out what the program computes.
            for (index, column) in file.columns.iter().enumerate() {
                if column.computed {
                    for row in &mut file.rows {
                        row.insert(index.min(row.len()), String::new());
                    }
                }
            }
            // Schemas live as long as the program: made once, here.
            let schema: &'static Schema = Box::leak(Box::new(Schema {
                sheet: file.sheet,
                title: file.title,
                purpose: file.purpose,
                kind: file.kind,
                columns: file.columns,
                added: file.added,
                spare: file.spare,
            }));
            built.schemas.push(schema);
            // The forms have their definition files; their sheets are made from them.
            let rows = form_sheets::rows(&schema.sheet, Forms::built_in()).unwrap_or(file.rows);
            built.tables.push(Table::laid_out(schema, &rows));
        }
        built
    })
}

/// The columns that every rule carries: clause, whose it is, remark; for single values also how
/// many archived customers they touch, which a simulation fills in.
fn tail(kind: Kind) -> Vec<Column> {
    let column = |header: &str, kind, width| Column {
        header: header.to_owned(),
        kind,
        width,
        ..Column::default()
    };
    let mut columns = vec![
        column("条款", ColumnKind::Text, 12.0),
        Column {
            choices: ["原文", super::OURS, "公司", "公告"]
                .map(str::to_owned)
                .to_vec(),
            note: "确认后把「默认」改成「公司」".to_owned(),
            ..column("来源", ColumnKind::Choice, 8.0)
        },
    ];
    if kind == Kind::Parameters {
        columns.push(Column {
            computed: true,
            note: "试算后才有,见「….模拟.xlsx」的《参数影响》;这里不用填,填了也不看".to_owned(),
            ..column("影响客户数", ColumnKind::Integer, 11.0)
        });
    }
    columns.push(column("备注", ColumnKind::Text, 48.0));
    columns
}

/// The schema of every rule table that managers write: that of the sample.
pub fn rule_schema() -> &'static Schema {
    schemas()
        .iter()
        .find(|s| s.sheet == "规则表样")
        .expect("the sample of a rule table is one of the default tables")
}

/// The schemas of all sheets, in the workbook's order.
pub fn schemas() -> &'static [&'static Schema] {
    &built_in().schemas
}

/// The default tables, in the workbook's order.
pub fn default_tables() -> &'static [Table] {
    &built_in().tables
}
