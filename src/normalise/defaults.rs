//! The values that the built-in policy starts with (domain sections 3 and 9; all of them are
//! parameters, none is stated in the source but the roles of indicator 4).

use super::rules::{BankAccountLength, PercentBareMode, ReadingRules, RequiredExemption, SizeRule};
use chrono::NaiveDate;
use rust_decimal::{Decimal, dec};

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|w| (*w).to_owned()).collect()
}

impl Default for ReadingRules {
    fn default() -> Self {
        Self {
            magnitude_max_wan: dec!(100000),
            percent_bare_mode: PercentBareMode::Auto,
            percent_high: Decimal::ONE,
            two_digit_year_ahead: 1,
            earliest_date: NaiveDate::from_ymd_opt(1949, 10, 1).unwrap_or_default(),
            placeholder_words: words(PLACEHOLDER_WORDS),
            placeholder_parts: words(PLACEHOLDER_PARTS),
            placeholder_masks: words(&["××", "某某", "xx", "**"]),
            account_min_digits: 8,
            account_max_digits: 32,
            account_lengths: ACCOUNT_LENGTHS
                .iter()
                .map(|(bank, aliases, digits)| BankAccountLength {
                    bank: (*bank).to_owned(),
                    aliases: words(aliases),
                    digits: vec![*digits],
                })
                .collect(),
            bank_words: words(BANK_WORDS),
            credit_code_prefixes: CREDIT_CODE_PREFIXES
                .iter()
                .map(|(p, w)| ((*p).to_owned(), (*w).to_owned()))
                .collect(),
            name_endings: words(NAME_ENDINGS),
            registry_words: words(&["市场监督", "工商", "行政审批", "市场监管", "审批局"]),
            provinces: words(PROVINCES),
            term_notice_days: 90,
            net_assets_over_capital: dec!(10),
            size_rules: SIZE_RULES
                .iter()
                .map(|(industry, names, employees, revenue)| SizeRule {
                    industry: (*industry).to_owned(),
                    words: words(names),
                    employees: *employees,
                    revenue_wan: *revenue,
                })
                .collect(),
            ind4_roles: words(&["业务部经理", "主管副总经理", "总经理"]),
            deputies: Vec::new(),
            exemptions: exemptions(),
        }
    }
}

const PLACEHOLDER_WORDS: &[&str] = &[
    "/",
    "//",
    "\\",
    "-",
    "--",
    "---",
    "—",
    "——",
    "_",
    ".",
    "…",
    "?",
    "*",
    "无",
    "没有",
    "暂无",
    "无此项",
    "不适用",
    "不详",
    "未知",
    "保密",
    "待定",
    "待补",
    "待补充",
    "待填",
    "未提供",
    "略",
    "空",
    "空白",
    "n/a",
    "na",
    "none",
    "null",
    "tbd",
    "示例",
    "样例",
    "举例",
    "示例公司",
    "某公司",
    "x公司",
];

const PLACEHOLDER_PARTS: &[&str] = &[
    "见附件",
    "见合同",
    "见附表",
    "见后附",
    "见附页",
    "见执照",
    "见营业执照",
    "见复印件",
    "另附",
    "另行通知",
    "见备注",
    "见下表",
    "见上表",
];

const ACCOUNT_LENGTHS: &[(&str, &[&str], usize)] = &[
    ("工商银行", &["工行", "icbc"], 19),
    ("农业银行", &["农行", "abc"], 17),
    ("建设银行", &["建行", "ccb"], 20),
    ("中国银行", &["中行", "boc"], 12),
    ("邮政储蓄银行", &["邮储", "邮政储蓄", "psbc"], 18),
    ("交通银行", &["交行", "bocom"], 21),
    ("招商银行", &["招行", "cmb"], 15),
    ("民生银行", &["cmbc"], 9),
    ("平安银行", &[], 14),
];

const BANK_WORDS: &[&str] = &[
    "银行",
    "信用社",
    "农信",
    "信用联社",
    "联社",
    "财务公司",
    "财务有限",
    "邮储",
    "邮政储蓄",
    "工行",
    "农行",
    "建行",
    "中行",
    "交行",
    "招行",
    "民生",
    "浦发",
    "中信",
    "光大",
    "兴业",
    "华夏",
    "广发",
    "平安",
    "农商行",
    "农合行",
    "村镇行",
    "城商行",
    "商行",
    "支行",
    "营业部",
    "bank",
];

const CREDIT_CODE_PREFIXES: &[(&str, &str)] = &[
    ("91", "企业"),
    ("92", "个体工商户"),
    ("93", "农民专业合作社"),
    ("12", "事业单位"),
    ("51", "社会团体"),
    ("52", "民办非企业单位"),
    ("53", "基金会"),
    ("11", "机关"),
];

const NAME_ENDINGS: &[&str] = &[
    "公司",
    "厂",
    "所",
    "店",
    "院",
    "中心",
    "集团",
    "部",
    "社",
    "行",
    "站",
    "局",
    "校",
    "大学",
    "学院",
    "队",
    "处",
    "委员会",
    "合伙)",
    "办事处",
    "商行",
    "经营部",
    "馆",
    "库",
    "场",
    "矿",
];

const PROVINCES: &[&str] = &[
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];

type Bounds = Option<[u32; 3]>;

/// 统计上大中小微型企业划分办法(2017) by employees and revenue in 万元; what that rule measures
/// by total assets is left out, because the form does not hold them.
const SIZE_RULES: &[(&str, &[&str], Bounds, Bounds)] = &[
    (
        "农、林、牧、渔业",
        &["农业", "林业", "牧业", "渔业", "养殖", "种植"],
        None,
        Some([20000, 500, 50]),
    ),
    (
        "工业",
        &[
            "工业", "制造", "采矿", "电力", "燃气", "供水", "热力", "加工", "生产",
        ],
        Some([1000, 300, 20]),
        Some([40000, 2000, 300]),
    ),
    (
        "批发业",
        &["批发", "贸易", "经销"],
        Some([200, 20, 5]),
        Some([40000, 5000, 1000]),
    ),
    (
        "零售业",
        &["零售", "超市", "商场"],
        Some([300, 50, 10]),
        Some([20000, 500, 100]),
    ),
    (
        "交通运输业",
        &["交通运输", "运输", "物流"],
        Some([1000, 300, 20]),
        Some([30000, 3000, 200]),
    ),
    (
        "仓储业",
        &["仓储"],
        Some([200, 100, 20]),
        Some([30000, 1000, 100]),
    ),
    (
        "邮政业",
        &["邮政", "快递"],
        Some([1000, 300, 20]),
        Some([30000, 2000, 100]),
    ),
    (
        "住宿业",
        &["住宿", "酒店", "宾馆"],
        Some([300, 100, 10]),
        Some([10000, 2000, 100]),
    ),
    (
        "餐饮业",
        &["餐饮"],
        Some([300, 100, 10]),
        Some([10000, 2000, 100]),
    ),
    (
        "信息传输业",
        &["信息传输", "电信", "通信运营"],
        Some([2000, 100, 10]),
        Some([100000, 1000, 100]),
    ),
    (
        "软件和信息技术服务业",
        &["软件", "信息技术"],
        Some([300, 100, 10]),
        Some([10000, 1000, 50]),
    ),
    (
        "物业管理",
        &["物业"],
        Some([1000, 300, 100]),
        Some([5000, 1000, 500]),
    ),
];

fn exemptions() -> Vec<RequiredExemption> {
    let company_only = ["registered_capital", "net_assets"];
    let with = |more: &[&str]| {
        company_only
            .iter()
            .chain(more)
            .map(|k| (*k).to_owned())
            .collect::<Vec<_>>()
    };
    vec![
        RequiredExemption {
            kind: "分支机构".to_owned(),
            code_prefixes: Vec::new(),
            name_endings: words(&[
                "分公司",
                "分厂",
                "分店",
                "分行",
                "支行",
                "办事处",
                "分院",
                "分部",
            ]),
            words: words(&["分支机构", "分公司"]),
            freed: with(&["legal_representative"]),
        },
        RequiredExemption {
            kind: "机关事业单位".to_owned(),
            code_prefixes: words(&["11", "12"]),
            name_endings: words(&[
                "大学",
                "学院",
                "医院",
                "中学",
                "小学",
                "研究院",
                "研究所",
                "局",
                "委员会",
            ]),
            words: words(&["事业单位", "机关"]),
            freed: with(&["legal_representative", "registration_date"]),
        },
        RequiredExemption {
            kind: "部队".to_owned(),
            code_prefixes: Vec::new(),
            name_endings: words(&["部队", "军区", "总队", "支队", "基地"]),
            words: words(&["部队", "军队"]),
            freed: with(&[
                "legal_representative",
                "registration_code",
                "registration_date",
                "ownership",
            ]),
        },
        RequiredExemption {
            kind: "供电供水等公用单位".to_owned(),
            code_prefixes: Vec::new(),
            name_endings: words(&["供电局", "供电所", "水务局", "自来水厂", "电厂", "热力站"]),
            words: words(&["公用事业"]),
            freed: with(&["legal_representative"]),
        },
        RequiredExemption {
            kind: "个体工商户".to_owned(),
            code_prefixes: words(&["92"]),
            name_endings: words(&["经营部", "商行", "门市部", "个体户"]),
            words: words(&["个体", "个体工商户"]),
            freed: with(&[]),
        },
        RequiredExemption {
            kind: "潜在客户".to_owned(),
            code_prefixes: Vec::new(),
            name_endings: Vec::new(),
            words: words(&["潜在", "潜在客户"]),
            freed: with(&[
                "legal_representative",
                "registration_code",
                "registration_date",
                "bank_rmb",
                "account_rmb",
            ]),
        },
    ]
}
