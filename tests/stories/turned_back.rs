//! Forms that are turned back, mended and handed in again.

use crate::forms::{Form, right_score, sample, text_of, wrong_score};
use crate::package::Package as Zip;
use crate::share::Share;
use shenbiao::opc::{Caps, Package};

const NAME: &str = "石家庄办事处/明远.xlsx";
const CUSTOMER: &str = "石家庄明远光学有限公司";
const RETURNED: &str = "退回修改/石家庄办事处/明远.xlsx";
const ACCEPTED: &str = "审核结果/石家庄明远光学有限公司/明远.xlsx";

fn turned_back() -> Share {
    let share = Share::laid_out();
    share
        .drop_in(NAME, wrong_score(CUSTOMER).saved())
        .watched(1);
    share
}

fn mended(share: &Share) -> Vec<u8> {
    Form::open(&share.read(RETURNED))
        .with("评估人职务", "业务部经理")
        .saved()
}

#[test]
fn a_wrong_form_comes_back_with_what_to_mend() {
    let share = turned_back();
    assert_eq!(share.files("收件箱"), [""; 0]);
    assert!(text_of(&share.read(RETURNED), "校验明细").contains("评估人职务"));
    assert_eq!(share.each("status"), ["returned"]);
}

#[test]
fn a_returned_form_mended_and_dropped_again_is_accepted() {
    let share = turned_back();
    share.drop_in(NAME, mended(&share)).watched(0);
    assert!(share.has(ACCEPTED));
    assert!(
        !share.has(RETURNED),
        "its successor is accepted and nobody changed it"
    );
    assert_eq!(share.each("status"), ["returned", "accepted"]);
    assert_eq!(share.each("grade"), ["", "B"]);
}

#[test]
fn a_returned_form_mended_where_it_lies_is_accepted() {
    let share = turned_back();
    share.save(RETURNED, mended(&share)).watched(0);
    assert!(share.has(ACCEPTED));
    assert_eq!(share.files("退回修改"), [""; 0]);
    assert_eq!(share.each("office"), ["石家庄办事处", "石家庄办事处"]);
}

#[test]
fn a_form_handed_in_again_with_our_sheets_gets_them_once() {
    let share = turned_back();
    share.drop_in(NAME, mended(&share)).watched(0);
    let names = crate::forms::sheet_names(&share.read(ACCEPTED));
    assert_eq!(
        names
            .iter()
            .filter(|name| name.contains("审核结论"))
            .count(),
        1,
        "{names:?}"
    );
}

#[test]
fn a_returned_form_that_nobody_touches_is_left_alone() {
    let share = turned_back();
    let before = share.read(RETURNED);
    share.watched(0);
    assert_eq!(share.read(RETURNED), before);
    assert_eq!(share.versions().len(), 1);
}

#[test]
fn a_form_mended_where_it_lies_but_still_wrong_is_answered_there_again() {
    let share = turned_back();
    let still_wrong = Form::open(&share.read(RETURNED))
        .with("年度", "不详")
        .saved();
    share.save(RETURNED, still_wrong).watched(1);
    assert_eq!(share.files("退回修改"), ["石家庄办事处/明远.xlsx"]);
    assert!(text_of(&share.read(RETURNED), "校验明细").contains("不详"));
    assert_eq!(share.each("status"), ["returned", "returned"]);
}

#[test]
fn another_returned_form_of_the_same_name_gets_a_number() {
    let share = turned_back();
    share
        .drop_in(NAME, wrong_score("河北远大仪表有限公司").saved())
        .watched(1);
    let files = share.files("退回修改");
    assert_eq!(
        files,
        ["石家庄办事处/明远 (2).xlsx", "石家庄办事处/明远.xlsx"]
    );
}

#[test]
fn a_returned_form_dropped_again_unmended_is_judged_anew() {
    let share = turned_back();
    share
        .drop_in(NAME, wrong_score(CUSTOMER).saved())
        .watched(1);
    assert_eq!(share.each("status"), ["returned", "returned"]);
    assert_eq!(share.files("退回修改"), ["石家庄办事处/明远.xlsx"]);
}

#[test]
fn a_form_that_nobody_knows_dropped_again_lies_there_once() {
    let share = Share::laid_out();
    let unknown = sample("石家庄办事处/会议签到表.xlsx");
    for _ in 0..3 {
        share.drop_in("石家庄办事处/签到.xlsx", &unknown).watched(1);
        assert_eq!(share.files("退回修改"), ["石家庄办事处/签到.xlsx"]);
    }
    // Another file of that name is not the same: both stay.
    let photo = sample("唐山办事处/手写表照片.xlsx");
    share.drop_in("石家庄办事处/签到.xlsx", &photo).watched(1);
    assert_eq!(
        share.files("退回修改"),
        ["石家庄办事处/签到 (2).xlsx", "石家庄办事处/签到.xlsx"]
    );
}

/// The package with the relationships of its theme cut off in the middle.
fn with_unreadable_relationships(bytes: &[u8]) -> Vec<u8> {
    const RELATIONSHIPS: &str = "xl/theme/_rels/theme1.xml.rels";
    let package = Package::open(bytes, &Caps::default()).unwrap();
    let kept = package.parts().filter(|name| *name != RELATIONSHIPS);
    let zip = kept.fold(Zip::default(), |zip, name| {
        zip.stream(name, std::iter::once(package.part(name).unwrap()))
    });
    zip.part(RELATIONSHIPS, "<Relationships><Relationship Id=")
        .zip()
}

#[test]
fn an_answered_form_whose_relationships_are_unreadable_is_answered_beside() {
    let share = turned_back();
    let damaged = with_unreadable_relationships(&mended(&share));
    share.drop_in(NAME, &damaged).watched(0);
    // What belongs to our old sheets cannot be told, so nothing is taken out.
    assert_eq!(share.read(ACCEPTED), damaged);
    let beside = share.read(&format!("{ACCEPTED}.审核结果.xlsx"));
    assert!(text_of(&beside, "审核结论").contains("通过"));
    assert_eq!(share.each("status"), ["returned", "accepted"]);
    assert_eq!(share.files("收件箱"), [""; 0]);
}

/// The form was accepted, then a worse copy of it was sent and turned back: handing in the accepted
/// bytes once more (by 收件箱, or saved over the returned copy) answers the returned one as well.
#[test]
fn a_returned_form_mended_to_the_accepted_bytes_is_gone() {
    for dropped in [NAME, "退回修改"] {
        let share = Share::laid_out();
        let good = right_score(CUSTOMER).saved();
        share.drop_in(NAME, &good).watched(0);
        share
            .drop_in(NAME, wrong_score(CUSTOMER).saved())
            .watched(1);
        assert!(share.has(RETURNED));
        match dropped {
            NAME => share.drop_in(NAME, &good),
            _ => share.save(RETURNED, &good),
        };
        share.watched(0);
        assert!(share.has(ACCEPTED));
        assert_eq!(share.files("退回修改"), [""; 0], "{dropped}");
        assert_eq!(share.each("status"), ["accepted", "returned"]);
    }
}
