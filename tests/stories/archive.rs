//! The archive: whole, checked to the byte, and made anew without a number changing.

use crate::forms::{Form, links_of, right_score, sample, wrong_score};
use crate::share::Share;
use std::path::{Path, PathBuf};

/// A share on which something of everything has happened.
fn lived_in() -> Share {
    let share = Share::laid_out();
    share.drop_in(
        "石家庄办事处/明远.xlsx",
        wrong_score("石家庄明远光学有限公司").saved(),
    );
    share.drop_in(
        "石家庄办事处/清单.xlsx",
        sample("秦皇岛办事处/评分清单-有错.xlsx"),
    );
    share.drop_in(
        "石家庄办事处/反馈.xlsx",
        sample("石家庄办事处/顾客反馈登记表-恒光电子.xlsx"),
    );
    share
        .drop_in("石家庄办事处/坏的.xlsx", b"not a workbook")
        .watched(1);
    share.drop_in(
        "石家庄办事处/明远.xlsx",
        right_score("石家庄明远光学有限公司").saved(),
    );
    share
        .drop_in(
            "查.xlsx",
            Form::blank("档案查询单").with("客户名称", "明远").saved(),
        )
        .watched(0);
    share
}

fn some_blob(folder: &Path) -> Option<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .ok()?
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    paths.into_iter().find_map(|path| {
        if path.is_dir() {
            some_blob(&path)
        } else {
            Some(path)
        }
    })
}

#[test]
fn the_archive_is_whole_until_a_byte_is_altered() {
    let share = lived_in();
    let whole = share.archive(&["verify"]).ends_with(0).json();
    assert_eq!(whole["damage"], serde_json::json!([]));

    let blob = some_blob(&share.data().join("archive/blobs")).unwrap();
    let mut bytes = std::fs::read(&blob).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::remove_file(&blob).unwrap();
    std::fs::write(&blob, bytes).unwrap();
    let found = share.archive(&["verify"]).ends_with(3).json();
    assert!(!found["damage"].as_array().unwrap().is_empty(), "{found}");
}

#[test]
fn a_rebuilt_archive_lists_the_same_versions() {
    let share = lived_in();
    let before = share.archive(&["list", "--limit", "0"]).ends_with(0).json();
    share.archive(&["rebuild"]).ends_with(0);
    assert_eq!(
        share.archive(&["list", "--limit", "0"]).ends_with(0).json(),
        before
    );
    assert_eq!(
        share.archive(&["verify"]).ends_with(0).json()["damage"],
        serde_json::json!([])
    );
}

#[test]
fn a_version_is_exported_as_it_was_submitted_and_delivered() {
    let share = Share::laid_out();
    let submitted = right_score("石家庄明远光学有限公司").saved();
    share.drop_in("明远.xlsx", &submitted).watched(0);
    let out = share.root().with_file_name("取出");
    let files = share
        .archive(&["export", "1-1", out.to_str().unwrap()])
        .ends_with(0)
        .json();
    let contents: Vec<Vec<u8>> = files["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| std::fs::read(f.as_str().unwrap()).unwrap())
        .collect();
    assert!(contents.contains(&submitted), "{files}");
    assert!(
        contents.contains(&share.read("审核结果/石家庄明远光学有限公司/明远.xlsx")),
        "{files}"
    );
}

#[test]
fn an_index_that_was_lost_is_made_anew_with_the_carried_rows() {
    let share = Share::laid_out();
    let list = sample("秦皇岛办事处/评分清单-有错.xlsx");
    share.drop_in("清单.xlsx", &list).watched(1);
    share.drop_in("清单.xlsx", &list).watched(1);
    let before = share.versions();
    std::fs::remove_file(share.data().join("archive/index.sqlite")).unwrap();
    share.archive(&["rebuild"]).ends_with(0);
    assert_eq!(share.versions(), before);
}

#[test]
fn a_version_that_was_replaced_is_opened_from_the_answer() {
    let share = Share::laid_out();
    let customer = "石家庄明远光学有限公司";
    let place = "审核结果/石家庄明远光学有限公司/明远.xlsx";
    share
        .drop_in("明远.xlsx", right_score(customer).saved())
        .watched(0);
    let first = share.read(place);
    let later = right_score(customer).with("净资产", "1300");
    share.drop_in("明远.xlsx", later.saved()).watched(0);
    assert_ne!(share.read(place), first);

    let query = Form::blank("档案查询单").with("客户名称", "明远").saved();
    share.drop_in("查明远.xlsx", &query).watched(0);
    let answer = "审核结果/查询结果/查明远.xlsx";
    let copy = "查明远的旧版本/1号 明远.xlsx";
    let targets = links_of(&share.read(answer));
    let written = copy.replace(' ', "%20");
    assert!(targets.contains(&written), "{targets:?}");
    let lies_at = format!("审核结果/查询结果/{copy}");
    assert_eq!(share.read(&lies_at), first);

    // Asked again after somebody changed the copy: it is there again, and what he made of it too.
    share.save(&lies_at, b"spoilt");
    share.drop_in("查明远.xlsx", &query).watched(0);
    assert_eq!(share.read(&lies_at), first);
    let copies = "审核结果/查询结果/查明远的旧版本";
    let files = share.files(copies);
    assert_eq!(files.len(), 2, "{files:?}");
    let spoilt = |file: &&String| share.read(&format!("{copies}/{file}")) == b"spoilt";
    assert_eq!(files.iter().filter(spoilt).count(), 1, "{files:?}");
}
