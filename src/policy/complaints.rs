//! The typed rules of complaints (chapter 3, domain section 6, rulings 19–21).

use super::Typing;
use super::cite::{Cite, Cited};
use super::kinds::{banded::Band, states};
use super::parse;
use super::scoring::rows;
use super::table::RowReader;
use crate::findings::Finding;
use crate::forms::handbook;
use rust_decimal::Decimal;

/// The form's and the tables' word for a grave complaint.
pub const MAJOR: &str = "重大";
/// The form's and the tables' word for any other.
pub const MINOR: &str = "一般";
/// The word in 客户要求 for a wish that names none of those which other rows name.
pub const UNDECIDED: &str = "未定";
/// The word in 起算 for the day of effective receipt.
pub const FROM_RECEIPT: &str = "接收";
/// The word in 起算 for the sheet 回复期限.
pub const FROM_REPLY: &str = "回复";

/// The rules that route a complaint.
#[derive(Debug, Clone, PartialEq)]
pub struct ComplaintRules {
    /// Steps in order.
    pub steps: Vec<StepRow>,
    /// What makes it 重大.
    pub severity: Vec<SeverityRow>,
    /// By when and how it is answered.
    pub reply: Vec<ReplyRow>,
    /// To whom a missed deadline goes up.
    pub escalation: Vec<EscalationRow>,
    /// States, the first one being where a complaint begins.
    pub states: Vec<StateRow>,
    /// Complaints of one cause that count as repeated, this one included.
    pub repeat_count: Option<Cited<u32>>,
    /// Days within which they count.
    pub repeat_days: Option<Cited<u32>>,
    /// Who signs 客户投诉核查表 (clause 3.3(2)1c).
    pub sign_role: String,
    /// Prefix of case numbers.
    pub case_prefix: String,
}

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub struct StepRow {
    /// Id.
    pub step: String,
    /// What to do.
    pub words: String,
    /// On condition of.
    pub when: StepCondition,
    /// Causes for which it holds; empty for all.
    pub causes: Vec<String>,
    /// Wishes for which it holds; empty for all; [`UNDECIDED`] among them.
    pub wishes: Vec<String>,
    /// Department or role.
    pub owner: String,
    /// Form id.
    pub form: Option<String>,
    /// From what it counts: [`FROM_RECEIPT`], [`FROM_REPLY`] or an earlier step's id.
    pub base: String,
    /// Working days.
    pub days: u32,
    /// Group of alternatives, where the wish is undecided.
    pub either_or: Option<String>,
    /// Whether it is the visit or the reply that the review shows apart.
    pub role: StepRole,
    /// Its place.
    pub cite: Cite,
}

/// What decides which steps a complaint takes.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'c> {
    /// 重大.
    pub major: bool,
    /// The same cause came up often enough.
    pub repeated: bool,
    /// 反馈类别.
    pub causes: &'c [String],
    /// 客户要求.
    pub wish: Option<&'c str>,
    /// The wish is none that a step names (see [`ComplaintRules::undecided`]).
    pub undecided: bool,
}

impl StepRow {
    /// Whether a complaint takes the step.
    pub fn holds(&self, case: &Circumstances<'_>) -> bool {
        let cause = self.causes.is_empty() || self.causes.iter().any(|c| case.causes.contains(c));
        let wish = self.wishes.is_empty()
            || self
                .wishes
                .iter()
                .any(|w| Some(w.as_str()) == case.wish || (case.undecided && w == UNDECIDED));
        cause && wish && self.when.holds(case.major, case.repeated)
    }
}

impl ComplaintRules {
    /// Whether a wish (维修, 解释, none at all) is none that a step names: it leaves exchange or
    /// compensation open.
    pub fn undecided(&self, wish: Option<&str>) -> bool {
        !self
            .steps
            .iter()
            .flat_map(|s| &s.wishes)
            .any(|w| w != UNDECIDED && Some(w.as_str()) == wish)
    }
}

/// What a step is for the review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepRole {
    /// A step like others.
    Plain,
    /// 走访.
    Visit,
    /// 回复.
    Reply,
    /// 赔偿: pays, and needs an approval by its amount.
    Compensation,
}

/// The severity for which a step holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepCondition {
    /// Any.
    Always,
    /// 重大.
    Major,
    /// 一般.
    Minor,
    /// 重复.
    Repeated,
    /// 重大或重复.
    MajorOrRepeated,
}

impl StepCondition {
    /// Whether it holds.
    pub fn holds(self, major: bool, repeated: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Major => major,
            Self::Minor => !major,
            Self::Repeated => repeated,
            Self::MajorOrRepeated => major || repeated,
        }
    }
}

/// A sign of 重大.
#[derive(Debug, Clone, PartialEq)]
pub struct SeverityRow {
    /// Which.
    pub sign: SeveritySign,
    /// Its place.
    pub cite: Cite,
}

/// Signs of 重大.
#[derive(Debug, Clone, PartialEq)]
pub enum SeveritySign {
    /// Claimed loss of at least so much, in 万元.
    ClaimedLoss(Decimal),
    /// Concerns safety.
    Safety,
    /// Stops the customer's line.
    LineStop,
    /// Class and grade as one word (大客户A).
    Customer(String),
    /// So many complaints within so many days, this one included.
    Complaints {
        /// How many.
        count: u32,
        /// Days.
        days: u32,
    },
}

/// A limit for the reply.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplyRow {
    /// By severity (else by cause).
    pub by_severity: bool,
    /// 重大, 一般 or a cause.
    pub word: String,
    /// Working days; none where the row sets no limit.
    pub days: Option<u32>,
    /// Only by letter.
    pub letter: bool,
    /// Its place.
    pub cite: Cite,
}

/// To whom a missed deadline goes up.
#[derive(Debug, Clone, PartialEq)]
pub struct EscalationRow {
    /// Working days overdue.
    pub band: Band,
    /// Role; none while nobody need be told.
    pub role: Option<String>,
    /// Its place.
    pub cite: Cite,
}

/// A state of a complaint.
#[derive(Debug, Clone, PartialEq)]
pub struct StateRow {
    /// Its short name (P2).
    pub state: String,
    /// Its name for people.
    pub name: String,
    /// Department or role.
    pub owner: String,
    /// Steps that are done in it.
    pub steps: Vec<String>,
    /// States that may follow.
    pub next: Vec<String>,
    /// Whether the complaint is at its end.
    pub closed: bool,
    /// Its place.
    pub cite: Cite,
}

pub(super) fn read(typing: &mut Typing<'_, '_>) -> ComplaintRules {
    let mut steps = Vec::new();
    if let Some(table) = typing.table("投诉步骤") {
        typing.add(states::order_problems(table, &[FROM_RECEIPT, FROM_REPLY]));
        steps = self::steps(&table.readers().collect::<Vec<_>>());
    }
    let mut severity = Vec::new();
    if let Some(table) = typing.table("投诉情节") {
        for row in table.readers() {
            // 否 switches a sign off without losing its row.
            if parse::flag(row.text("值")) == Some(false) {
                continue;
            }
            match sign(&row) {
                Some(sign) => severity.push(SeverityRow {
                    sign,
                    cite: row.cite("值", format!("{}{}{}", row.text("条件"), row.text("值"), row.text("单位"))),
                }),
                None => typing.add(vec![
                    Finding::draft("E-POLICY-TYPE", &[("expected", "与条件相配的值:金额、次数写数字(次数还要写期间天数),其余写「是」或类别加等级")])
                        .at(row.sheet(), Some(row.at("值")))
                        .of_field("值")
                        .quoting(row.text("值"))
                        .done(),
                ]),
            }
        }
    }
    let reply = typing
        .table("回复期限")
        .map(|t| t.readers().map(|r| reply(&r)).collect())
        .unwrap_or_default();
    let escalation = rows(typing, "逾期升级", &[], |row| {
        let band = Band::read(row);
        let role = row.some_text("报给");
        let to = role.as_deref().unwrap_or("不用报");
        let words = format!("逾期{} → {to}", band.words("个工作日"));
        EscalationRow {
            cite: row.cite("报给", words),
            band,
            role,
        }
    });
    let states = typing
        .table("投诉状态")
        .map(|t| t.readers().map(|r| state(&r)).collect())
        .unwrap_or_default();
    let mut rules = ComplaintRules {
        steps,
        severity,
        reply,
        escalation,
        states,
        repeat_count: None,
        repeat_days: None,
        sign_role: String::new(),
        case_prefix: String::new(),
    };
    typing.asking("参数", |ask| {
        rules.repeat_count = Some(ask.integer("capa_repeat_count"));
        rules.repeat_days = Some(ask.integer("capa_window_days"));
        rules.sign_role = ask.text("complaint_sign_role").value;
        rules.case_prefix = ask.text("case_prefix").value;
    });
    rules
}

/// The rows of 投诉步骤.
pub(super) fn steps(rows: &[RowReader<'_>]) -> Vec<StepRow> {
    let named: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (row.text("步骤"), row.text("做什么")))
        .collect();
    rows.iter().map(|row| step(row, &named)).collect()
}

/// A row of 投诉步骤; `named` says in words what each step is, for a deadline that counts from one.
fn step(row: &RowReader<'_>, named: &[(&str, &str)]) -> StepRow {
    let when = match row.text("情节") {
        MAJOR => StepCondition::Major,
        MINOR => StepCondition::Minor,
        "重复" => StepCondition::Repeated,
        "重大或重复" => StepCondition::MajorOrRepeated,
        _ => StepCondition::Always,
    };
    let role = match row.text("性质") {
        "走访" => StepRole::Visit,
        "回复" => StepRole::Reply,
        "赔偿" => StepRole::Compensation,
        _ => StepRole::Plain,
    };
    let days = row.integer("工作日");
    let base = row.text("起算");
    // Of two rows of one step only one comes about: the deadline counts from either.
    let from: Vec<String> = named
        .iter()
        .filter(|(step, _)| *step == base)
        .map(|(_, words)| format!("「{words}」"))
        .collect();
    let base = match from.as_slice() {
        [] => base.to_owned(),
        words => words.join("或"),
    };
    let words = format!(
        "{}:{}{}",
        row.text("责任"),
        row.text("做什么"),
        days.map(|d| format!("({base}后{d}个工作日)"))
            .unwrap_or_default(),
    );
    StepRow {
        step: row.text("步骤").to_owned(),
        words: row.text("做什么").to_owned(),
        when,
        causes: row.words("原因"),
        wishes: row.words("客户要求"),
        owner: row.text("责任").to_owned(),
        form: row
            .some_text("用表")
            .map(|text| handbook::id_of(&text).map_or(text, str::to_owned)),
        base: row.text("起算").to_owned(),
        days: days.unwrap_or_default(),
        either_or: row.some_text("二选一"),
        role,
        cite: row.cite("步骤", words),
    }
}

/// The sign of a row of 投诉情节; none where its value does not fit its condition.
pub(super) fn sign(row: &RowReader<'_>) -> Option<SeveritySign> {
    let value = row.text("值");
    Some(match row.text("条件") {
        "索赔金额不低于" => SeveritySign::ClaimedLoss(parse::number(value)?),
        "涉及安全" => parse::flag(value).map(|_| SeveritySign::Safety)?,
        "造成停线" => parse::flag(value).map(|_| SeveritySign::LineStop)?,
        "客户为" => SeveritySign::Customer(value.to_owned()),
        "投诉次数不低于" => SeveritySign::Complaints {
            count: parse::integer(value)?,
            days: row.integer("期间天数")?,
        },
        _ => return None,
    })
}

fn state(row: &RowReader<'_>) -> StateRow {
    let name = row.text("名称").to_owned();
    StateRow {
        state: row.text("状态").to_owned(),
        owner: row.text("责任").to_owned(),
        steps: row.words("步骤"),
        next: row.words("下一状态"),
        closed: row.flag("了结"),
        cite: row.cite("状态", name.clone()),
        name,
    }
}

fn reply(row: &RowReader<'_>) -> ReplyRow {
    let days = row.integer("工作日");
    let words = format!(
        "{}{} → {}{}",
        row.text("依据"),
        row.text("取值"),
        days.map_or("不另设期限".to_owned(), |d| format!(
            "{d}个工作日内回复"
        )),
        Some(row.text("方式"))
            .filter(|t| !t.is_empty())
            .map(|t| format!(",用{t}"))
            .unwrap_or_default(),
    );
    ReplyRow {
        by_severity: row.text("依据") == "情节",
        word: row.text("取值").to_owned(),
        days,
        letter: row.text("方式") == "函",
        cite: row.cite("工作日", words),
    }
}
