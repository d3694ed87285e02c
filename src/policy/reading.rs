//! What reading and validation need of the policy: how bare figures are read, what counts as
//! blank, which fields a kind of customer may leave out, how long accounts usually are.

use super::Typing;
use super::cite::Cite;
use crate::domain::name::fold;
use rust_decimal::Decimal;

/// The policy's part in reading.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingRules {
    /// An amount above so many 万元 is probably in 元 (`magnitude_max_wan`).
    pub magnitude_max_wan: Decimal,
    /// How a decimal without % is read as a percentage (`percent_bare_mode`).
    pub percent_bare: PercentBare,
    /// Fewest digits of a bank account.
    pub account_digits_min: usize,
    /// Most digits of a bank account.
    pub account_digits_max: usize,
    /// Customary lengths by bank.
    pub bank_accounts: Vec<BankAccountRule>,
    /// Words that stand for nothing, folded; the whole cell must be one of them.
    placeholder_words: Vec<String>,
    /// Beginnings of texts that stand for nothing, folded.
    placeholder_starts: Vec<String>,
    /// Roles that may assess 战略影响, in full, highest first. To judge what was typed use
    /// `policy.organisation.assessor(…)`.
    pub assessing_roles: Vec<String>,
    /// Fields that kinds of customer may leave blank.
    pub required: Vec<RequiredRule>,
    /// Days after which customer information is stale.
    pub info_stale_days: u32,
    /// Days before its end at which a business term is pointed out.
    pub term_notice_days: u32,
}

/// How a decimal without % is read in a percentage field (domain section 3.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PercentBare {
    /// |x| ≤ 1 is a fraction (with a warning), |x| > 1 is per cent; bare ±1 is asked about.
    BySize,
    /// Always per cent.
    Percent,
    /// Always asked about.
    Ask,
}

/// The customary lengths of a bank's corporate accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct BankAccountRule {
    /// Bank.
    pub name: String,
    /// Short names.
    pub aliases: Vec<String>,
    /// Digits.
    pub lengths: Vec<usize>,
    /// Its place.
    pub cite: Cite,
}

/// Fields that a kind of customer may leave blank.
#[derive(Debug, Clone, PartialEq)]
pub struct RequiredRule {
    /// Kind (分公司 …).
    pub kind: String,
    /// Form ids.
    pub forms: Vec<String>,
    /// How the kind is known.
    pub sign: RequiredSign,
    /// Labels of the fields.
    pub freed: Vec<String>,
    /// Its place.
    pub cite: Cite,
}

/// How a kind of customer is known.
#[derive(Debug, Clone, PartialEq)]
pub enum RequiredSign {
    /// Unified credit code begins with one of these.
    CodePrefix(Vec<String>),
    /// Name ends with one of these.
    NameEnds(Vec<String>),
    /// Name contains one of these.
    NameContains(Vec<String>),
    /// Status is one of these.
    Status(Vec<String>),
}

/// What is known of the customer when required fields are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct CustomerSigns<'a> {
    /// Name.
    pub name: Option<&'a str>,
    /// Unified credit code, normalised.
    pub code: Option<&'a str>,
    /// Status (潜在 …).
    pub status: Option<&'a str>,
}

impl ReadingRules {
    /// Whether a whole cell's text stands for nothing (`/`, 无, 详见附件 …).
    pub fn is_placeholder(&self, text: &str) -> bool {
        let folded = fold(text);
        !folded.is_empty()
            && (self.placeholder_words.contains(&folded)
                || self
                    .placeholder_starts
                    .iter()
                    .any(|s| folded.starts_with(s.as_str())))
    }

    /// The rule that lets this customer leave the field of that label blank.
    pub fn frees(
        &self,
        form: &str,
        label: &str,
        customer: CustomerSigns<'_>,
    ) -> Option<&RequiredRule> {
        self.required.iter().find(|rule| {
            rule.forms.iter().any(|f| f == form)
                && rule.freed.iter().any(|l| fold(l) == fold(label))
                && rule.sign.holds(customer)
        })
    }

    /// The account rule of the bank that a text such as `工商银行石家庄裕华支行` names: the longest
    /// name or alias found in it.
    pub fn bank(&self, text: &str) -> Option<&BankAccountRule> {
        let folded = fold(text);
        self.bank_accounts
            .iter()
            .flat_map(|b| {
                std::iter::once(&b.name)
                    .chain(&b.aliases)
                    .map(move |n| (n, b))
            })
            .filter(|(name, _)| folded.contains(&fold(name)))
            .max_by_key(|(name, _)| name.chars().count())
            .map(|(_, bank)| bank)
    }
}

impl RequiredSign {
    fn holds(&self, customer: CustomerSigns<'_>) -> bool {
        let name = customer.name.map(fold).unwrap_or_default();
        match self {
            Self::CodePrefix(prefixes) => customer.code.is_some_and(|c| {
                c.chars().count() == 18 && prefixes.iter().any(|p| c.starts_with(p.as_str()))
            }),
            Self::NameEnds(ends) => ends.iter().any(|e| name.ends_with(&fold(e))),
            Self::NameContains(parts) => parts.iter().any(|p| name.contains(&fold(p))),
            Self::Status(words) => customer
                .status
                .is_some_and(|s| words.iter().any(|w| fold(w) == fold(s))),
        }
    }
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> ReadingRules {
    let mut rules = ReadingRules {
        magnitude_max_wan: Decimal::ZERO,
        percent_bare: PercentBare::BySize,
        account_digits_min: 0,
        account_digits_max: 0,
        bank_accounts: Vec::new(),
        placeholder_words: Vec::new(),
        placeholder_starts: Vec::new(),
        assessing_roles: Vec::new(),
        required: Vec::new(),
        info_stale_days: 0,
        term_notice_days: 0,
    };
    typing.asking("参数", |ask| {
        rules.magnitude_max_wan = ask.number("magnitude_max_wan").value;
        rules.percent_bare = ask
            .choice(
                "percent_bare_mode",
                &[
                    ("按大小", PercentBare::BySize),
                    ("百分数", PercentBare::Percent),
                    ("询问", PercentBare::Ask),
                ],
                PercentBare::BySize,
            )
            .value;
        rules.account_digits_min = ask.integer("account_digits_min").value as usize;
        rules.account_digits_max = ask.integer("account_digits_max").value as usize;
        rules.info_stale_days = ask.integer("info_stale_days").value;
        rules.term_notice_days = ask.integer("term_notice_days").value;
    });
    if let Some(table) = typing.table("银行账号") {
        rules.bank_accounts = table
            .readers()
            .map(|r| BankAccountRule {
                name: r.text("银行").to_owned(),
                aliases: r.words("别名"),
                lengths: r
                    .words("位数")
                    .iter()
                    .filter_map(|w| w.parse().ok())
                    .collect(),
                cite: r.cite("位数", format!("{} {}位", r.text("银行"), r.text("位数"))),
            })
            .collect();
    }
    if let Some(table) = typing.table("占位词") {
        for row in table.readers() {
            let word = fold(row.text("词"));
            if row.text("类别") == "开头" {
                rules.placeholder_starts.push(word);
            } else {
                rules.placeholder_words.push(word);
            }
        }
    }
    if let Some(table) = typing.table("必填规则") {
        rules.required = table
            .readers()
            .map(|r| {
                let words = r.words("取值");
                RequiredRule {
                    kind: r.text("客户种类").to_owned(),
                    forms: r.words("表单"),
                    sign: match r.text("依据") {
                        "信用代码前缀" => RequiredSign::CodePrefix(words),
                        "名称含有" => RequiredSign::NameContains(words),
                        "客户状态" => RequiredSign::Status(words),
                        _ => RequiredSign::NameEnds(words),
                    },
                    freed: r.words("免填字段"),
                    cite: r.cite(
                        "免填字段",
                        format!("{}免填{}", r.text("客户种类"), r.text("免填字段")),
                    ),
                }
            })
            .collect();
    }
    if let Some(table) = typing.table("组织-职务") {
        let mut roles: Vec<_> = table.readers().filter(|r| r.flag("可评战略影响")).collect();
        roles.sort_by_key(|r| std::cmp::Reverse(r.integer("级别")));
        rules.assessing_roles = roles.iter().map(|r| r.text("职务").to_owned()).collect();
    }
    rules
}
