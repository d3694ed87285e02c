//! Cells of codes, phones, postcodes and accounts: parser results turned into findings.

use super::credit_code::{self, Fault};
use super::phone::{self, Kind};
use super::postcode::{self, Postcode};
use super::reading::Reader;
use super::squeeze::squeeze;
use super::{account as bank_account, registration_number};
use crate::domain::decimal::plain;
use crate::domain::reading::Reading;
use crate::domain::value::Value;

/// 统一社会信用代码 of 18 signs, 注册号 of 15 digits; older numbers cannot be verified.
pub(super) fn registration_code(r: &mut Reader<'_>) -> Reading {
    let typed = digits_or_text(r);
    let code: String = squeeze(&typed)
        .to_uppercase()
        .chars()
        .filter(|c| *c != '-')
        .collect();
    let all_digits = code.chars().all(|c| c.is_ascii_digit());
    let length = code.chars().count();
    match length {
        18 => credit_code_of_18(r, &typed, code),
        15 if all_digits => match registration_number::should_end_in(&code) {
            None => {
                r.say("W-REGNO-15", &[]);
                Reading::Value(Value::Text(code))
            }
            Some(last) => {
                let why = format!("末位校验码应为 {last}");
                r.refuse("E-REGNO-CHECK", &[("why", &why)])
            }
        },
        13 if all_digits => {
            r.say("W-REGNO-OLD", &[]);
            Reading::Value(Value::Text(code))
        }
        _ if all_digits => {
            let why = format!("共 {length} 位,注册号应为 15 位,统一社会信用代码应为 18 位");
            r.refuse("E-REGNO-CHECK", &[("why", &why)])
        }
        _ if is_old_with_words(&code) => {
            r.say("W-REGNO-OLD", &[]);
            Reading::Value(Value::Text(code))
        }
        _ => r.refuse("E-CREDIT-CODE-LENGTH", &[("length", &length.to_string())]),
    }
}

/// `企合冀总字第001234号`, `工商企字1301001000123`: numbers of before 2007 with words in them.
fn is_old_with_words(code: &str) -> bool {
    code.starts_with(['企', '工']) && code.chars().filter(char::is_ascii_digit).count() >= 4
}

fn credit_code_of_18(r: &mut Reader<'_>, typed: &str, code: String) -> Reading {
    let faults = credit_code::faults(&code);
    let mut refused = None;
    for fault in &faults {
        match fault {
            Fault::Sign {
                place,
                sign,
                suggestion,
            } => {
                let meant = suggestion
                    .map(|s| format!(",像是数字 {s}"))
                    .unwrap_or_default();
                let facts = [
                    ("place", place.to_string()),
                    ("sign", sign.to_string()),
                    ("meant", meant),
                ];
                let facts: Vec<(&str, &str)> =
                    facts.iter().map(|(k, v)| (*k, v.as_str())).collect();
                refused = Some(r.refuse("E-CREDIT-CODE-CHAR", &facts));
            }
            Fault::Check { computed, found } => {
                let (computed, found) = (computed.to_string(), found.to_string());
                refused = Some(r.refuse(
                    "E-CREDIT-CODE-CHECK",
                    &[("computed", &computed), ("found", &found)],
                ));
            }
            Fault::Placeholder => refused = Some(r.refuse("E-CREDIT-CODE-PLACEHOLDER", &[])),
            Fault::Entity { computed, found } => {
                let (computed, found) = (computed.to_string(), found.to_string());
                r.say(
                    "W-CREDIT-CODE-ENTITY",
                    &[("computed", &computed), ("found", &found)],
                );
            }
        }
    }
    if let Some(refused) = refused {
        return refused;
    }
    let prefix = code.get(..2).unwrap_or_default();
    if !r
        .rules
        .credit_code_prefixes
        .iter()
        .any(|(p, _)| p == prefix)
    {
        r.say("W-CREDIT-CODE-PREFIX", &[("prefix", prefix)]);
    }
    if typed.trim() != code {
        r.say("I-CODE-FOLDED", &[("read", &code)]);
    }
    Reading::Value(Value::Text(code))
}

/// 邮政编码.
pub(super) fn postcode(r: &mut Reader<'_>) -> Reading {
    let bare = squeeze(&digits_or_text(r));
    match postcode::parse(&bare, r.number.is_some()) {
        Postcode::Sound(code) => Reading::Value(Value::Text(code)),
        Postcode::Padded(code) => {
            r.say("W-POSTCODE-PADDED", &[("read", &code)]);
            Reading::Value(Value::Text(code))
        }
        Postcode::Faulty => r.refuse("E-POSTCODE", &[]),
    }
}

/// Phones; for a fax (`any` false) landlines only.
pub(super) fn phone(r: &mut Reader<'_>, any: bool) -> Reading {
    let contacts = phone::contacts(&digits_or_text(r));
    let mut words = Vec::new();
    let mut faulty = Vec::new();
    let mut local = Vec::new();
    for contact in contacts {
        let fits = |kind: Kind| any || matches!(kind, Kind::Landline | Kind::Local);
        match contact.number {
            Some(number) if fits(number.kind) => {
                if number.kind == Kind::Local {
                    local.push(number.text.clone());
                }
                words.push(match contact.name {
                    Some(name) => format!("{name} {}", number.text),
                    None => number.text,
                });
            }
            _ => faulty.push(contact.raw),
        }
    }
    if words.is_empty() && faulty.is_empty() {
        faulty.push(r.raw.clone());
    }
    if !faulty.is_empty() {
        let list = faulty.join("、");
        let (why, example) = if any {
            (
                "不是 11 位手机号,也不是带区号的座机",
                "13812345678 或 0311-87654321",
            )
        } else {
            (
                "不是带区号的座机号(传真不能填手机或 95 号)",
                "0311-87654321",
            )
        };
        let facts = [
            ("number", list.as_str()),
            ("why", why),
            ("example", example),
        ];
        return r.refuse("E-PHONE", &facts);
    }
    if !local.is_empty() {
        r.say("W-PHONE-AREA", &[("number", &local.join("、"))]);
    }
    Reading::Value(Value::Text(words.join("、")))
}

/// Bank accounts. Whether the length fits the bank is asked by `validate`.
pub(super) fn account(r: &mut Reader<'_>) -> Reading {
    let typed = digits_or_text(r);
    match bank_account::parse(&typed) {
        Some(account)
            if (r.rules.account_min_digits..=r.rules.account_max_digits)
                .contains(&account.digits) =>
        {
            Reading::Value(Value::Text(account.number))
        }
        Some(account) => {
            let why = format!(
                "共 {} 位数字,帐号应为 {} 到 {} 位",
                account.digits, r.rules.account_min_digits, r.rules.account_max_digits
            );
            r.refuse("E-ACCOUNT", &[("why", &why)])
        }
        None => r.refuse("E-ACCOUNT", &[("why", "里有数字以外的字符")]),
    }
}

/// The text, or the digits of a stored number.
fn digits_or_text(r: &Reader<'_>) -> String {
    r.number.map_or_else(|| r.text.clone(), plain)
}
