//! Phones and fax numbers, alone or with the names of contacts (domain section 3.3).

use super::squeeze::{squeeze, tidy};

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 11 digits, 1[3-9].
    Mobile,
    /// With area code.
    Landline,
    /// A landline whose area code is missing.
    Local,
    /// 400 and 800.
    Free,
    /// 95xxx, 96xxx.
    Service,
}

/// One number in normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// `13812345678`, `0311-87654321-801`, `400-123-4567`.
    pub text: String,
    /// What it is.
    pub kind: Kind,
}

/// One contact of a phone field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contact {
    /// The name, if one stands beside the number.
    pub name: Option<String>,
    /// As typed.
    pub raw: String,
    /// The number; none if it is no phone number.
    pub number: Option<Number>,
}

/// All contacts of a text; at least one unless the text is blank.
pub(crate) fn contacts(text: &str) -> Vec<Contact> {
    let mut found = Vec::new();
    for line in text.split(['\n', '\r', '/', '／', ';', '；', '、', ',', '，', '|']) {
        let piece = tidy(line);
        if piece.is_empty() {
            continue;
        }
        let whole = pairs(&piece);
        let good = |list: &[Contact]| list.iter().all(|c| c.number.is_some());
        if piece.contains(' ') && !good(&whole) {
            // Several numbers with nothing but blanks between them.
            let single: Vec<Contact> = piece.split(' ').flat_map(pairs).collect();
            if good(&single) {
                found.extend(single);
                continue;
            }
        }
        found.extend(whole);
    }
    found
}

/// Splits `张经理13812345678李会计0311-87654321转801` into pairs.
fn pairs(piece: &str) -> Vec<Contact> {
    let text = piece
        .replace("分机", "转")
        .replace("电话", "")
        .replace("手机", "")
        .replace("传真", "");
    let mut found: Vec<Contact> = Vec::new();
    let (mut name, mut number) = (String::new(), String::new());
    let flush = |name: &mut String, number: &mut String, found: &mut Vec<Contact>| {
        let raw = std::mem::take(number);
        let raw = raw.trim();
        let said = std::mem::take(name);
        let said = said.trim_matches([':', '(', ')', ' ', '-', '.']).to_owned();
        if raw.chars().any(|c| c.is_ascii_digit()) {
            found.push(Contact {
                name: (!said.is_empty()).then_some(said),
                raw: raw.to_owned(),
                number: parse(raw),
            });
        } else if !said.is_empty() {
            // A name behind its number: 13812345678(张经理).
            match found.last_mut() {
                Some(last) if last.name.is_none() => last.name = Some(said),
                _ => found.push(Contact {
                    name: None,
                    raw: said,
                    number: None,
                }),
            }
        }
    };
    for c in text.chars() {
        let of_number = c.is_ascii_digit()
            || "+-转".contains(c)
            || (matches!(c, '(' | ')') && !number.is_empty() | name.is_empty())
            || (c == ' ' && !number.is_empty());
        if of_number {
            number.push(c);
        } else {
            if number.chars().any(|c| c.is_ascii_digit()) {
                let opens = number.trim_end().ends_with('(');
                if opens {
                    number = number.trim_end().trim_end_matches('(').to_owned();
                }
                flush(&mut name, &mut number, &mut found);
            } else {
                number.clear();
            }
            name.push(c);
        }
    }
    flush(&mut name, &mut number, &mut found);
    if !name.is_empty() {
        flush(&mut name, &mut String::new(), &mut found);
    }
    found
}

/// One number in normal form; none if it is no phone number.
pub(crate) fn parse(text: &str) -> Option<Number> {
    let bare = squeeze(text)
        .to_lowercase()
        .replace("ext.", "-")
        .replace("ext", "-")
        .replace(['转', '*', '#'], "-")
        .replace(')', "-")
        .replace('(', "");
    let bare = bare.trim_matches('-').replace("--", "-");
    let abroad = bare.starts_with('+') || bare.starts_with("00");
    let home = if abroad {
        bare.trim_start_matches('+')
            .trim_start_matches("00")
            .strip_prefix("86")?
            .trim_start_matches('-')
            .to_owned()
    } else {
        bare.clone()
    };
    if !home.chars().all(|c| c.is_ascii_digit() || c == '-') {
        return None;
    }
    let digits: String = home.chars().filter(char::is_ascii_digit).collect();
    let number = |text: String, kind| Some(Number { text, kind });
    for mobile in [Some(digits.as_str()), digits.strip_prefix("86")]
        .into_iter()
        .flatten()
    {
        if mobile.len() == 11
            && mobile.starts_with('1')
            && mobile
                .as_bytes()
                .get(1)
                .is_some_and(|b| (b'3'..=b'9').contains(b))
        {
            return number(mobile.to_owned(), Kind::Mobile);
        }
    }
    if digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800")) {
        let (a, b, c) = (digits.get(..3)?, digits.get(3..6)?, digits.get(6..)?);
        return number(format!("{a}-{b}-{c}"), Kind::Free);
    }
    if (5..=8).contains(&digits.len())
        && digits == home
        && (digits.starts_with("95") || digits.starts_with("96"))
        && digits.len() != 7
        && digits.len() != 8
    {
        return number(digits, Kind::Service);
    }
    landline(&home, abroad)
}

fn landline(home: &str, abroad: bool) -> Option<Number> {
    let with_zero;
    let text = if abroad && !home.starts_with('0') {
        with_zero = format!("0{home}");
        with_zero.as_str()
    } else {
        home
    };
    let subscriber = |t: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&t.len())
            && t.as_bytes()
                .first()
                .is_some_and(|b| (b'2'..=b'9').contains(b))
    };
    let parts: Vec<&str> = text.split('-').collect();
    let (area, local, extension) = if text.starts_with('0') {
        let first = *parts.first()?;
        let area_len = if first.starts_with("010") || first.starts_with("02") {
            3
        } else {
            4
        };
        let area = first.get(..area_len)?;
        if area_len == 4 && matches!(area.as_bytes().get(1), Some(b'0'..=b'2')) {
            return None;
        }
        let glued = first.get(area_len..)?;
        let (local, rest) = if glued.is_empty() {
            (*parts.get(1)?, parts.get(2..)?)
        } else {
            (glued, parts.get(1..)?)
        };
        let lengths = if area_len == 3 { 8..=8 } else { 7..=8 };
        if !subscriber(local, lengths) {
            return None;
        }
        (Some(area), local, rest)
    } else {
        let local = *parts.first()?;
        if !subscriber(local, 7..=8) {
            return None;
        }
        (None, local, parts.get(1..)?)
    };
    let tail = match extension {
        [] => String::new(),
        [e] if (1..=6).contains(&e.len()) => format!("-{e}"),
        _ => return None,
    };
    Some(match area {
        Some(area) => Number {
            text: format!("{area}-{local}{tail}"),
            kind: Kind::Landline,
        },
        None => Number {
            text: format!("{local}{tail}"),
            kind: Kind::Local,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_hold() {
        for (text, normal, kind) in [
            ("13812345678", "13812345678", Kind::Mobile),
            ("+86 138 1234 5678", "13812345678", Kind::Mobile),
            ("8613812345678", "13812345678", Kind::Mobile),
            ("138-1234-5678", "13812345678", Kind::Mobile),
            ("0311-87654321", "0311-87654321", Kind::Landline),
            (
                "０３１１－８７６５４３２１",
                "0311-87654321",
                Kind::Landline,
            ),
            ("031187654321", "0311-87654321", Kind::Landline),
            ("010-62345678转801", "010-62345678-801", Kind::Landline),
            ("0312-8888888", "0312-8888888", Kind::Landline),
            ("(0312)8888888", "0312-8888888", Kind::Landline),
            ("(0312) 8888888", "0312-8888888", Kind::Landline),
            ("+86-311-87654321", "0311-87654321", Kind::Landline),
            ("021 62345678", "021-62345678", Kind::Landline),
            ("87654321", "87654321", Kind::Local),
            ("400-123-4567", "400-123-4567", Kind::Free),
            ("8001234567", "800-123-4567", Kind::Free),
            ("95588", "95588", Kind::Service),
            ("96315", "96315", Kind::Service),
        ] {
            let got = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((got.text.as_str(), got.kind), (normal, kind), "{text}");
        }
        for bad in [
            "12812345678",
            "1381234567",
            "0312-188888",
            "010-6234567",
            "0311-187654321",
            "123",
            "+1 212 5550100",
            "0311-87654321-1234567",
            "138123456789",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn contacts_come_with_their_names() {
        let read = |text: &str| -> Vec<(Option<String>, Option<String>)> {
            contacts(text)
                .into_iter()
                .map(|c| (c.name, c.number.map(|n| n.text)))
                .collect()
        };
        let pair = |n: &str, t: &str| (Some(n.to_owned()), Some(t.to_owned()));
        let alone = |t: &str| (None, Some(t.to_owned()));
        let two = vec![
            pair("张经理", "13812345678"),
            pair("李会计", "0311-87654321-801"),
        ];
        assert_eq!(read("张经理13812345678/李会计0311-87654321转801"), two);
        assert_eq!(read("张经理13812345678\n李会计 0311-87654321转801"), two);
        assert_eq!(read("张经理:13812345678 李会计:0311-87654321转801"), two);
        assert_eq!(
            read("13812345678(张经理)"),
            vec![pair("张经理", "13812345678")]
        );
        assert_eq!(
            read("0311-87654321 13812345678"),
            vec![alone("0311-87654321"), alone("13812345678")]
        );
        assert_eq!(
            read("0311-87654321;13812345678、(0312)8888888"),
            vec![
                alone("0311-87654321"),
                alone("13812345678"),
                alone("0312-8888888")
            ]
        );
        assert_eq!(read("电话:0311-87654321"), vec![alone("0311-87654321")]);
        assert_eq!(read("张经理"), vec![(None, None)]);
        assert_eq!(read("13812345678/12812345678").last(), Some(&(None, None)));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = contacts(&text);
        }
    }
}
