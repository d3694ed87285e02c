//! Lists of scores: short, long, and without units.

use super::*;

/// A list of five: three accepted (one carried), one incomplete, one returned.
/// A list of that many scored customers, 客户001 in row 5 first.
pub(in crate::render) fn long_list(count: usize) -> JudgedFile {
    let records = (0..count).map(|n| {
        let review = Some(Review::Score(Box::new(score_review())));
        let mut one = record(Status::Accepted, Vec::new(), review);
        one.customer = Some(format!("客户{:03}", n + 1));
        one.row = Some(5 + n as u32);
        one
    });
    JudgedFile {
        file: "年终评分清单.xlsx".to_owned(),
        status: Status::Accepted,
        findings: Vec::new(),
        records: records.collect(),
        enclosed: Vec::new(),
    }
}

/// A list whose amounts have their unit from one note, each of its rows told so, and one from its
/// second row on by the rows alone.
pub(in crate::render) fn list_without_units() -> JudgedFile {
    let mut list = long_list(3);
    for (record, row) in list.records.iter_mut().zip(5..) {
        let note = |column: &str| Finding {
            cell: at(&format!("{column}{row}")),
            ..unit_note()
        };
        record.findings = vec![note("E")];
        if row > 5 {
            record.findings.push(note("F"));
        }
    }
    list
}

pub(in crate::render) fn list() -> JudgedFile {
    let names = [
        "邯郸钢铁供销有限公司",
        "保定电器厂",
        "唐山水泥集团",
        "沧州化工",
        "廊坊物流中心",
    ];
    let records: Vec<JudgedRecord> = names
        .into_iter()
        .enumerate()
        .map(|(n, name)| {
            let (status, findings, review) = match n {
                1 => {
                    let JudgedFile { mut records, .. } = incomplete_score();
                    let one = records.remove(0);
                    (Status::Incomplete, one.findings, one.review)
                }
                3 => (
                    Status::Returned,
                    vec![finding(
                        "E-PERCENT-AMBIGUOUS",
                        Severity::Error,
                        Some("H8"),
                        Some("平均溢价率"),
                        Some("1"),
                        "H8「平均溢价率」写的是 1,看不出是 1 % 还是 100 %。",
                        "请写成「1%」或「100%」,别处不用动。",
                    )],
                    None,
                ),
                _ => (
                    Status::Accepted,
                    Vec::new(),
                    Some(Review::Score(Box::new(score_review()))),
                ),
            };
            let mut one = record(status, findings, review);
            one.customer = Some(name.to_owned());
            one.row = Some(5 + n as u32);
            if n == 0 {
                one.carried_from = Some("11-1".to_owned());
            }
            one
        })
        .collect();
    let read = finding(
        "I-LIST-ROWS",
        Severity::Info,
        None,
        None,
        None,
        "「客户评分表」共读 5 行,跳过 2 行:1 行合计,1 行备注。",
        "不用改。",
    );
    file(Status::Returned, vec![read], records)
}
