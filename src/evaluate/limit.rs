//! The limit by which a contract goes, and whose it is: what was approved last, else what a score
//! gave (clauses 2.4.3(4), 2.4.5(3), 2.4.7(2)).

use super::borrow::source;
use super::case::{Case, computed};
use crate::domain::dealings::Dealings;
use crate::domain::decimal::{plain, round6};
use crate::domain::review::TraceInput;
use crate::domain::value::iso;
use crate::policy::credit::NEW_CUSTOMER;
use rust_decimal::Decimal;

/// What the figure is called in the trace.
const LIMIT: &str = "信用额度";

/// The limit that was approved last, else that of the latest score; nobody gets credit before he
/// was graded (clause 2.4.7(2)).
pub(super) fn limit(case: &mut Case<'_>, dealings: &Dealings) -> Decimal {
    let rules = &case.policy.credit;
    if let Some(granted) = &dealings.limit {
        let until = granted.value.valid_until.filter(|day| *day < case.today);
        let limit = match until {
            Some(_) => Decimal::ZERO,
            None => round6(granted.value.limit_wan.0),
        };
        let grade = match granted.value.new_customer_until {
            Some(_) => NEW_CUSTOMER,
            None => granted.value.grade.as_deref().unwrap_or_default(),
        };
        let what = if granted.value.approved {
            "批准的额度"
        } else {
            "的额度"
        };
        let input = TraceInput {
            source: Some(source(granted)),
            ..computed(
                &format!("{}{what}", granted.form_title),
                plain(round6(granted.value.limit_wan.0)),
                Some("万元"),
            )
        };
        let would = match until {
            Some(day) => format!("有效期 {} 已过,按没有额度办;批准新的额度后恢复", iso(day)),
            None if granted.value.approved => {
                "下一次批准的评审或信用卡执行后,以新的额度为准".to_owned()
            }
            None => "新的评分入档、新的额度批准后,以新的额度为准".to_owned(),
        };
        let row = rules.row(grade).or_else(|| rules.row(NEW_CUSTOMER));
        if let Some(row) = row {
            case.step(LIMIT, plain(limit), vec![input], &row.cite, would);
        }
        if let Some(day) = until {
            let facts = [
                ("until", iso(day)),
                ("limit", plain(granted.value.limit_wan.0)),
                ("form", granted.form_title.clone()),
                ("version", granted.version.clone()),
            ];
            let facts: Vec<(&str, &str)> = facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
            case.find("I-LIMIT-EXPIRED", "customer_name", "2.4.3(4)", &facts);
        }
        return limit;
    }
    if let Some(row) = rules.row(NEW_CUSTOMER) {
        case.step(
            LIMIT,
            "0",
            vec![computed("客户评分表", "档案里没有".to_owned(), None)],
            &row.cite,
            "没有评过分的客户按新客户办;评分入档后有额度",
        );
    }
    case.find("I-CONTRACT-NO-LIMIT", "customer_name", "2.4.7(2)", &[]);
    Decimal::ZERO
}
