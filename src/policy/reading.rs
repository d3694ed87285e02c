//! What reading and validation take from the policy ([`ReadingRules`]), filled from the tables:
//! how bare figures are read, what counts as blank, which fields a kind of customer may leave out.

use super::Typing;
use super::table::{RowReader, Table};
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::Forms;
use crate::normalise::{
    BankAccountLength, Deputy, PercentBareMode, ReadingRules, RequiredExemption, SizeRule,
};

/// The form whose labels the sheet 必填规则 names.
const EXEMPTED_FORM: &str = "customer_summary";

pub(super) fn read(typing: &mut Typing<'_, '_>, forms: &Forms) -> ReadingRules {
    let mut rules = ReadingRules {
        size_rules: each(typing.table("企业规模"), size_rule),
        credit_code_prefixes: each(typing.table("信用代码前缀"), |r| {
            (r.text("前缀").to_owned(), r.text("含义").to_owned())
        }),
        account_lengths: each(typing.table("银行账号"), |r| BankAccountLength {
            bank: r.text("银行").to_owned(),
            aliases: r.words("别名"),
            digits: r
                .words("位数")
                .iter()
                .filter_map(|w| w.parse().ok())
                .collect(),
        }),
        ind4_roles: assessing_roles(typing.table("组织-职务")),
        deputies: each(typing.table("组织-代理"), |r| Deputy {
            name: r.text("代理人").to_owned(),
            role: r.text("所代职务").to_owned(),
            from: r.date("起"),
            to: r.date("止"),
        }),
        exemptions: exemptions(typing, forms),
        ..ReadingRules::default()
    };
    let placeholders = typing.table("占位词");
    let folded = |kind| -> Vec<String> {
        let words = words_of(placeholders, "类别", kind);
        words.iter().map(|word| fold(word)).collect()
    };
    rules.placeholder_words = folded("等于");
    rules.placeholder_parts = folded("含有");
    rules.placeholder_masks = folded("遮字");
    let checks = typing.table("校验词");
    rules.bank_words = words_of(checks, "用途", "银行名称");
    rules.name_endings = words_of(checks, "用途", "客户名称结尾");
    rules.registry_words = words_of(checks, "用途", "登记机关");
    rules.provinces = words_of(checks, "用途", "省份");
    typing.asking("参数", |ask| {
        rules.magnitude_max_wan = ask.number("magnitude_max_wan").value;
        rules.percent_bare_mode = ask
            .choice(
                "percent_bare_mode",
                &[
                    ("按大小", PercentBareMode::Auto),
                    ("小数", PercentBareMode::Fraction),
                    ("百分数", PercentBareMode::Percent),
                    ("询问", PercentBareMode::Ask),
                ],
                PercentBareMode::Auto,
            )
            .value;
        rules.percent_high = ask.share("percent_high").value;
        rules.two_digit_year_ahead =
            i32::try_from(ask.integer("two_digit_year_ahead").value).unwrap_or(i32::MAX);
        rules.earliest_date = ask.date("earliest_date").value;
        rules.account_min_digits = ask.integer("account_digits_min").value as usize;
        rules.account_max_digits = ask.integer("account_digits_max").value as usize;
        rules.term_notice_days = i64::from(ask.integer("term_notice_days").value);
        rules.net_assets_over_capital = ask.number("net_assets_over_capital").value;
    });
    rules
}

fn each<'t, T>(table: Option<&'t Table>, read: impl Fn(RowReader<'t>) -> T) -> Vec<T> {
    table
        .map(|t| t.readers().map(read).collect())
        .unwrap_or_default()
}

/// The words of the rows whose column holds that category.
fn words_of(table: Option<&Table>, column: &str, category: &str) -> Vec<String> {
    table
        .into_iter()
        .flat_map(Table::readers)
        .filter(|r| r.text(column) == category)
        .map(|r| r.text("词").to_owned())
        .collect()
}

/// Roles that may assess 战略影响, lowest first as the messages list them.
fn assessing_roles(table: Option<&Table>) -> Vec<String> {
    let mut roles: Vec<_> = table
        .into_iter()
        .flat_map(Table::readers)
        .filter(|r| r.flag("可评战略影响"))
        .collect();
    roles.sort_by_key(|r| r.integer("级别"));
    roles.iter().map(|r| r.text("职务").to_owned()).collect()
}

fn size_rule(row: RowReader<'_>) -> SizeRule {
    let bounds = |what: &str| {
        Some([
            row.integer(&format!("大型{what}"))?,
            row.integer(&format!("中型{what}"))?,
            row.integer(&format!("小型{what}"))?,
        ])
    };
    SizeRule {
        industry: row.text("行业").to_owned(),
        words: row.words("行业用词"),
        employees: bounds("人数"),
        revenue_wan: bounds("收入"),
    }
}

/// The rows of 必填规则, their labels turned into the form's keys.
fn exemptions(typing: &mut Typing<'_, '_>, forms: &Forms) -> Vec<RequiredExemption> {
    let Some(table) = typing.table("必填规则") else {
        return Vec::new();
    };
    let form = forms.get(EXEMPTED_FORM);
    let mut rules = Vec::new();
    for row in table.readers() {
        let mut freed = Vec::new();
        for label in row.words("免填字段") {
            let field = form.and_then(|f| f.fields.iter().find(|d| d.label == label));
            match field {
                Some(field) => freed.push(field.key.clone()),
                None => {
                    let unknown = Finding::draft("E-POLICY-LABEL", &[("label", &label)])
                        .at(row.sheet(), Some(row.at("免填字段")))
                        .of_field("免填字段")
                        .quoting(&label)
                        .done();
                    typing.add(vec![unknown]);
                }
            }
        }
        rules.push(RequiredExemption {
            kind: row.text("客户种类").to_owned(),
            code_prefixes: row.words("信用代码前缀"),
            name_endings: row.words("名称结尾"),
            words: row.words("性质或状态"),
            freed,
        });
    }
    rules
}
