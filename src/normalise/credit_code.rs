//! 统一社会信用代码, GB 32100-2015, and the entity code inside it, GB 11714.

/// The alphabet: digits and letters without I, O, S, V, Z; a sign's value is its place.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What is wrong with a code of 18 signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A sign outside the alphabet: place from 1, the sign, what it was probably meant to be.
    Sign {
        place: usize,
        sign: char,
        suggestion: Option<char>,
    },
    /// The check sign should be another one.
    Check { computed: char, found: char },
    /// One sign over and over: passes the arithmetic, and is no code.
    Placeholder,
    /// The check sign of the entity code (places 9 to 17) should be another one.
    Entity { computed: char, found: char },
}

/// Checks a code of 18 signs in upper case; empty if it is sound.
/// [`Fault::Entity`] alone is a warning, all others are errors.
pub(crate) fn faults(code: &str) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut values = Vec::with_capacity(18);
    for (index, sign) in code.chars().enumerate() {
        match value(sign) {
            Some(v) => values.push(v),
            None => found.push(Fault::Sign {
                place: index + 1,
                sign,
                suggestion: meant(sign),
            }),
        }
    }
    if !found.is_empty() {
        return found;
    }
    let signs: Vec<char> = code.chars().collect();
    if longest_run(&signs) >= 9 {
        found.push(Fault::Placeholder);
    }
    let (Some(first), Some(&last)) = (values.get(..17), signs.get(17)) else {
        return found;
    };
    let computed = check_sign(first);
    if computed != last {
        found.push(Fault::Check {
            computed,
            found: last,
        });
    } else if let (Some(entity), Some(&entity_sign)) = (signs.get(8..16), signs.get(16)) {
        let computed = entity_sign_of(entity);
        if computed != entity_sign && found.is_empty() {
            found.push(Fault::Entity {
                computed,
                found: entity_sign,
            });
        }
    }
    found
}

/// The check sign of the first 17 values: weights 3^(i-1) mod 31.
fn check_sign(values: &[u32]) -> char {
    let mut weight = 1;
    let mut sum = 0;
    for v in values {
        sum += v * weight;
        weight = weight * 3 % 31;
    }
    // The outer remainder matters: a sum divisible by 31 gives 0, not 31.
    let check = (31 - sum % 31) % 31;
    ALPHABET.get(check as usize).map_or('?', |&b| char::from(b))
}

/// The check sign of an entity code of eight signs (letters count A = 10 … Z = 35).
fn entity_sign_of(signs: &[char]) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = signs
        .iter()
        .zip(WEIGHTS)
        .map(|(c, w)| c.to_digit(36).unwrap_or(0) * w)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        n => char::from_digit(n, 10).unwrap_or('?'),
    }
}

fn value(sign: char) -> Option<u32> {
    let byte = u8::try_from(sign).ok()?;
    ALPHABET
        .iter()
        .position(|&b| b == byte)
        .and_then(|p| p.try_into().ok())
}

/// The sign that a letter outside the alphabet looks like.
fn meant(sign: char) -> Option<char> {
    match sign {
        'O' => Some('0'),
        'I' => Some('1'),
        'Z' => Some('2'),
        'S' => Some('5'),
        _ => None,
    }
}

fn longest_run(signs: &[char]) -> usize {
    let (mut longest, mut run) = (0, 0);
    let mut before = None;
    for &sign in signs {
        run = if before == Some(sign) { run + 1 } else { 1 };
        before = Some(sign);
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOUND: &[&str] = &[
        "9144030071526726XG",
        "91330100799655058B",
        "914403001922038216",
        "91110000802100433B",
        "91350100M000100Y43",
        "91130100MA07X1Y291",
        "91130100782557312N",
        "911301007401567808",
        "91130800234567894N",
        "91130104MA0CDEFG3G",
    ];

    #[test]
    fn sound_codes_pass_both_checks() {
        for code in SOUND {
            assert_eq!(faults(code), Vec::new(), "{code}");
        }
    }

    #[test]
    fn faulty_codes_are_told_with_the_sign_computed() {
        let check = |computed, found| vec![Fault::Check { computed, found }];
        assert_eq!(faults("91310115MA1G4L1WXK"), check('7', 'K'));
        assert_eq!(faults("91130100MA07X1Y292"), check('1', '2'));
        assert_eq!(
            faults("911300007777777771"),
            vec![
                Fault::Placeholder,
                Fault::Check {
                    computed: 'F',
                    found: '1'
                }
            ]
        );
        assert_eq!(
            faults("91130100MAO7X1Y291"),
            vec![Fault::Sign {
                place: 11,
                sign: 'O',
                suggestion: Some('0')
            }]
        );
        assert_eq!(
            faults("91350100M000100Y4Z"),
            vec![Fault::Sign {
                place: 18,
                sign: 'Z',
                suggestion: Some('2')
            }]
        );
        assert_eq!(faults("000000000000000000"), vec![Fault::Placeholder]);
    }

    #[test]
    fn entity_codes_have_a_check_of_their_own() {
        let entity = |text: &str| entity_sign_of(&text.chars().collect::<Vec<_>>());
        assert_eq!(entity("MA1G4L1W"), '0');
        assert_eq!(entity("77777777"), '5');
    }

    proptest! {
        /// The modulus is prime and no weight is 0, so any single change must be caught.
        #[test]
        fn any_single_changed_sign_is_caught(pick in 0..SOUND.len(), at in 0usize..18, to in 0usize..31) {
            let mut signs: Vec<char> = SOUND[pick].chars().collect();
            let new = char::from(ALPHABET[to]);
            prop_assume!(signs[at] != new);
            signs[at] = new;
            let code: String = signs.into_iter().collect();
            let caught = faults(&code).iter().any(|f| matches!(f, Fault::Check { .. }));
            prop_assert!(caught, "{}", code);
        }
    }
}
