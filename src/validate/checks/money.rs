//! Checks of banks and accounts (domain section 3.4).

use super::Subject;
use crate::domain::name::fold;
use crate::findings::Finding;
use crate::normalise::foreign_currency;

/// A bank's name without any word of a bank: a warning (ruling 9.3).
pub(super) fn bank_name(s: &Subject<'_, '_>) -> Vec<Finding> {
    let Some(bank) = s.text().map(fold) else {
        return Vec::new();
    };
    if s.rules().bank_words.iter().any(|w| bank.contains(&fold(w))) {
        Vec::new()
    } else {
        s.say("W-BANK-NAME", &[])
    }
}

/// An account whose length is not customary at its bank: a warning only, for banks publish none.
pub(super) fn account_length(s: &Subject<'_, '_>) -> Vec<Finding> {
    let (Some(account), Some(bank)) = (s.text(), s.record.text("bank_rmb").map(fold)) else {
        return Vec::new();
    };
    let digits = account.chars().filter(char::is_ascii_digit).count();
    let row = s.rules().account_lengths.iter().find(|row| {
        let mut names = std::iter::once(&row.bank).chain(&row.aliases);
        names.any(|n| bank.contains(&fold(n)))
    });
    match row {
        Some(row) if !row.digits.is_empty() && !row.digits.contains(&digits) => {
            let usual: Vec<String> = row.digits.iter().map(usize::to_string).collect();
            s.say(
                "W-ACCOUNT-LENGTH",
                &[
                    ("digits", &digits.to_string()),
                    ("bank", &row.bank),
                    ("usual", &usual.join(" 或 ")),
                ],
            )
        }
        _ => Vec::new(),
    }
}

/// 开户银行(外币) and 外币帐号: both or neither.
pub(super) fn fx_pair(s: &Subject<'_, '_>) -> Vec<Finding> {
    let other = if s.field.key == "bank_fx" {
        "account_fx"
    } else {
        "bank_fx"
    };
    match (s.record.value(other), s.record.form.field(other)) {
        (Some(_), Some(other)) => {
            let because = format!(",填了「{}」就要一起填", other.label);
            s.required_because(&because)
        }
        _ => Vec::new(),
    }
}

/// A foreign-currency account should say which currency: a warning.
pub(super) fn fx_account(s: &Subject<'_, '_>) -> Vec<Finding> {
    if s.text().is_none() {
        return Vec::new();
    }
    let raw = |key: &str| s.record.field(key).and_then(|f| f.raw.as_deref());
    let named = ["account_fx", "bank_fx"]
        .iter()
        .filter_map(|k| raw(k))
        .any(|t| foreign_currency(t).is_some());
    if named {
        Vec::new()
    } else {
        s.say("W-FX-CURRENCY", &[])
    }
}
