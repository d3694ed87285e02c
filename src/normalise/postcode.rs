//! 邮政编码: six digits, the first two a region (domain section 3.3).

/// What a text is as a postcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Postcode {
    /// Sound.
    Sound(String),
    /// A number that lost its leading zero; with the zero it is sound.
    Padded(String),
    /// None.
    Faulty,
}

/// Looks at squeezed text; `numeric` tells that the cell held a number.
pub(crate) fn parse(bare: &str, numeric: bool) -> Postcode {
    if !bare.chars().all(|c| c.is_ascii_digit()) {
        return Postcode::Faulty;
    }
    let known_region = |code: &str| {
        let region: u32 = code.get(..2).and_then(|r| r.parse().ok()).unwrap_or(0);
        (1..=86).contains(&region) || region == 99
    };
    match bare.len() {
        6 if known_region(bare) => Postcode::Sound(bare.to_owned()),
        5 if numeric => {
            let padded = format!("0{bare}");
            if known_region(&padded) {
                Postcode::Padded(padded)
            } else {
                Postcode::Faulty
            }
        }
        _ => Postcode::Faulty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_hold() {
        assert_eq!(parse("050000", false), Postcode::Sound("050000".into()));
        assert_eq!(parse("50000", true), Postcode::Padded("050000".into()));
        for bad in ["000000", "50000", "05000a", "0500000", "", "880000"] {
            assert_eq!(parse(bad, false), Postcode::Faulty, "{bad}");
        }
    }
}
