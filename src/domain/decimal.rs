//! Exact numbers: rounding as Excel rounds, and plain notation for people and JSON.

use rust_decimal::{Decimal, RoundingStrategy};

/// The places to which inputs and ratios are rounded before any comparison (domain ruling 9.6).
pub const COMPARE_PLACES: u32 = 6;

/// Rounds to 6 places, half away from zero, as Excel's `ROUND` does.
pub fn round6(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(COMPARE_PLACES, RoundingStrategy::MidpointAwayFromZero)
}

/// Plain notation without trailing zeros and without an exponent: `25`, `0.95`, `-0.5`.
pub fn plain(value: Decimal) -> String {
    let value = value.normalize();
    if value.is_zero() {
        "0".to_owned()
    } else {
        value.to_string()
    }
}

/// serde for a `Decimal` as a JSON string in [`plain`] notation.
pub mod as_plain {
    use super::{Decimal, plain};
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the plain notation.
    pub fn serialize<S: Serializer>(value: &Decimal, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&plain(*value))
    }

    /// Reads a decimal from a string.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Decimal, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// serde for an optional `Decimal` as a JSON string or null.
pub mod as_plain_option {
    use super::{Decimal, plain};
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the plain notation, or null.
    pub fn serialize<S: Serializer>(value: &Option<Decimal>, s: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(v) => s.serialize_str(&plain(*v)),
            None => s.serialize_none(),
        }
    }

    /// Reads a decimal from a string, or none from null.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Decimal>, D::Error> {
        let text = Option::<String>::deserialize(d)?;
        text.map(|t| t.parse().map_err(serde::de::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(round6(dec!(0.1234565)), dec!(0.123457));
        assert_eq!(round6(dec!(-0.1234565)), dec!(-0.123457));
    }

    #[test]
    fn plain_has_no_trailing_zeros() {
        assert_eq!(plain(dec!(25.00)), "25");
        assert_eq!(plain(dec!(0.950)), "0.95");
        assert_eq!(plain(dec!(-0.0)), "0");
    }
}
