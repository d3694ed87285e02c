//! What the parsers and checks take from the policy, as plain data.
//!
//! The policy fills it from its tables. `Default` knows no word and no bound: the rules are the
//! policy's alone.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Parameters and word lists of reading and checking.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadingRules {
    /// Amounts above this many 万元 were probably typed in 元 (`magnitude_max_wan`).
    pub magnitude_max_wan: Decimal,
    /// How a bare number in a percent field is read (`percent_bare_mode`).
    pub percent_bare_mode: PercentBareMode,
    /// Percentages above this fraction get a warning (1.5 = 150 %; the limit itself passes).
    pub percent_high: Decimal,
    /// Two-digit years up to this many years after today are read as 20yy, later ones as 19yy.
    pub two_digit_year_ahead: i32,
    /// Dates before this day are no dates of a living business.
    pub earliest_date: NaiveDate,
    /// Words that stand for "not filled in", in any field, folded.
    pub placeholder_words: Vec<String>,
    /// Words that, standing anywhere in a short text, mean that the answer is elsewhere (`详见附件`), folded.
    pub placeholder_parts: Vec<String>,
    /// Signs that mask a name (`××公司`): a short text with one of them is no
    /// answer; folded.
    pub placeholder_masks: Vec<String>,
    /// Fewest digits of a bank account.
    pub account_min_digits: usize,
    /// Most digits of a bank account.
    pub account_max_digits: usize,
    /// Customary lengths of corporate accounts, by bank.
    pub account_lengths: Vec<BankAccountLength>,
    /// Words of which one must stand in a bank's name.
    pub bank_words: Vec<String>,
    /// Prefixes of unified credit codes that are known, with their meaning.
    pub credit_code_prefixes: Vec<(String, String)>,
    /// Endings of customers' names; others get a warning.
    pub name_endings: Vec<String>,
    /// Words of which one must stand in a registry's name.
    pub registry_words: Vec<String>,
    /// Provinces, autonomous regions and municipalities as addresses begin with them.
    pub provinces: Vec<String>,
    /// Days before the end of a business term when a notice is given.
    pub term_notice_days: i64,
    /// Net assets above this many times the registered capital get a warning.
    pub net_assets_over_capital: Decimal,
    /// Bands of enterprise size by industry.
    pub size_rules: Vec<SizeRule>,
    /// Roles that may assess the strategic influence (`ind4_roles`).
    pub ind4_roles: Vec<String>,
    /// Deputies entered in 组织 with dates.
    pub deputies: Vec<Deputy>,
    /// Kinds of customers that are freed from required fields.
    pub exemptions: Vec<RequiredExemption>,
}

/// How a bare number in a percent field is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PercentBareMode {
    /// Up to 1 it is a fraction (0.15 → 15 %), above 1 a percentage (15 → 15 %).
    #[default]
    Auto,
    /// Always a fraction.
    Fraction,
    /// Always a percentage.
    Percent,
    /// Always asked about.
    Ask,
}

/// Customary lengths of a bank's corporate accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankAccountLength {
    /// Its usual short name (`工商银行`).
    pub bank: String,
    /// Other names (`工行`, `ICBC`).
    pub aliases: Vec<String>,
    /// Number of digits.
    pub digits: Vec<usize>,
}

/// Bands of enterprise size for one industry (lower bounds of 大型, 中型, 小型).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeRule {
    /// Name of the industry.
    pub industry: String,
    /// Words that name the industry in a form.
    pub words: Vec<String>,
    /// Least number of employees for 大型, 中型, 小型; none where the industry is not measured so.
    pub employees: Option<[u32; 3]>,
    /// Least revenue in 万元 for 大型, 中型, 小型; none where the industry is not measured so.
    pub revenue_wan: Option<[u32; 3]>,
}

/// A deputy for a role (domain ruling 9.14c).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    /// Name.
    pub name: String,
    /// The role held for the time.
    pub role: String,
    /// First day, if limited.
    pub from: Option<NaiveDate>,
    /// Last day, if limited.
    pub to: Option<NaiveDate>,
}

/// A kind of customer that cannot fill in all fields of a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredExemption {
    /// Name of the kind, for the note (`分公司`).
    pub kind: String,
    /// Prefixes of the unified credit code.
    pub code_prefixes: Vec<String>,
    /// Endings of the name (brackets folded).
    pub name_endings: Vec<String>,
    /// Words of 企业性质 or 状态.
    pub words: Vec<String>,
    /// Keys of the fields that may stay empty.
    pub freed: Vec<String>,
}
