//! The findings of samples as their owners read them on the command line. Of codes that no
//! sample has, `docs/findings.md` holds an example each.

use crate::grids::all_forms;
use crate::program::{TODAY, run, samples};

/// A sample for every way to be told something.
const FILES: &[&str] = &[
    "石家庄办事处/客户评分表-新客户.xlsx",
    "石家庄办事处/客户评分表-资料不全.xlsx",
    "石家庄办事处/客户评分清单.xlsx",
    "石家庄办事处/顾客反馈登记表-恒光电子.xlsx",
    "石家庄办事处/会议签到表.xlsx",
    "石家庄办事处/客户评分表-有密码.xlsx",
    "石家庄办事处/客户评分表-损坏.xlsx",
    "石家庄办事处/空文件.xlsx",
    "石家庄办事处/其实是文本.xlsx",
    "保定办事处/概要登记表-分公司.xlsx",
    "保定办事处/概要登记表-十二处错误.xlsx",
    "保定办事处/反馈登记表-缺必填.xlsx",
    "保定办事处/客户评分表-评估人不符.xlsx",
    "保定办事处/客户评分表-公式错误.xlsx",
    "保定办事处/晶辉光电登记表(自己排的).xlsx",
    "唐山办事处/客户评分表-上半年.xlsx",
    "唐山办事处/评分-钢电自动化.xlsx",
    "唐山办事处/海润电子-概要和评分.xlsx",
    "唐山办事处/手写表照片.xlsx",
    "廊坊办事处/2025年度客户评分一览表.xlsx",
    "秦皇岛办事处/评分清单-有错.xlsx",
    "衡水办事处/评分清单.csv",
    "邯郸办事处/客户评分表-钢城仪表.xls",
    "邯郸办事处/客户概要信息登记表-华亮光电.ods",
    "邢台办事处/反馈登记表-太行电子.xlsm",
];

#[test]
fn of_the_samples() {
    let args = ["check", "--today", TODAY].iter().chain(FILES);
    let said = run("zh_CN.UTF-8", &samples(), args);
    insta::assert_snapshot!("samples", all_forms(&said.whole()));
}
