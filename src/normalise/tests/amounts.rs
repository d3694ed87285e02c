//! Amounts with their units, percentages, counts.

use super::*;

#[test]
fn amounts_with_the_unit_from_the_cell_then_the_label_then_the_note_then_the_field() {
    let key = "registered_capital";
    for (typed, reading, codes) in [
        ("500万元", "500", &[][..]),
        ("500万", "500", &[]),
        ("５００万元", "500", &[]),
        ("１，２３４．５０万元", "1234.5", &[]),
        ("1.2亿", "12000", &[]),
        ("5,000,000元", "500", &[]),
        ("叁佰万元整", "300", &[]),
        ("伍拾万零叁佰元整", "50.03", &[]),
        ("500", "500", &["W-UNIT-ASSUMED"]),
        ("5000000", "5000000", &["W-UNIT-ASSUMED", "W-MAGNITUDE"]),
        ("500-800万", "unreadable", &["E-AMOUNT-RANGE"]),
        ("约500万", "500", &["W-APPROXIMATE"]),
        ("500万以上", "500", &["W-APPROXIMATE"]),
        ("1,23,456", "unreadable", &["E-AMOUNT-GROUPING"]),
        ("123,4567万元", "1234567", &["W-AMOUNT-GROUPING"]),
        ("100万美元", "100万美元", &["W-CURRENCY"]),
        ("12.3.4", "unreadable", &["E-NUMBER-INVALID"]),
        ("(12.5)万元", "unreadable", &["E-NUMBER-MIN"]),
        ("0", "unreadable", &["E-NUMBER-MIN"]),
        ("－", "placeholder", &[]),
        ("/", "placeholder", &[]),
        ("无", "placeholder", &[]),
        ("", "blank", &[]),
        ("  \u{3000}", "blank", &[]),
    ] {
        check(SUMMARY, key, &text(typed), reading, codes);
    }
    check(SUMMARY, "net_assets", &text("(12.5)万元"), "-12.5", &[]);
    check(
        SCORE,
        "annual_amount",
        &text("约500万"),
        "unreadable",
        &["E-APPROXIMATE"],
    );
    check(
        SCORE,
        "annual_amount",
        &text("100万美元"),
        "unreadable",
        &["E-CURRENCY"],
    );
    check(
        SCORE,
        "year_end_receivable",
        &text("-12.5万元"),
        "-12.5",
        &[],
    );

    let bare = text("5000000");
    let in_yuan = read_with(SUMMARY, key, &bare, Some("元"), None);
    assert_eq!(in_yuan, ("500".into(), vec![]));
    let in_wan = read_with(SUMMARY, key, &bare, Some("万元"), None);
    assert_eq!(in_wan, ("5000000".into(), vec!["W-MAGNITUDE".to_owned()]));
    let note = UnitNote {
        unit: "元",
        words: "表右上角注明「单位:元」",
    };
    let noted = read_with(SUMMARY, key, &bare, None, Some(note));
    assert_eq!(noted, ("500".into(), vec!["W-UNIT-NOTE".to_owned()]));
    let label_first = read_with(SUMMARY, key, &text("500"), Some("万元"), Some(note));
    assert_eq!(label_first, ("500".into(), vec![]));
    let cell_first = read_with(SUMMARY, key, &text("500万元"), Some("元"), Some(note));
    assert_eq!(cell_first, ("500".into(), vec![]));

    let stored = number(dec!(5000000), NumberFormat::ShowsWan);
    assert_eq!(
        read_with(SUMMARY, key, &stored, Some("万元"), None),
        ("500".into(), vec!["I-SHOWS-WAN".to_owned()])
    );
    let printed = Cell {
        shown_unit: Some(ShownUnit::Yuan),
        ..number(dec!(5000000), NumberFormat::Number)
    };
    assert_eq!(
        read_with(SUMMARY, key, &printed, Some("万元"), None),
        ("500".into(), vec![])
    );
    check(FEEDBACK, "claimed_loss", &text("6万元"), "60000", &[]);
    assert_eq!(definition(FEEDBACK, "claimed_loss").unit, Some(Unit::Yuan));
}

#[test]
fn the_note_on_units_sounds_like_a_colleague() {
    let cell = text("5,230,000");
    let input = CellInput {
        cell: &cell,
        dates: DateSystem::From1900,
        label_unit: None,
        note: Some(UnitNote {
            unit: "元",
            words: "表右上角注明「单位:元」",
        }),
    };
    let rules = rules();
    let outcome = field(definition(SCORE, "annual_amount"), &input, rules, today());
    let finding = &outcome.findings_at("Sheet1", Some("C6".parse().unwrap()))[0];
    assert_eq!(
        finding.message,
        "C6「年度合同金额」是 5,230,000,格内没写单位,表右上角注明「单位:元」,按 523 万元计算。"
    );
    assert_eq!(
        finding.fix,
        "对就不用改;若不对,请在数字后写明「元」或「万元」。"
    );
}

#[test]
fn percentages() {
    let key = "premium";
    for (typed, reading, codes) in [
        ("15%", "15", &[][..]),
        ("15％", "15", &[]),
        ("百分之十五", "15", &[]),
        ("-2%", "-2", &[]),
        ("下浮3%", "-3", &[]),
        ("平价", "0", &[]),
        ("8个点", "8", &[]),
        ("150%", "150", &["W-PERCENT-HIGH"]),
        ("5‰", "0.5", &[]),
        ("0.15", "15", &["W-PERCENT-ASSUMED"]),
        ("15", "15", &[]),
        ("1", "unreadable", &["E-PERCENT-AMBIGUOUS"]),
        ("-1", "unreadable", &["E-PERCENT-AMBIGUOUS"]),
        ("0", "0", &[]),
        ("约15%", "unreadable", &["E-APPROXIMATE"]),
        ("5%-8%", "unreadable", &["E-AMOUNT-RANGE"]),
        ("较高", "unreadable", &["E-NUMBER-INVALID"]),
        ("/", "placeholder", &[]),
    ] {
        check(SCORE, key, &text(typed), reading, codes);
    }
    check(
        SCORE,
        key,
        &number(dec!(0.15), NumberFormat::Percent),
        "15",
        &[],
    );
    check(
        SCORE,
        key,
        &number(dec!(1), NumberFormat::Percent),
        "100",
        &[],
    );
    check(
        SCORE,
        key,
        &number(dec!(0.15), NumberFormat::General),
        "15",
        &["W-PERCENT-ASSUMED"],
    );
    check(
        SCORE,
        key,
        &number(dec!(1), NumberFormat::General),
        "unreadable",
        &["E-PERCENT-AMBIGUOUS"],
    );
    let labelled = |n| {
        read_with(
            SCORE,
            key,
            &number(n, NumberFormat::General),
            Some("%"),
            None,
        )
    };
    assert_eq!(labelled(dec!(15)), ("15".into(), vec![]));
    assert_eq!(labelled(dec!(1)), ("1".into(), vec![]));
    assert_eq!(
        labelled(dec!(0.15)),
        ("0.15".into(), vec!["W-PERCENT-SMALL".to_owned()])
    );
}

#[test]
fn counts() {
    let key = "employees";
    for (typed, reading, codes) in [
        ("200", "200", &[][..]),
        ("200人", "200", &[]),
        ("1,200", "1200", &[]),
        ("约200人", "200", &["W-APPROXIMATE"]),
        ("200多人", "200", &["W-APPROXIMATE"]),
        ("100-200", "100", &["W-NUMBER-SPAN"]),
        ("100-200人", "100", &["W-NUMBER-SPAN"]),
        ("二百人", "200", &[]),
        ("12.5", "unreadable", &["E-NUMBER-WHOLE"]),
        ("-5", "unreadable", &["E-NUMBER-MIN"]),
        ("很多", "unreadable", &["E-NUMBER-INVALID"]),
    ] {
        check(SUMMARY, key, &text(typed), reading, codes);
    }
    let percent = number(dec!(0.5), NumberFormat::Percent);
    check(SUMMARY, key, &percent, "unreadable", &["E-NUMBER-KIND"]);
}
