//! Bank accounts: digits kept as text; no checksum exists for corporate accounts (section 3.4).

use super::squeeze::squeeze;

/// An account as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    /// Prefix and digits without blanks and hyphens.
    pub number: String,
    /// How many digits.
    pub digits: usize,
}

/// Prefixes of accounts for foreign currency and free-trade zones.
const PREFIXES: &[&str] = &["NRA", "OSA", "FTN", "FTE", "FTI", "FTF", "FTU"];

/// Words of currencies that stand beside an account.
const CURRENCY_WORDS: &[&str] = &[
    "美元",
    "美金",
    "USD",
    "欧元",
    "EUR",
    "港币",
    "HKD",
    "日元",
    "JPY",
    "英镑",
    "GBP",
    "人民币",
    "RMB",
    "CNY",
    "账号",
    "帐号",
    "账户",
    "帐户",
];

/// Reads a text as an account; none if signs other than digits stand in it.
pub(crate) fn parse(text: &str) -> Option<Account> {
    let mut bare = squeeze(text).to_uppercase();
    for word in CURRENCY_WORDS {
        bare = bare.replace(word, "");
    }
    let bare: String = bare.chars().filter(|c| !"-():".contains(*c)).collect();
    let digits = PREFIXES
        .iter()
        .find_map(|p| bare.strip_prefix(p))
        .unwrap_or(&bare);
    (!digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())).then(|| Account {
        digits: digits.len(),
        number: bare.clone(),
    })
}

/// `6.22202E+18`: what is left of a long number after Excel made it one.
pub(crate) fn looks_rounded(text: &str) -> bool {
    let bare = squeeze(text).to_uppercase();
    let Some((mantissa, exponent)) = bare.split_once("E+") else {
        return false;
    };
    let digits = |t: &str| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && whole.len() == 1 && digits(fraction) && digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_hyphens_do_not_count() {
        let got = parse("0402 0209 0930 0012 345").unwrap();
        assert_eq!(
            (got.number.as_str(), got.digits),
            ("0402020909300012345", 19)
        );
        assert_eq!(parse("13-050101040012345").unwrap().digits, 17);
        assert_eq!(parse("NRA1234567890").unwrap().digits, 10);
        assert_eq!(parse("美元 1234567890").unwrap().number, "1234567890");
        assert_eq!(parse("12345678O0"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn rounded_numbers_are_known() {
        assert!(looks_rounded("6.22202E+18"));
        assert!(looks_rounded("6.22202e+18"));
        assert!(!looks_rounded("622202"));
        assert!(!looks_rounded("E+18"));
    }
}
