//! 注册号 of 15 digits, GS 15-2006: the last digit by ISO 7064 MOD 11,10.

/// The check digit of the first 14 digits.
pub(crate) fn check_digit(first_14: &[u32]) -> u32 {
    let mut p = 10;
    for a in first_14 {
        let s = match (p + a) % 10 {
            0 => 10,
            s => s,
        };
        p = 2 * s % 11;
    }
    (11 - p) % 10
}

/// None if the number of 15 digits is sound, else the digit that should stand last.
pub(crate) fn should_end_in(number: &str) -> Option<u32> {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let (first, last) = (digits.get(..14)?, digits.get(14)?);
    let check = check_digit(first);
    (check != *last).then_some(check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_hold() {
        for sound in [
            "110108000000016",
            "440301103097413",
            "130100000123457",
            "130100400001238",
            "130104600987654",
            "130800000000016",
            "100000000000014",
        ] {
            assert_eq!(should_end_in(sound), None, "{sound}");
        }
        assert_eq!(should_end_in("130100000000000"), Some(2));
        assert_eq!(should_end_in("370200018078246"), Some(7));
    }
}
