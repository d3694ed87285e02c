//! Rows of a rule table → rules: what each cell names and holds.

use super::{BLANK, Base, Gives, OTHERWISE, Outcome, Rule, RuleRow, Source, Span, Test};
use crate::domain::decimal::plain;
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::forms::relation::REVIEW_DAY;
use crate::forms::{
    FieldDefinition, FieldKind, FormDefinition, Forms, Required, handbook, words::meant_by,
    words::word_of,
};
use crate::policy::form_sheets::field_named;
use crate::policy::kinds::banded::Band;
use crate::policy::parse;
use crate::policy::table::RowReader;

/// A rule with the rows that it came from.
pub(super) struct Read<'t> {
    pub rule: Rule,
    /// One a row of the rule.
    pub rows: Vec<RowReader<'t>>,
    /// Whether a row of it, or of a rule that it looks at, has a fault and is left out: what the
    /// rule can give is not known then.
    pub lost: bool,
}

/// What a source gives to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Nature {
    /// A number; a share is written in per cent.
    Number { share: bool },
    /// Words: these, or any.
    Words(Option<Vec<String>>),
    /// A day.
    Day,
}

/// The rules, in the order in which their names first stand. A row with a fault is left out after
/// the fault is said.
pub(super) fn rules<'t>(
    form: &FormDefinition,
    forms: &Forms,
    rows: &[RowReader<'t>],
    found: &mut Vec<Finding>,
) -> Vec<Read<'t>> {
    let mut read: Vec<Read<'t>> = Vec::new();
    for row in rows {
        let name = row.text("规则");
        let Some(gives) = meant_by(Gives::WORDS, row.text("得出")) else {
            continue;
        };
        if name.is_empty() {
            continue;
        }
        let at = read.iter().position(|r| fold(&r.rule.name) == fold(name));
        let at = at.unwrap_or_else(|| {
            read.push(Read {
                rule: Rule {
                    name: name.to_owned(),
                    gives,
                    rows: Vec::new(),
                },
                rows: Vec::new(),
                lost: false,
            });
            read.len() - 1
        });
        let (earlier, own) = read.split_at_mut(at);
        let Some(own) = own.first_mut() else { continue };
        let reading = Reading {
            form,
            forms,
            earlier,
            row,
        };
        if own.rows.is_empty() && field_named(form, name).is_some() {
            found.push(*reading.fault("规则", "和一个字段同名,依据里就分不清"));
        }
        if own.rule.gives != gives {
            let first = own.rows.first().map(|r| r.at("得出").to_string());
            let why = format!("和 {} 的「得出」不一样", first.unwrap_or_default());
            found.push(*reading.fault("得出", &why));
            own.lost = true;
            continue;
        }
        match reading.rule_row(gives) {
            Ok(rule_row) => {
                own.lost |= rule_row.test.source().is_some_and(|s| reading.is_lost(s));
                own.rule.rows.push(rule_row);
                own.rows.push(*row);
            }
            Err(fault) => {
                found.push(*fault);
                own.lost = true;
            }
        }
    }
    read
}

/// What keeps a row from being read.
type Fault = Box<Finding>;

/// One row being read.
struct Reading<'r, 't> {
    form: &'r FormDefinition,
    forms: &'r Forms,
    /// The rules that stand above.
    earlier: &'r [Read<'t>],
    row: &'r RowReader<'t>,
}

impl Reading<'_, '_> {
    fn fault(&self, header: &str, why: &str) -> Fault {
        Box::new(fault(self.row, header, why))
    }

    fn rule_row(&self, gives: Gives) -> Result<RuleRow, Fault> {
        if let Some(header) = idle(gives)
            .iter()
            .find(|header| !self.row.text(header).is_empty())
        {
            let why = format!(
                "得出「{}」,用不到「{header}」,这一格要空着",
                word_of(Gives::WORDS, gives)
            );
            return Err(self.fault(header, &why));
        }
        let sources = self.sources()?;
        let test = if gives == Gives::Sum {
            if self.says_when() {
                return Err(self.fault("取值", "是合计,不写取值和上下限"));
            }
            Test::Always
        } else {
            self.test(&sources)?
        };
        let (outcome, header, words) = match gives {
            Gives::Points => {
                let points = self
                    .row
                    .number_in("结果")
                    .ok_or_else(|| self.fault("结果", "得出的是得分,「结果」要写一个数"))?;
                let words = format!("{}分", plain(points));
                (Outcome::Points(points), "结果", words)
            }
            Gives::Grade | Gives::Word => {
                let word = self
                    .row
                    .some_text("结果")
                    .ok_or_else(|| self.fault("结果", "「结果」空着,不知道得出什么"))?;
                (Outcome::Word(word.clone()), "结果", word)
            }
            Gives::Sum => {
                let words = self.summed(&sources)?;
                (Outcome::Sum(sources), "依据", words)
            }
            Gives::Due | Gives::Step => {
                let (outcome, words) = self.day(gives == Gives::Step)?;
                (outcome, "加", words)
            }
        };
        let when = match test.source() {
            Some(source) => test.words(self.name(source), self.unit(source)),
            None => String::new(),
        };
        let arrow = if when.is_empty() { "" } else { " → " };
        let line = format!("{}:{when}{arrow}{words}", self.row.text("规则"));
        Ok(RuleRow {
            test,
            outcome,
            cite: self.row.cite(header, line),
        })
    }

    /// What 依据 names: fields by label, else rules that stand above.
    fn sources(&self) -> Result<Vec<Source>, Fault> {
        self.row
            .words("依据")
            .iter()
            .map(|w| self.source(w))
            .collect()
    }

    fn source(&self, text: &str) -> Result<Source, Fault> {
        if let Some(field) = field_named(self.form, text) {
            return Ok(Source::Field(field.key.clone()));
        }
        let wanted = fold(text);
        let above = self
            .earlier
            .iter()
            .position(|r| fold(&r.rule.name) == wanted);
        above.map(Source::Rule).ok_or_else(|| {
            let unknown = Finding::draft("E-POLICY-RULE-SOURCE", &[("form", &self.form.title)])
                .at(self.row.sheet(), Some(self.row.at("依据")))
                .of_field("依据")
                .quoting(text);
            Box::new(unknown.done())
        })
    }

    /// Whether a source is a rule of which not all is known.
    fn is_lost(&self, source: &Source) -> bool {
        matches!(source, Source::Rule(at) if self.earlier.get(*at).is_some_and(|r| r.lost))
    }

    fn says_when(&self) -> bool {
        ["取值", "下限", "上限"]
            .iter()
            .any(|header| !self.row.text(header).is_empty())
    }

    fn test(&self, sources: &[Source]) -> Result<Test, Fault> {
        let words = self.row.words("取值");
        let banded = !self.row.text("下限").is_empty() || !self.row.text("上限").is_empty();
        let source = match sources {
            [] if self.says_when() => {
                return Err(self.fault("依据", "写了取值或上下限,却没写依据"));
            }
            [] => return Ok(Test::Always),
            [source] => source.clone(),
            _ => return Err(self.fault("依据", "只能有一个依据;几个条件就分成几条规则")),
        };
        let nature = nature(self.form, &self.rules(), &source);
        let name = self.name(&source);
        if banded {
            if !words.is_empty() {
                return Err(self.fault("取值", "取值和上下限只能写一样"));
            }
            return self.band(source.clone(), name, &nature);
        }
        for (sign, number) in [("下限符号", "下限"), ("上限符号", "上限")] {
            if !self.row.text(sign).is_empty() {
                return Err(self.fault(number, &format!("写了{sign},却没写{number}")));
            }
        }
        match words.as_slice() {
            [] => return Ok(Test::Otherwise(source)),
            [one] if one == BLANK => return Ok(Test::Blank(source)),
            [one] if one == OTHERWISE && !lists(&nature, OTHERWISE) => {
                return Ok(Test::Otherwise(source));
            }
            _ => {}
        }
        if words.iter().any(|w| w == BLANK) {
            return Err(self.fault("取值", "「空」要单独写一行"));
        }
        match nature {
            Nature::Words(None) => {}
            Nature::Words(Some(_)) if self.is_lost(&source) => {}
            Nature::Words(Some(listed)) => {
                if let Some(unknown) = words.iter().find(|w| !listed.contains(w)) {
                    let why = format!(
                        "取值「{unknown}」不在「{name}」的词里({})",
                        listed.join("、")
                    );
                    return Err(self.fault("取值", &why));
                }
            }
            Nature::Number { .. } => {
                let why = format!("依据「{name}」是数,要写上下限,不写取值");
                return Err(self.fault("取值", &why));
            }
            Nature::Day => {
                let why = format!("依据「{name}」是日期,取值只能写「空」或「其他」");
                return Err(self.fault("取值", &why));
            }
        }
        Ok(Test::Words(source, words))
    }

    fn band(&self, source: Source, name: &str, nature: &Nature) -> Result<Test, Fault> {
        let Nature::Number { share } = nature else {
            let why = format!("依据「{name}」不是数,不能写上下限");
            return Err(self.fault("下限", &why));
        };
        for header in ["下限", "上限"] {
            let text = self.row.text(header);
            if !text.is_empty() && text.ends_with('%') != *share {
                let why = if *share {
                    format!("依据「{name}」是百分比,{header}要写成 98% 这样")
                } else {
                    format!(
                        "依据「{name}」不是百分比,{header}却是 {text};先把这一格的格式改成「常规」,再写数"
                    )
                };
                return Err(self.fault(header, &why));
            }
        }
        Ok(Test::Band(source, Band::read(self.row)))
    }

    /// The words of a sum whose parts are all numbers of one kind.
    fn summed(&self, sources: &[Source]) -> Result<String, Fault> {
        if sources.is_empty() {
            return Err(self.fault("依据", "是合计,「依据」要写加哪几项"));
        }
        let rules = self.rules();
        let natures: Vec<Nature> = sources
            .iter()
            .map(|s| nature(self.form, &rules, s))
            .collect();
        for (source, nature) in sources.iter().zip(&natures) {
            let why = match (nature, natures.first()) {
                (Nature::Number { .. }, Some(first)) if nature == first => continue,
                (Nature::Number { .. }, _) => "把百分比和别的数加在一起".to_owned(),
                _ => format!("「{}」不是数,加不起来", self.name(source)),
            };
            return Err(self.fault("依据", &why));
        }
        let names: Vec<&str> = sources.iter().map(|s| self.name(s)).collect();
        Ok(names.join("+"))
    }

    fn day(&self, step: bool) -> Result<(Outcome, String), Fault> {
        let row = self.row;
        let base = row.text("起算");
        let from = if base.is_empty() {
            return Err(self.fault("起算", "要写从哪天起算"));
        } else if fold(base) == REVIEW_DAY {
            Base::Today
        } else if let Some(field) = field_named(self.form, base) {
            if field.kind != FieldKind::Date {
                return Err(self.fault("起算", &format!("起算的「{base}」不是日期")));
            }
            if may_be_blank(field) {
                let why = format!("起算的「{base}」可以空着;请把它设成必填");
                return Err(self.fault("起算", &why));
            }
            Base::Field(field.key.clone())
        } else {
            let above = self.earlier.iter().position(|r| {
                fold(&r.rule.name) == fold(base) && matches!(r.rule.gives, Gives::Due | Gives::Step)
            });
            let Some(above) = above else {
                let why = format!("起算的「{base}」不是日期字段,也不是上面的期限或步骤");
                return Err(self.fault("起算", &why));
            };
            Base::Rule(above)
        };
        let Some(count) = row.integer("加") else {
            return Err(self.fault("加", "要写加几天(当天写 0)"));
        };
        let Some(of) = meant_by(Span::WORDS, row.text("加什么")) else {
            return Err(self.fault("加什么", "要写加的是工作日、日历日还是月"));
        };
        let owner = row.some_text("责任");
        let step = match (step, owner) {
            (true, None) => return Err(self.fault("责任", "是步骤,要写由谁做")),
            (true, Some(owner)) => Some((owner, self.form_to_fill())),
            (false, _) => None,
        };
        let who = step.as_ref().map_or("", |(owner, _)| owner.as_str());
        let count_words = match of {
            Span::Workdays => format!("{count}个工作日"),
            Span::Days => format!("{count}天"),
            Span::Months => format!("{count}个月"),
        };
        let words = format!("{who}{base}加{count_words}");
        Ok((
            Outcome::Day {
                from,
                count,
                of,
                step,
            },
            words,
        ))
    }

    /// The id of the form that 用表 names, or what stands there.
    fn form_to_fill(&self) -> Option<String> {
        let text = self.row.some_text("用表")?;
        let wanted = fold(&text);
        let known = self
            .forms
            .iter()
            .find(|f| fold(&f.title) == wanted || fold(&f.id) == wanted);
        let id = known.map(|f| f.id.as_str());
        let id = id.or_else(|| handbook::id_of(&text)).map(str::to_owned);
        Some(id.unwrap_or(text))
    }

    fn rules(&self) -> Vec<&Rule> {
        self.earlier.iter().map(|r| &r.rule).collect()
    }

    fn name<'a>(&'a self, source: &'a Source) -> &'a str {
        match source {
            Source::Field(key) => self.form.field(key).map_or(key, |f| &f.label),
            Source::Rule(at) => self.earlier.get(*at).map_or("", |r| &r.rule.name),
        }
    }

    fn unit(&self, source: &Source) -> &'static str {
        super::unit_of(self.form, &self.rules(), source)
    }
}

/// Columns that say nothing where a rule gives this: what stands there would be overlooked.
fn idle(gives: Gives) -> &'static [&'static str] {
    match gives {
        Gives::Points | Gives::Grade | Gives::Word => &["起算", "加", "加什么", "责任", "用表"],
        Gives::Sum => &["结果", "起算", "加", "加什么", "责任", "用表"],
        Gives::Due => &["结果", "责任", "用表"],
        Gives::Step => &["结果"],
    }
}

/// A fault of a row, at the cell under a header.
pub(super) fn fault(row: &RowReader<'_>, header: &str, why: &str) -> Finding {
    Finding::draft("E-POLICY-RULE", &[("rule", row.text("规则")), ("why", why)])
        .at(row.sheet(), Some(row.at(header)))
        .of_field(header)
        .quoting(row.text(header))
        .done()
}

fn lists(nature: &Nature, word: &str) -> bool {
    matches!(nature, Nature::Words(Some(listed)) if listed.iter().any(|w| w == word))
}

/// What a source gives to look at.
pub(super) fn nature(form: &FormDefinition, rules: &[&Rule], source: &Source) -> Nature {
    match source {
        Source::Field(key) => match form.field(key) {
            Some(field) => nature_of_field(field),
            None => Nature::Words(None),
        },
        Source::Rule(at) => match rules.get(*at) {
            Some(rule) => nature_of_rule(form, rules, rule),
            None => Nature::Words(None),
        },
    }
}

fn nature_of_field(field: &FieldDefinition) -> Nature {
    match field.kind {
        FieldKind::Amount | FieldKind::Number | FieldKind::Integer => {
            Nature::Number { share: false }
        }
        FieldKind::Percent => Nature::Number { share: true },
        FieldKind::Choice | FieldKind::Choices => {
            Nature::Words(Some(field.choices.iter().map(|c| c.word.clone()).collect()))
        }
        FieldKind::Flag => Nature::Words(Some(vec!["是".to_owned(), "否".to_owned()])),
        FieldKind::Date => Nature::Day,
        _ => Nature::Words(None),
    }
}

fn nature_of_rule(form: &FormDefinition, rules: &[&Rule], rule: &Rule) -> Nature {
    match rule.gives {
        Gives::Points => Nature::Number { share: false },
        Gives::Sum => rule
            .rows
            .iter()
            .find_map(|row| match &row.outcome {
                Outcome::Sum(parts) => parts.first(),
                _ => None,
            })
            .map_or(Nature::Number { share: false }, |part| {
                nature(form, rules, part)
            }),
        Gives::Grade | Gives::Word => {
            let mut words: Vec<String> = Vec::new();
            for row in &rule.rows {
                if let Outcome::Word(word) = &row.outcome
                    && !words.contains(word)
                {
                    words.push(word.clone());
                }
            }
            Nature::Words(Some(words))
        }
        Gives::Due | Gives::Step => Nature::Day,
    }
}

/// Whether a right record may have nothing in the field that can be looked at, other than by
/// lacking what it cannot be judged without.
pub(super) fn may_be_blank(field: &FieldDefinition) -> bool {
    !field.indicator_input && field.required != Required::Yes || field.lenient
}

impl RowReader<'_> {
    /// A number, whatever kind the column is of.
    fn number_in(&self, header: &str) -> Option<rust_decimal::Decimal> {
        parse::number(self.text(header))
    }
}
