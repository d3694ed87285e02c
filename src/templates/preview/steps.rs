//! The preview's formulas: scoring, grade, class, benefits and limit of one record, step by step,
//! each step a cell, over the record's own entries and the tables of the hidden sheet.
//!
//! They follow `evaluate` and `validate` for what is typed as numbers, dates and words of a list.
//! Anything else that reading would make sense of (`500万元`) gives `?` and no figure, with the
//! notice that names it: a preview says nothing rather than something wrong. Only functions are
//! used that Excel 2010, WPS and LibreOffice share. A blank form gives blanks throughout.
//!
//! Numbers are rounded to 6 places before anything is compared (domain ruling 9.6); as floats hold
//! 15 digits, an amount of 10 digits or more is one of those that the preview does not show.
//!
//! One file because the formulas are read side by side: each names the steps before it.

use super::super::rules::limits;
use super::tables::{Area, Tables};
use crate::domain::decimal::plain;
use crate::forms::{FormDefinition, Required};
use std::collections::BTreeMap;

/// Amounts from here on are not shown.
const TOO_BIG: &str = "1000000000";

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// 1 once anything is filled in.
    Begun,
    /// The day of the preview: 填表日期, else today.
    Today,
    /// 1 a year, 2 and 3 its halves, 0 unreadable, -1 not begun.
    Period,
    /// 年度合同金额 as typed.
    Amount,
    /// The same for twelve months.
    TwelveMonths,
    /// 到期应收额.
    Due,
    /// 按期回款额.
    Collected,
    /// Collected over due.
    Rate,
    /// Timely by amounts: 1 or 0.
    ByRate,
    /// Timely by the tick: 1 or 0.
    ByTick,
    /// Timely: 1 or 0.
    Timely,
    /// Factor of the sales method.
    Factor,
    /// 年终应收账款, a prepayment as 0.
    Receivable,
    /// 净资产.
    NetAssets,
    /// 平均溢价率.
    Premium,
    /// Points of the level picked.
    Level,
    /// 1 while the customer is new.
    New,
    /// 1 where the potential makes a 大客户.
    Potential,
    /// Row of the class that people chose.
    Manual,
    /// 1 where the amount makes a 大客户.
    Big,
    /// Row of indicator 1 that gives the points.
    AmountRow,
    /// Points of indicator 1.
    Points1,
    /// Points of indicator 2.
    Points2,
    /// Points of indicator 3.
    Points3,
    /// Points of indicator 4.
    Points4,
    /// Their sum.
    Total,
    /// The grade that the sum alone gives.
    ByPoints,
    /// The grade.
    Grade,
    /// The class.
    Class,
    /// Row of the benefits.
    BenefitRow,
    /// Shipping and price.
    Delivery,
    /// Who visits how often.
    Visit,
    /// Row of the credit.
    CreditRow,
    /// The least of what bounds the limit.
    Least,
    /// Credit limit in 万元.
    Limit,
    /// Payment terms in days.
    Days,
    /// Inputs of the indicators that are blank.
    MissingInputs,
    /// Other required entries that are blank.
    MissingEntries,
    /// What is wrong or missing, in words.
    Problems,
    /// What is said to who fills the form in.
    Notice,
}

impl Step {
    /// All steps; each is made of the entries and of steps before it.
    pub const ALL: [Self; 40] = [
        Self::Begun,
        Self::Today,
        Self::Period,
        Self::Amount,
        Self::TwelveMonths,
        Self::Due,
        Self::Collected,
        Self::Rate,
        Self::ByRate,
        Self::ByTick,
        Self::Timely,
        Self::Factor,
        Self::Receivable,
        Self::NetAssets,
        Self::Premium,
        Self::Level,
        Self::New,
        Self::Potential,
        Self::Manual,
        Self::Big,
        Self::AmountRow,
        Self::Points1,
        Self::Points2,
        Self::Points3,
        Self::Points4,
        Self::Total,
        Self::ByPoints,
        Self::Grade,
        Self::Class,
        Self::BenefitRow,
        Self::Delivery,
        Self::Visit,
        Self::CreditRow,
        Self::Least,
        Self::Limit,
        Self::Days,
        Self::MissingInputs,
        Self::MissingEntries,
        Self::Problems,
        Self::Notice,
    ];
}

/// Writes the formulas of one record.
pub(super) struct Formulas<'a> {
    pub form: &'a FormDefinition,
    pub tables: &'a Tables,
    /// Addresses of the entries, by the field's key.
    pub entries: &'a BTreeMap<&'a str, String>,
    /// Address of a step.
    pub place: &'a dyn Fn(Step) -> String,
}

impl Formulas<'_> {
    /// The formula of a step, without its `=`.
    pub fn of(&self, step: Step) -> String {
        let t = self.tables;
        let s = |step| (self.place)(step);
        match step {
            Step::Begun => {
                // Who filled it in and when says nothing of a customer yet.
                let body = self.form.fields.iter().filter(|f| !f.margin);
                let all: Vec<String> = body
                    .filter_map(|f| self.entries.get(f.key.as_str()).cloned())
                    .collect();
                format!("IF(COUNTA({})=0,\"\",1)", all.join(","))
            }
            Step::Today => {
                let on = self.entry("filled_on");
                format!(
                    "IF({}=\"\",\"\",IFERROR(IF({},TODAY(),IF(ISNUMBER({on}),INT({on}),\"?\")),\"?\"))",
                    s(Step::Begun),
                    blank(&on)
                )
            }
            Step::Period => self.period(),
            Step::Amount => self.number("annual_amount"),
            Step::TwelveMonths => {
                let (amount, period) = (s(Step::Amount), s(Step::Period));
                format!(
                    "IF(OR({amount}=\"\",{amount}=\"?\"),{amount},IF(N({period})<1,\"\",IF({period}>1,ROUND({amount}*{},6),{amount})))",
                    t.parameter("half_scale")
                )
            }
            Step::Due => self.number("due_amount"),
            Step::Collected => self.number("collected_amount"),
            Step::Rate => {
                let (due, collected) = (s(Step::Due), s(Step::Collected));
                format!(
                    "IF(OR({due}=\"?\",{collected}=\"?\"),\"?\",IF(AND(ISNUMBER({due}),ISNUMBER({collected})),IF({}>{},\"?\",IF({due}=0,\"\",ROUND({collected}/{due},6))),\"\"))",
                    self.entry("collected_amount"),
                    self.entry("due_amount"),
                )
            }
            Step::ByRate => {
                let (due, rate) = (s(Step::Due), s(Step::Rate));
                format!(
                    "IF({rate}=\"?\",\"?\",IF(ISNUMBER({due}),IF({due}=0,1,IF(ISNUMBER({rate}),IF({rate}>={},1,0),\"\")),\"\"))",
                    t.parameter("timely_rate_min")
                )
            }
            Step::ByTick => self.picked("timely", t.ticks),
            Step::Timely => {
                let (rate, tick) = (s(Step::ByRate), s(Step::ByTick));
                format!(
                    "IF(OR({rate}=\"?\",{tick}=\"?\"),\"?\",IF({rate}=\"\",{tick},IF(OR({tick}=\"\",{}=0),{rate},{tick})))",
                    t.parameter("ticks_rule")
                )
            }
            Step::Factor => {
                let (timely, by_rate, tick) = (s(Step::Timely), s(Step::ByRate), s(Step::ByTick));
                format!(
                    "IF(ISNUMBER({timely}),IF(OR({by_rate}=\"\",AND({}=1,ISNUMBER({tick}),{tick}<>{by_rate})),{timely}*{factor},IF({}=0,{factor},{})),\"\")",
                    t.parameter("ticks_rule"),
                    s(Step::Due),
                    self.sum(t.factors, &s(Step::Rate), "E"),
                    factor = t.parameter("tick_factor"),
                )
            }
            Step::Receivable => self.read("year_end_receivable", "TRUE", "MAX(0,ROUND(@,6))"),
            Step::NetAssets => self.number("net_assets"),
            Step::Premium => {
                // A bare 15 in a cell of another format may mean 15 % or 1500 %.
                self.read(
                    "premium",
                    "IFERROR(LEFT(CELL(\"format\",@),1)=\"P\",TRUE)",
                    "ROUND(@,6)",
                )
            }
            Step::Level => self.picked("strategic_level", t.levels),
            Step::New => {
                let first = self.entry("first_trade_date");
                let today = s(Step::Today);
                format!(
                    "IFERROR(IF({},\"\",IF(AND(ISNUMBER({first}),ISNUMBER({today})),IF(OR({first}<{},INT({first})>{today}),\"?\",IF(EDATE(INT({first}),{})-1>={today},1,0)),\"?\")),\"?\")",
                    blank(&first),
                    t.parameter("earliest"),
                    t.parameter("new_months"),
                )
            }
            Step::Potential => self.picked("potential", t.potentials),
            Step::Manual => self.picked("manual_class", t.manual),
            Step::Big => {
                let amount = s(Step::TwelveMonths);
                format!(
                    "IF({amount}=\"?\",\"?\",IF(ISNUMBER({amount}),IF({amount}>={},1,0),IF({}=1,0,\"\")))",
                    t.parameter("major_min"),
                    s(Step::New),
                )
            }
            Step::AmountRow => {
                let (amount, timely) = (s(Step::TwelveMonths), s(Step::Timely));
                format!(
                    "IF(AND(ISNUMBER({amount}),ISNUMBER({timely})),SUMPRODUCT(({}={timely})*{}*{}),\"\")",
                    t.amount.column("E"),
                    t.amount.holding(&amount),
                    t.amount.column("F"),
                )
            }
            Step::Points1 => self.found(t.amount, Step::AmountRow, "G"),
            Step::Points2 => self.points(t.receivable, Step::Receivable),
            Step::Points3 => self.points(t.premium, Step::Premium),
            Step::Points4 => {
                let level = s(Step::Level);
                format!("IF(ISNUMBER({level}),{level},\"\")")
            }
            Step::Total => {
                let points = [Step::Points1, Step::Points2, Step::Points3, Step::Points4].map(s);
                format!(
                    "IF(COUNT({})=4,ROUND({},6),\"\")",
                    points.join(","),
                    points.join("+")
                )
            }
            Step::ByPoints => {
                let total = s(Step::Total);
                format!(
                    "IF(ISNUMBER({total}),IFERROR(INDEX({},{}),\"\"),\"\")",
                    t.grades.column("F"),
                    self.sum(t.grades, &total, "E")
                )
            }
            Step::Grade => {
                let new = s(Step::New);
                format!(
                    "IF({new}=1,{},IF({new}=0,{},\"\"))",
                    t.parameter("new_grade"),
                    s(Step::ByPoints)
                )
            }
            Step::Class => self.class(),
            Step::BenefitRow => {
                let (class, grade) = (s(Step::Class), s(Step::Grade));
                format!(
                    "IF(OR({class}=\"\",{grade}=\"\"),\"\",SUMPRODUCT(({}={class})*({}={grade})*{}))",
                    t.benefits.column("A"),
                    t.benefits.column("B"),
                    t.benefits.column("C")
                )
            }
            Step::Delivery => self.found(t.benefits, Step::BenefitRow, "D"),
            Step::Visit => self.found(t.benefits, Step::BenefitRow, "E"),
            Step::CreditRow => {
                let grade = s(Step::Grade);
                format!(
                    "IF({grade}=\"\",\"\",SUMPRODUCT(({}=IF({}=1,{},{grade}))*{}))",
                    t.credit.column("A"),
                    s(Step::New),
                    t.parameter("new_credit"),
                    t.credit.column("B")
                )
            }
            Step::Least => {
                let (row, amount, factor, assets) = (
                    s(Step::CreditRow),
                    s(Step::TwelveMonths),
                    s(Step::Factor),
                    s(Step::NetAssets),
                );
                let of_row = |letter| format!("INDEX({},{row})", t.credit.column(letter));
                format!(
                    "IF(OR(N({row})=0,NOT(ISNUMBER({amount})),NOT(ISNUMBER({factor})),{assets}=\"?\"),\"\",IFERROR(MIN(ROUND({amount}*{}*{}*{factor}*IF(ISNUMBER({assets}),1,{})/{},6),{cap},IF(ISNUMBER({assets}),MAX(0,ROUND({assets}*{},6)),{cap})),\"\"))",
                    of_row("E"),
                    of_row("D"),
                    t.parameter("na_missing"),
                    t.parameter("year_days"),
                    of_row("F"),
                    cap = of_row("G"),
                )
            }
            Step::Limit => {
                let (row, least) = (s(Step::CreditRow), s(Step::Least));
                // Whole millionths: a quotient of whole numbers floors without a float's error.
                format!(
                    "IF(N({row})=0,\"\",IF(INDEX({},{row})=0,0,IF(ISNUMBER({least}),IF({unit}>0,ROUND(INT(ROUND({least}*1000000,0)/{})*{unit},6),{least}),\"\")))",
                    t.credit.column("C"),
                    t.parameter("unit_millionths"),
                    unit = t.parameter("unit"),
                )
            }
            Step::Days => {
                format!(
                    "IF(ISNUMBER({}),INDEX({},{}),\"\")",
                    s(Step::Limit),
                    t.credit.column("E"),
                    s(Step::CreditRow)
                )
            }
            Step::MissingInputs => {
                let inputs = [
                    (Step::Amount, "annual_amount"),
                    (Step::Receivable, "year_end_receivable"),
                    (Step::Premium, "premium"),
                    (Step::Level, "strategic_level"),
                ];
                let blank =
                    |(step, key)| format!("IF({}=\"\",\"、{}\",\"\")", s(step), self.label(key));
                format!(
                    "IF({}=\"\",\"\",{}&IF({}=\"\",\"、回款情况\",\"\"))",
                    s(Step::Begun),
                    inputs.map(blank).join("&"),
                    s(Step::Timely)
                )
            }
            Step::MissingEntries => self.missing_entries(),
            Step::Problems => self.problems(),
            Step::Notice => format!(
                "IF({}=\"\",\"\",IFERROR(IF({new}=1,\"新客户\"&IF({by}=\"\",\"\",\",按得分是\"&{by}&\"级\")&\";\",\"\")&IF({problems}=\"\",\"已填齐,以审表结果为准\",{problems}),\"表内有错误值,请检查\"))",
                s(Step::Begun),
                new = s(Step::New),
                by = s(Step::ByPoints),
                problems = s(Step::Problems),
            ),
        }
    }

    fn entry(&self, key: &str) -> String {
        // A form of the scoring kind without the field: nothing can stand there.
        self.entries
            .get(key)
            .cloned()
            .unwrap_or_else(|| "\"\"".to_owned())
    }

    /// The label as it stands inside of a formula's text.
    fn label(&self, key: &str) -> String {
        let label = self.form.field(key).map_or(key, |f| f.label.as_str());
        label.replace('"', "\"\"")
    }

    /// Blank, a number rounded, or `?`; `right` and `value` are formulas with `@` for the entry.
    fn read(&self, key: &str, right: &str, value: &str) -> String {
        let entry = self.entry(key);
        let [right, value] = [right, value].map(|f| f.replace('@', &entry));
        format!(
            "IFERROR(IF({},\"\",IF(ISNUMBER({entry}),IF(AND(ABS({entry})<{TOO_BIG},{right}),{value},\"?\"),\"?\")),\"?\")",
            blank(&entry)
        )
    }

    /// A number, within what the field's definition allows.
    fn number(&self, key: &str) -> String {
        let limits = self.form.field(key).map(limits).unwrap_or_default();
        let mut right: Vec<String> = limits
            .iter()
            .map(|(sign, limit)| format!("@{sign}{}", plain(*limit)))
            .collect();
        right.push("TRUE".to_owned());
        let right = right.join(",");
        self.read(key, &right, "ROUND(@,6)")
    }

    /// Blank, the value of the word typed, or `?`.
    fn picked(&self, key: &str, area: Area) -> String {
        let entry = self.entry(key);
        let same = format!("({}=TRIM({entry}))", area.column("A"));
        format!(
            "IFERROR(IF({},\"\",IF(SUMPRODUCT({same}*1)=0,\"?\",SUMPRODUCT({same}*{}))),\"?\")",
            blank(&entry),
            area.column("B")
        )
    }

    /// The value of a banded table's row that holds a figure.
    fn sum(&self, area: Area, figure: &str, letter: &str) -> String {
        format!(
            "SUMPRODUCT({}*{})",
            area.holding(figure),
            area.column(letter)
        )
    }

    fn points(&self, area: Area, step: Step) -> String {
        let figure = (self.place)(step);
        format!(
            "IF(ISNUMBER({figure}),{},\"\")",
            self.sum(area, &figure, "E")
        )
    }

    /// The text of a row found before.
    fn found(&self, area: Area, row: Step, letter: &str) -> String {
        let row = (self.place)(row);
        format!("IF(N({row})=0,\"\",INDEX({},{row}))", area.column(letter))
    }

    fn period(&self) -> String {
        let entry = self.entry("period");
        let today = (self.place)(Step::Today);
        let year = format!("LEFT(TRIM({entry}),4)");
        let words = self.tables.periods.column("A");
        let codes = self.tables.periods.column("B");
        let code = format!("SUMPRODUCT(({words}=\"#\"&MID(TRIM({entry}),5,20))*{codes})");
        // A half's first month: 1 or 7.
        let future = format!(
            "AND(ISNUMBER({today}),VALUE({year})*100+IF({code}=3,7,1)>YEAR(N({today}))*100+MONTH(N({today})))"
        );
        format!(
            "IFERROR(IF({},\"\",IF(AND(TEXT(VALUE({year}),\"0000\")={year},VALUE({year})>=1950,VALUE({year})<=2200),IF({future},-1,{code}),0)),0)",
            blank(&entry)
        )
    }

    fn class(&self) -> String {
        let t = self.tables;
        let s = |step| (self.place)(step);
        let (manual, potential, big) = (s(Step::Manual), s(Step::Potential), s(Step::Big));
        let word = |row: &str| format!("INDEX({},{row})", t.classes.column("A"));
        let (major, general) = (word("1"), word("2"));
        let computed = format!(
            "IF({any}=1,IF(OR({potential}=1,{big}=1),{major},IF({big}=0,{general},\"\")),IF(N({potential})=0,{general},IF({big}=\"\",\"\",IF({big}=1,{major},{general}))))",
            any = t.parameter("major_any"),
        );
        format!(
            "IF(OR({}=\"\",{manual}=\"?\",{potential}=\"?\",{big}=\"?\",{}),\"\",IF(AND(ISNUMBER({manual}),{}=1),{},{computed}))",
            s(Step::Begun),
            self.manual_without_grounds(),
            t.parameter("manual_allowed"),
            word(&manual),
        )
    }

    /// Whether the class was chosen by people without reason or approver.
    fn manual_without_grounds(&self) -> String {
        format!(
            "AND(ISNUMBER({}),OR({},{}))",
            (self.place)(Step::Manual),
            blank(&self.entry("manual_class_reason")),
            blank(&self.entry("manual_class_approver"))
        )
    }

    /// Required entries that no indicator needs.
    fn missing_entries(&self) -> String {
        let needed = self.form.fields.iter().filter(|f| {
            f.required == Required::Yes
                && !f.indicator_input
                && self.entries.contains_key(f.key.as_str())
        });
        let one = |f: &crate::forms::FieldDefinition| {
            let entry = self.entry(&f.key);
            format!("IF({},\"、{}\",\"\")", blank(&entry), self.label(&f.key))
        };
        let parts: Vec<String> = needed.map(one).collect();
        format!(
            "IF({}=\"\",\"\",IFERROR(\"\"&{},\"\"))",
            (self.place)(Step::Begun),
            if parts.is_empty() {
                "\"\"".to_owned()
            } else {
                parts.join("&")
            }
        )
    }

    fn problems(&self) -> String {
        let s = |step| (self.place)(step);
        let is = |step, what: &str| format!("{}=\"{what}\"", s(step));
        let unread = |step, key: &str, words: &str| {
            (is(step, "?"), format!("\"{}{words};\"", self.label(key)))
        };
        const AMOUNT: &str = "请录不小于0的数字,不写单位";
        const NUMBER: &str = "请录数字,不写单位";
        const DATE: &str = "请录日期,不晚于填表日";
        const CHOICE: &str = "请从列表中选";
        let period = s(Step::Period);
        let missing = |step, words: &str| {
            let list = s(step);
            (
                format!("{list}<>\"\""),
                format!("{words}\"还缺\"&MID({list},2,200)&\";\""),
            )
        };
        let inputs = format!("IF({}=1,\"\",\"资料不全,\")&", s(Step::New));
        let problems = [
            unread(Step::Amount, "annual_amount", AMOUNT),
            unread(Step::Due, "due_amount", AMOUNT),
            unread(Step::Collected, "collected_amount", AMOUNT),
            unread(Step::Receivable, "year_end_receivable", NUMBER),
            unread(Step::NetAssets, "net_assets", NUMBER),
            unread(Step::Premium, "premium", "请录成百分数,如12%"),
            (
                format!(
                    "AND({},{}<>\"?\",{}<>\"?\")",
                    is(Step::Rate, "?"),
                    s(Step::Due),
                    s(Step::Collected)
                ),
                format!(
                    "\"{}大于{};\"",
                    self.label("collected_amount"),
                    self.label("due_amount")
                ),
            ),
            unread(Step::New, "first_trade_date", DATE),
            unread(Step::Today, "filled_on", DATE),
            unread(Step::ByTick, "timely", CHOICE),
            unread(Step::Level, "strategic_level", CHOICE),
            unread(Step::Potential, "potential", CHOICE),
            unread(Step::Manual, "manual_class", CHOICE),
            (
                format!("{period}=0"),
                format!("\"{}请写成2025或2025上半年;\"", self.label("period")),
            ),
            (
                format!("{period}=-1"),
                format!("\"{}还没有开始;\"", self.label("period")),
            ),
            (
                self.manual_without_grounds(),
                format!("\"{}还缺理由或批准人;\"", self.label("manual_class")),
            ),
            missing(Step::MissingEntries, ""),
            missing(Step::MissingInputs, &inputs),
        ];
        let said = problems.map(|(condition, words)| format!("IF({condition},{words},\"\")"));
        format!("IF({}=\"\",\"\",{})", s(Step::Begun), said.join("&"))
    }
}

/// Whether nothing stands in a cell.
fn blank(entry: &str) -> String {
    format!("LEN(TRIM({entry}))=0")
}
