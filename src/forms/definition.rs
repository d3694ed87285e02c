//! The types of a form definition.

use super::relation::Relation;
use super::words;
use serde::{Deserialize, Serialize};

/// A form of the policy.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FormDefinition {
    /// Id of the contract (`customer_score`).
    pub id: String,
    /// Title as printed.
    pub title: String,
    /// Other titles that people use, without the suffixes that recognition folds anyway.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Clause that asks for it.
    pub clause: String,
    /// How a record is judged once it is right.
    pub judging: Judging,
    /// What one line of the title block of the template says about its use.
    pub purpose: String,
    /// Keys of the fields that together name a record (customer, period): the same twice in one
    /// list is an error; a later version of the same key replaces the earlier.
    pub record_key: Vec<String>,
    /// Key of the field that names the customer, if any.
    #[serde(default)]
    pub customer_field: Option<String>,
    /// Whether the template also comes as a list.
    #[serde(default)]
    pub list_template: bool,
    /// Sheets of the policy with the rules that judge it ([`Judging::Rules`]).
    #[serde(default)]
    pub rule_tables: Vec<String>,
    /// Fields in the order of the form.
    #[serde(rename = "field")]
    pub fields: Vec<FieldDefinition>,
    /// What its fields must be to each other.
    #[serde(default, rename = "relation")]
    pub relations: Vec<Relation>,
}

impl FormDefinition {
    /// The field of that key.
    pub fn field(&self, key: &str) -> Option<&FieldDefinition> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// The labels of the record key's fields without the customer's: what tells two records of
    /// one customer apart.
    pub fn key_beside_customer(&self) -> Vec<String> {
        let customer = |key: &&String| Some(*key) == self.customer_field.as_ref();
        let keys = self.record_key.iter().filter(|key| !customer(key));
        keys.filter_map(|key| self.field(key))
            .map(|field| field.label.clone())
            .collect()
    }

    /// The names of its tables of lines, in order.
    pub fn parts(&self) -> Vec<&str> {
        let mut parts: Vec<&str> = Vec::new();
        for part in self.fields.iter().filter_map(|f| f.part.as_deref()) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts
    }
}

/// How a record of the form is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Judging {
    /// Checked and archived only.
    Record,
    /// Four-indicator scoring, credit, visits, reports.
    Score,
    /// Complaint routing.
    Complaint,
    /// A look-up in the archive: answered, not judged.
    Lookup,
    /// Balances, buckets and dunning as of a day.
    Ageing,
    /// Exposure against the limit: a normal contract or a special one.
    Contract,
    /// Grades of customers, proposed and approved.
    Grading,
    /// Whether goods may leave: the contract's state and its payments.
    Dispatch,
    /// How satisfied a customer is.
    Survey,
    /// A form of a complaint's case: against the case, and how that stands.
    Case,
    /// By rule tables that managers wrote.
    Rules,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDefinition {
    /// Identifier in English (`annual_amount`).
    pub key: String,
    /// Label as printed.
    pub label: String,
    /// Other labels that people use (folded when matched).
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Kind of value.
    pub kind: FieldKind,
    /// Unit of the normalised value.
    #[serde(default)]
    pub unit: Option<Unit>,
    /// Whether it must be filled in.
    #[serde(default)]
    pub required: Required,
    /// An input of an indicator: blank means 资料不全 (W-IND-MISSING) and not E-REQUIRED.
    #[serde(default)]
    pub indicator_input: bool,
    /// The exact figure is asked for: `约500万` is an error here, else a warning.
    #[serde(default)]
    pub exact: bool,
    /// Choices, for choice kinds.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// `无` is an answer here and not "missing".
    #[serde(default)]
    pub none_is_answer: bool,
    /// An unlisted or unreadable value is a warning (else an error).
    #[serde(default)]
    pub lenient: bool,
    /// Fewest characters of a text.
    #[serde(default)]
    pub min_chars: Option<usize>,
    /// Most characters of a text.
    #[serde(default)]
    pub max_chars: Option<usize>,
    /// Smallest number, in the field's unit (percent: 15 for 15 %).
    #[serde(default)]
    pub min: Option<rust_decimal::Decimal>,
    /// The smallest number itself is not allowed.
    #[serde(default)]
    pub min_open: bool,
    /// Largest number, in the field's unit.
    #[serde(default)]
    pub max: Option<rust_decimal::Decimal>,
    /// The largest number itself is not allowed.
    #[serde(default)]
    pub max_open: bool,
    /// Named checks (see `validate::checks`).
    #[serde(default)]
    pub checks: Vec<String>,
    /// Clause, where it is not the form's.
    #[serde(default)]
    pub clause: Option<String>,
    /// Input hint for the template, and the "expected" of messages.
    pub hint: String,
    /// Filled by offices at the form's head or foot: drawn apart in the template.
    #[serde(default)]
    pub margin: bool,
    /// Takes a whole line of the template.
    #[serde(default)]
    pub wide: bool,
    /// The part of the form that it is a column of: a table with a line an entry (the goods of a
    /// 发货单). None for what the form says once.
    #[serde(default)]
    pub part: Option<String>,
}

/// Whether a field must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    /// Never.
    #[default]
    No,
    /// Always, unless the policy's table of required fields frees this kind of customer.
    Yes,
    /// On a condition that a named check holds.
    Conditional,
}

/// Kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Any text.
    Text,
    /// One of the choices (any text where none are listed).
    Choice,
    /// Several of the choices.
    Choices,
    /// 是/否.
    Flag,
    /// A day.
    Date,
    /// A year or half-year.
    Period,
    /// Money.
    Amount,
    /// A number that may have a fraction.
    Number,
    /// A whole number.
    Integer,
    /// A percentage.
    Percent,
    /// A span of days (经营期限).
    Term,
    /// 统一社会信用代码 or 注册号.
    RegistrationCode,
    /// 邮政编码.
    Postcode,
    /// Phones, several allowed.
    Phone,
    /// Landline for fax.
    Fax,
    /// Bank account.
    Account,
}

/// Unit of a normalised value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Unit {
    /// 10 000 yuan.
    #[serde(rename = "万元")]
    WanYuan,
    /// Yuan.
    #[serde(rename = "元")]
    Yuan,
    /// Persons.
    #[serde(rename = "人")]
    Persons,
    /// Per cent.
    #[serde(rename = "%")]
    Percent,
    /// Entries.
    #[serde(rename = "条")]
    Rows,
    /// Days.
    #[serde(rename = "天")]
    Days,
    /// Months.
    #[serde(rename = "个月")]
    Months,
    /// Years.
    #[serde(rename = "年")]
    Years,
    /// Points.
    #[serde(rename = "分")]
    Points,
    /// Times.
    #[serde(rename = "次")]
    Times,
    /// Pieces.
    #[serde(rename = "个")]
    Pieces,
    /// Parts.
    #[serde(rename = "件")]
    Items,
    /// Machines.
    #[serde(rename = "台")]
    Machines,
    /// Sets.
    #[serde(rename = "套")]
    Sets,
    /// Tons.
    #[serde(rename = "吨")]
    Tons,
    /// Square metres.
    #[serde(rename = "㎡")]
    SquareMetres,
    /// Sheets, photographs.
    #[serde(rename = "张")]
    Leaves,
}

impl Unit {
    /// The word as printed.
    pub fn words(self) -> &'static str {
        words::word_of(words::UNITS, self)
    }
}

/// A choice of a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The list's own word.
    pub word: String,
    /// What else counts as it (a number, the short word, the clause's long wording).
    #[serde(default)]
    pub also: Vec<String>,
}
