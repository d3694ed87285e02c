//! Judged files by hand, for the tests of the rendered sheets. Figures are those of the domain
//! specification's worked examples, never our own output.

mod complaints;
mod lists;

pub(super) use complaints::complaint;
pub(super) use lists::{list, list_without_units, long_list};

use crate::domain::cell::CellRef;
use crate::domain::known::{CustomerFacts, KnownFacts, PreviousGrading};
use crate::domain::name::fold;
use crate::domain::review::{
    Benefit, ComplaintReview, ComplaintStep, ComplaintVisit, Credit, CustomerClass, GradeDistance,
    ReportDue, Review, ScoreReview, TraceInput, TraceStep, Visit,
};
use crate::domain::status::Status;
use crate::domain::value::Period;
use crate::findings::{Finding, Severity};
use crate::judged::{FieldReport, JudgedFile, JudgedRecord};
use crate::policy::Policy;
use crate::render::RenderContext;
use chrono::NaiveDate;
use rust_decimal::dec;
use std::sync::OnceLock;

pub(super) fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn at(cell: &str) -> Option<CellRef> {
    Some(cell.parse().unwrap())
}

/// The built-in policy under a version and a day of its own.
fn policy() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(|| {
        let mut policy = Policy::built_in().clone();
        policy.cover.version = "2026-1".to_owned();
        policy.cover.effective = date(2026, 1, 1);
        policy
    })
}

pub(super) fn context(known: &KnownFacts) -> RenderContext<'_> {
    let mut context = RenderContext::new(
        policy(),
        date(2026, 11, 25),
        "河北(石家庄)光电设备有限公司 客户评分表 2026年度.xlsx",
        "3f9a7c21be04d8e6aa51c7724b0d3e9f3f9a7c21be04d8e6aa51c7724b0d3e9f",
        known,
    );
    context.office = "石家庄办事处".to_owned();
    context
}

pub(super) fn known() -> KnownFacts {
    let mut known = KnownFacts {
        archive: true,
        returned_before: 1,
        ..KnownFacts::default()
    };
    known.customers.insert(
        fold("河北(石家庄)光电设备有限公司"),
        CustomerFacts {
            previous: Some(PreviousGrading {
                version: "17-1".to_owned(),
                review_date: date(2025, 12, 30),
                period: Some(Period::Year(2025)),
                class: Some("major".to_owned()),
                grade: Some("C".to_owned()),
                total_points: Some("65".to_owned()),
                limit_wan: Some("5".to_owned()),
                receivable_wan: Some("72".to_owned()),
            }),
            ..CustomerFacts::default()
        },
    );
    known
}

fn finding(
    code: &str,
    severity: Severity,
    cell: Option<&str>,
    field: Option<&str>,
    value: Option<&str>,
    message: &str,
    fix: &str,
) -> Finding {
    Finding {
        code: code.to_owned(),
        severity,
        sheet: Some("客户评分表".to_owned()),
        cell: cell.and_then(at),
        field: field.map(str::to_owned),
        value: value.map(str::to_owned),
        message: message.to_owned(),
        fix: fix.to_owned(),
        clause: Some("1.1.3(1)".to_owned()),
    }
}

fn field(
    label: &str,
    cell: &str,
    raw: &str,
    value: Option<&str>,
    unit: Option<&str>,
) -> FieldReport {
    FieldReport {
        label: label.to_owned(),
        cell: at(cell),
        raw: Some(raw.to_owned()),
        value: value.map(str::to_owned),
        unit: unit.map(str::to_owned),
        extra: false,
        line: None,
    }
}

fn input(label: &str, value: &str, unit: &str, cell: &str) -> TraceInput {
    TraceInput {
        label: label.to_owned(),
        value: value.to_owned(),
        unit: Some(unit.to_owned()),
        sheet: Some("客户评分表".to_owned()),
        cell: at(cell),
        source: None,
    }
}

fn computed(label: &str, value: &str, unit: &str, source: Option<&str>) -> TraceInput {
    TraceInput {
        label: label.to_owned(),
        value: value.to_owned(),
        unit: Some(unit.to_owned()),
        sheet: None,
        cell: None,
        source: source.map(str::to_owned),
    }
}

fn step(
    figure: &str,
    value: &str,
    inputs: Vec<TraceInput>,
    policy_row: &str,
    clause: &str,
    to_confirm: bool,
    would_change: &str,
) -> TraceStep {
    TraceStep {
        figure: figure.to_owned(),
        value: value.to_owned(),
        inputs,
        policy_row: policy_row.to_owned(),
        clause: clause.to_owned(),
        to_confirm,
        would_change: would_change.to_owned(),
    }
}

/// B, 300 万元 at 92 %, net assets 900 → limit 24 (domain.md 4.3, second example).
pub(super) fn score_review() -> ScoreReview {
    ScoreReview {
        class: Some(CustomerClass::Major),
        indicator_points: ["5", "25", "25", "20"].map(|p| Some(p.to_owned())),
        total_points: Some(dec!(75)),
        grade: Some("B".to_owned()),
        reference_grade: None,
        new_customer_until: None,
        benefit: Some(Benefit {
            rank: 2,
            price_tier: "较优".to_owned(),
            shipping: "第二优先".to_owned(),
        }),
        credit: Some(Credit {
            limit_wan: dec!(24),
            terms_days: 45,
            method: "sales".to_owned(),
            binding: "sales".to_owned(),
        }),
        visits: vec![
            Visit {
                role: "主管副总经理".to_owned(),
                cycle: "half_year".to_owned(),
                due: date(2027, 6, 30),
                provisional: true,
            },
            Visit {
                role: "业务部经理".to_owned(),
                cycle: "half_year".to_owned(),
                due: date(2027, 6, 30),
                provisional: true,
            },
        ],
        reports: ["主管上级", "业务部经理", "主管副总经理"]
            .into_iter()
            .zip([date(2026, 11, 30), date(2026, 12, 3), date(2026, 12, 7)])
            .map(|(to, due)| ReportDue {
                period_end: date(2026, 11, 30),
                due,
                provisional: false,
                to: to.to_owned(),
            })
            .collect(),
        distance: Some(GradeDistance {
            next_grade: Some("A".to_owned()),
            points_to_next: Some(dec!(15)),
            cheapest_indicator: Some(1),
            words: "差15分到A级:指标1做到≥200万元且<500万元且及时即可(+15分);高出本级下限5分"
                .to_owned(),
            points_above_below: Some(dec!(5)),
        }),
        trace: vec![
            step(
                "按期回款率",
                "92%",
                vec![
                    input("到期应收额", "250", "万元", "D7"),
                    input("按期回款额", "230", "万元", "B8"),
                ],
                "参数!B12 timely_rate_min = 95 %,宽限 30 天",
                "1.1.3(1)",
                true,
                "按期回款额到 237.5 万元就算及时",
            ),
            step(
                "指标1 得分",
                "5 分",
                vec![
                    input("年度合同金额", "300", "万元", "B7"),
                    computed("是否及时", "拖欠", "", None),
                ],
                "评分标准!B8 ≥ 50 万元而拖欠(办法没有对应档)→ 5 分",
                "1.1.3(1)",
                true,
                "及时回款时为 20 分",
            ),
            step(
                "指标2 得分",
                "25 分",
                vec![input("年终应收账款", "8", "万元", "D8")],
                "评分标准!B12 ≤ 10 万元 → 25 分",
                "1.1.3(2)",
                true,
                "超过 10 万元降为 20 分",
            ),
            step(
                "信用额度",
                "24 万元",
                vec![
                    input("年度合同金额", "300", "万元", "B7"),
                    computed(
                        "净资产",
                        "900",
                        "万元",
                        Some("客户概要信息登记表 2026-03-02(版本 12-1)"),
                    ),
                    computed("回款系数", "0.8", "", None),
                ],
                "信用参数!B5 B级:系数 0.8,45 天,净资产 8 %,封顶 100 万元;300 × 45 × 0.8 × 0.8 ÷ 360 = 24",
                "2.4.3(3)",
                true,
                "净资产法得 72 万元,封顶 100 万元,都没有卡住",
            ),
        ],
    }
}

fn score_fields() -> Vec<FieldReport> {
    vec![
        field("年度", "B4", "2026年度", Some("2026"), None),
        field(
            "客户名称",
            "B5",
            "河北（石家庄）光电设备有限公司",
            Some("河北(石家庄)光电设备有限公司"),
            None,
        ),
        field("年度合同金额", "B7", "3,000,000", Some("300"), Some("万元")),
        field("到期应收额", "D7", "250万", Some("250"), Some("万元")),
        field("按期回款额", "B8", "230万", Some("230"), Some("万元")),
        field("年终应收账款", "D8", "8", Some("8"), Some("万元")),
        field("平均溢价率", "B9", "15%", Some("15"), Some("%")),
        field("战略影响", "D9", "2 较关键", Some("较关键"), None),
        field("评估人", "B10", "王强", Some("王强"), None),
        field("评估人职务", "D10", "业务部经理", Some("业务部经理"), None),
        field("填表人", "B12", "李敏 13812345678", Some("李敏"), None),
        FieldReport {
            extra: true,
            line: None,
            ..field("付款习惯", "F9", "月底集中付", None, None)
        },
    ]
}

fn record(status: Status, findings: Vec<Finding>, review: Option<Review>) -> JudgedRecord {
    JudgedRecord {
        form: "customer_score".to_owned(),
        form_title: "客户评分表".to_owned(),
        sheet: "客户评分表".to_owned(),
        row: None,
        status,
        customer: Some("河北(石家庄)光电设备有限公司".to_owned()),
        findings,
        fields: score_fields(),
        review,
        carried_from: None,
    }
}

fn file(status: Status, findings: Vec<Finding>, records: Vec<JudgedRecord>) -> JudgedFile {
    JudgedFile {
        file: "河北(石家庄)光电设备有限公司 客户评分表 2026年度.xlsx".to_owned(),
        status,
        findings,
        records,
        enclosed: Vec::new(),
    }
}

fn unit_note() -> Finding {
    finding(
        "W-UNIT-NOTE",
        Severity::Warning,
        Some("B7"),
        Some("年度合同金额"),
        Some("3,000,000"),
        "B7「年度合同金额」是 3,000,000,格内没写单位,表右上角注明「单位:元」,按 300 万元计算。",
        "对就不用改;若不对,请在数字后写明「元」或「万元」。",
    )
}

/// Accepted with something to decide.
pub(super) fn accepted_score() -> JudgedFile {
    let overdue = finding(
        "W-IND1-LARGE-OVERDUE",
        Severity::Warning,
        Some("B8"),
        Some("按期回款额"),
        Some("230万"),
        "合同额 300 万元够第二档,但到期 250 万元只按期收回 230 万元(92%,要求 95%),办法没有对应档,暂计 5 分。",
        "差额里若有未到期质保金,请从「到期应收额」剔除后重交;属实则不用改,请业务部经理确认。",
    );
    let extra = finding(
        "I-EXTRA-LABEL",
        Severity::Info,
        Some("F9"),
        Some("付款习惯"),
        Some("月底集中付"),
        "F9「付款习惯」不是本表的栏目,照存为附加字段。",
        "不用改。",
    );
    file(
        Status::AcceptedWithWarnings,
        Vec::new(),
        vec![record(
            Status::AcceptedWithWarnings,
            vec![unit_note(), overdue, extra],
            Some(Review::Score(Box::new(score_review()))),
        )],
    )
}

/// 资料不全: the strategic indicator is missing.
pub(super) fn incomplete_score() -> JudgedFile {
    let mut review = score_review();
    review.indicator_points[3] = None;
    review.total_points = None;
    review.grade = None;
    review.benefit = None;
    review.credit = None;
    review.visits.clear();
    review.reports.clear();
    review.distance = None;
    review.trace.truncate(3);
    let missing = finding(
        "W-IND-MISSING",
        Severity::Warning,
        Some("D9"),
        Some("战略影响"),
        None,
        "D9「战略影响」空着,指标4 算不出,等级要等补齐后再定。",
        "请业务部经理以上领导在 D9 选一档,并在 B10、D10 写明姓名和职务;别处不用动,直接重投这个文件。",
    );
    file(
        Status::Incomplete,
        Vec::new(),
        vec![record(
            Status::Incomplete,
            vec![missing],
            Some(Review::Score(Box::new(review))),
        )],
    )
}

/// A returned summary with several mistakes.
pub(super) fn returned_summary() -> JudgedFile {
    let mut findings = vec![
        finding(
            "E-DIGITS-LOST",
            Severity::Error,
            Some("B14"),
            Some("人民币帐号"),
            Some("6.22202E+18"),
            "B14「人民币帐号」成了 6.22202E+18,Excel 只保留 15 位,后几位已丢,程序补不回来。",
            "先把 B14 设成「文本」,再照客户开票资料重录,不要从本格复制。",
        ),
        finding(
            "E-CREDIT-CODE-CHAR",
            Severity::Error,
            Some("D8"),
            Some("注册号"),
            Some("91130100MAO7X1Y291"),
            "D8「注册号」第 11 位是字母 O,统一社会信用代码里没有字母 O,可能是数字 0。",
            "请照营业执照核对后改正,别处不用动。",
        ),
        finding(
            "E-TERM-REVERSED",
            Severity::Error,
            Some("D11"),
            Some("经营期限"),
            Some("2030-01-01至2010-01-01"),
            "D11「经营期限」止日 2010-01-01 早于起日 2030-01-01。",
            "请照营业执照改正起止日期。",
        ),
        finding(
            "E-REQUIRED",
            Severity::Error,
            None,
            Some("法人代表"),
            None,
            "表里没有「法人代表」这一项,而它是必填项。",
            "请在空白处加上「法人代表」并填写姓名,或改用「空白表单」里的客户概要信息登记表。",
        ),
        unit_note(),
    ];
    for f in &mut findings {
        f.sheet = Some("Sheet1".to_owned());
        f.clause = Some("2.4.2".to_owned());
    }
    let mut record = record(Status::Returned, findings, None);
    record.form = "customer_summary".to_owned();
    record.form_title = "客户概要信息登记表".to_owned();
    record.sheet = "Sheet1".to_owned();
    file(Status::Returned, Vec::new(), vec![record])
}

/// A workbook without any known form.
pub(super) fn unrecognised() -> JudgedFile {
    let mut unknown = finding(
        "E-FORM-UNKNOWN",
        Severity::Error,
        None,
        None,
        None,
        "没有认出可以审核的表单:最像「客户评分表」,但 12 个栏目里只找到 2 个。",
        "请改用「空白表单」里的表填写,或把表名和栏目写全后重投这个文件。",
    );
    unknown.sheet = None;
    unknown.clause = None;
    file(Status::Unrecognised, vec![unknown], Vec::new())
}
