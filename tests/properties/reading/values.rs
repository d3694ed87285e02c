//! Right forms: each field's label, what people type, and what must be read of it.
//!
//! The words come from sections 2 and 3 of the domain specification; among the free texts stand
//! some that mislead on purpose: another field's label, the name of a form.

use proptest::prelude::*;
use proptest::sample::select;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Typed {
    /// Text.
    Text(String),
    /// A number, by its plain text.
    Number(String),
}

/// What is typed into a field.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Any of these words, read as they stand.
    Words(&'static [&'static str]),
    /// Words, with what they are read as.
    Also(&'static [(&'static str, &'static str)]),
    /// An amount in 万元 or 元, whichever the field takes.
    Amount(Option<&'static str>),
    /// A whole number.
    Count,
    /// A percentage with its sign.
    Percent,
    /// A day.
    Day,
    /// A year.
    Year,
}

/// A field of a form.
#[derive(Clone, Copy)]
pub struct Field {
    /// Key of the definition.
    pub key: &'static str,
    /// Label of the definition.
    pub label: &'static str,
    /// What is typed into it.
    pub kind: Kind,
}

/// A field with what was typed into it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Key of the definition, or [`super::draw::STRANGE`].
    pub key: &'static str,
    /// Label of the definition.
    pub label: &'static str,
    /// The unit that its label may carry in a bracket.
    pub unit: Option<&'static str>,
    /// What is typed.
    pub typed: Typed,
    /// The normalised value (interface contract: dates ISO, 15 for 15 %, the list's own word).
    pub value: String,
}

/// A form with its titles.
#[derive(Clone, Copy)]
pub struct RightForm {
    /// Its id.
    pub id: &'static str,
    /// Titles that people print over it.
    pub titles: &'static [&'static str],
    /// Its fields.
    pub fields: &'static [Field],
}

// A failing layout is printed whole; what stands in it for certain is left out.
impl std::fmt::Debug for RightForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// The field with something typed into it.
pub fn filled_in(field: Field) -> BoxedStrategy<Entry> {
    let same = |words: String| (Typed::Text(words.clone()), words);
    let number = |text: String| (Typed::Number(text.clone()), text);
    let typed: BoxedStrategy<(Typed, String)> = match field.kind {
        Kind::Words(words) => select(words)
            .prop_map(move |w| same((*w).to_owned()))
            .boxed(),
        Kind::Also(pairs) => select(pairs)
            .prop_map(|(typed, value)| (Typed::Text((*typed).to_owned()), (*value).to_owned()))
            .boxed(),
        Kind::Amount(_) => (1_u32..90_000, 0_u32..100)
            .prop_map(move |(whole, cents)| {
                let text = format!("{whole}.{cents:02}");
                number(text.trim_end_matches('0').trim_end_matches('.').to_owned())
            })
            .boxed(),
        Kind::Count => (1_u32..9_000)
            .prop_map(move |n| number(n.to_string()))
            .boxed(),
        Kind::Percent => (1_u32..80, select(&["%", "％"][..]))
            .prop_map(|(n, sign)| (Typed::Text(format!("{n}{sign}")), n.to_string()))
            .boxed(),
        Kind::Day => (2001_i32..2026, 1_u32..=12, 1_u32..=28, 0_u8..6)
            .prop_map(|(y, m, d, way)| {
                let typed = match way {
                    0 => format!("{y}年{m}月{d}日"),
                    1 => format!("{y}-{m:02}-{d:02}"),
                    2 => format!("{y}/{m}/{d}"),
                    3 => format!("{y}.{m}.{d}"),
                    4 => format!("{y}年{m}月{d}号"),
                    _ => format!("{y}{m:02}{d:02}"),
                };
                (Typed::Text(typed), format!("{y}-{m:02}-{d:02}"))
            })
            .boxed(),
        Kind::Year => (2015_i32..2027, 0_u8..3)
            .prop_map(|(y, way)| {
                let typed = match way {
                    0 => Typed::Text(format!("{y}年")),
                    1 => Typed::Text(format!("{y}年度")),
                    _ => Typed::Number(y.to_string()),
                };
                (typed, y.to_string())
            })
            .boxed(),
    };
    let unit = match field.kind {
        Kind::Amount(unit) => unit,
        _ => None,
    };
    typed
        .prop_map(move |(typed, value)| Entry {
            key: field.key,
            label: field.label,
            unit,
            typed,
            value,
        })
        .boxed()
}

/// All fields of a form, each filled in.
pub fn all(form: RightForm) -> Vec<BoxedStrategy<Entry>> {
    form.fields.iter().map(|f| filled_in(*f)).collect()
}

const fn field(key: &'static str, label: &'static str, kind: Kind) -> Field {
    Field { key, label, kind }
}

const WAN: Kind = Kind::Amount(Some("万元"));
const CUSTOMERS: Kind = Kind::Words(&[
    "石家庄恒光电子有限公司",
    "保定晶辉光电科技有限公司",
    "唐山钢电自动化有限公司",
    "河北客户名称咨询有限公司",
    "正定新辉仪表厂",
]);
const PEOPLE: Kind = Kind::Words(&["林晓", "周正平", "王强", "欧阳明日", "审小核"]);
const OFFICES: Kind = Kind::Words(&["石家庄办事处", "保定办事处", "唐山办事处"]);
const NUMBERS: Kind = Kind::Words(&["KH-0017", "KH-0203", "石2025-8"]);
const REGISTERED: Kind = Kind::Words(&["130100000123457", "91130100MA07X1Y291"]);

/// 客户评分表.
pub const SCORE: RightForm = RightForm {
    id: "customer_score",
    titles: &[
        "客户评分表",
        "客 户 评 分 表",
        "客户评分台账",
        "公司客户评分表",
    ],
    fields: &[
        field("period", "年度", Kind::Year),
        field("customer_name", "客户名称", CUSTOMERS),
        field("first_trade_date", "首次交易日期", Kind::Day),
        field("annual_amount", "年度合同金额", WAN),
        field("due_amount", "到期应收额", WAN),
        field("collected_amount", "按期回款额", WAN),
        field("timely", "是否及时回款", Kind::Words(&["及时", "拖欠"])),
        field("year_end_receivable", "年终应收账款", WAN),
        field("net_assets", "净资产", WAN),
        field("premium", "平均溢价率", Kind::Percent),
        field(
            "strategic_level",
            "战略影响",
            Kind::Also(&[("龙头", "行业龙头"), ("行业龙头", "行业龙头")]),
        ),
        field("assessor", "评估人", PEOPLE),
        field(
            "assessor_role",
            "评估人职务",
            Kind::Words(&["业务部经理", "主管副总经理"]),
        ),
        field(
            "potential",
            "未来发展潜力",
            Kind::Words(&["高", "中", "低"]),
        ),
        field("customer_no", "客户编号", NUMBERS),
        field("filled_by", "填表人", PEOPLE),
        field("filled_on", "填表日期", Kind::Day),
        field("office", "办事处", OFFICES),
        field("reviewed_by", "审核", PEOPLE),
    ],
};

/// 顾客反馈登记表.
pub const FEEDBACK: RightForm = RightForm {
    id: "customer_feedback",
    titles: &["顾客反馈登记表", "客户反馈记录表", "顾 客 反 馈 登 记 表"],
    fields: &[
        field(
            "case_no",
            "编号",
            Kind::Words(&["FK-20260213-01", "FK-20251130-07"]),
        ),
        field("received_on", "接收日期", Kind::Day),
        field("received_by", "接收人", PEOPLE),
        field("customer_name", "客户名称", CUSTOMERS),
        field("contact", "联系人", Kind::Words(&["张建", "采购部李工"])),
        field(
            "phone",
            "电话",
            Kind::Words(&["0315-2876543", "13812345678"]),
        ),
        field(
            "channel",
            "反馈方式",
            Kind::Also(&[("来电", "电话"), ("电话", "电话")]),
        ),
        field(
            "causes",
            "反馈类别",
            Kind::Words(&["产品、交期", "产品", "交期"]),
        ),
        field("contract_no", "合同编号", Kind::Words(&["HT-2025-018"])),
        field(
            "product",
            "产品名称",
            Kind::Words(&["LED驱动电源", "数量计", "电话机"]),
        ),
        field("specification", "规格", Kind::Words(&["XH-60", "60W/24V"])),
        field("batch", "批号", Kind::Words(&["B2511", "B2512"])),
        field("quantity", "数量", Kind::Count),
        field("shipped_on", "发货日期", Kind::Day),
        field(
            "symptom",
            "异常描述",
            Kind::Words(&[
                "上电三天后批量不亮,已停用",
                "规格",
                "数量",
                "另填顾客退货处理报告",
                "顾客退货处理报告",
            ]),
        ),
        field(
            "against_contract",
            "与合同规定对比",
            Kind::Words(&[
                "合同规定质保三年,实物三天失效",
                "批号",
                "详见生产通知单",
                "发货单",
            ]),
        ),
        field("wish", "客户要求", Kind::Words(&["赔偿", "换货", "退货"])),
        field("claimed_loss", "索赔金额", Kind::Amount(Some("元"))),
        field("safety", "涉及安全", Kind::Words(&["是", "否"])),
        field("line_stop", "造成停线", Kind::Words(&["是", "否"])),
        field("severity", "情节", Kind::Words(&["重大"])),
        field("passed_to", "转交部门", Kind::Words(&["技术部", "生产部"])),
        field("passed_on", "转交日期", Kind::Day),
        field("customer_no", "客户编号", NUMBERS),
        field("filled_by", "填表人", PEOPLE),
        field("filled_on", "填表日期", Kind::Day),
        field("office", "办事处", OFFICES),
        field("reviewed_by", "审核", PEOPLE),
    ],
};

/// 客户概要信息登记表.
pub const SUMMARY: RightForm = RightForm {
    id: "customer_summary",
    titles: &[
        "客户概要信息登记表",
        "客户概要信息一览表",
        "附表1:客户概要信息登记表",
    ],
    fields: &[
        field("customer_name", "客户名称", CUSTOMERS),
        field(
            "address",
            "地址",
            Kind::Words(&[
                "河北省保定市竞秀区朝阳北大街88号",
                "河北省石家庄市槐安路1号",
            ]),
        ),
        field(
            "ownership",
            "企业性质",
            Kind::Also(&[("私营", "民营"), ("国有", "国有"), ("集体", "集体")]),
        ),
        field("postcode", "邮政编码", Kind::Words(&["071051", "050000"])),
        field("industry", "行业类型", Kind::Words(&["制造业", "建筑业"])),
        field("phone", "电话号码", Kind::Words(&["0312-3187654"])),
        field(
            "authority",
            "上级主管部门",
            Kind::Words(&["保定市工业和信息化局", "注册机关", "无"]),
        ),
        field("fax", "传真号码", Kind::Words(&["0312-3187655"])),
        field("registered_capital", "注册资本", WAN),
        field("registration_code", "注册号", REGISTERED),
        field("legal_representative", "法人代表", PEOPLE),
        field("registration_date", "注册日期", Kind::Day),
        field(
            "size",
            "企业规模",
            Kind::Words(&["大型", "中型", "小型", "微型"]),
        ),
        field(
            "business_term",
            "经营期限",
            Kind::Words(&["2012-03-08至2032-03-07", "2001-01-01至2041-12-31"]),
        ),
        field("employees", "雇员人数", Kind::Count),
        field(
            "registry",
            "注册机关",
            Kind::Words(&["保定市市场监督管理局", "石家庄市行政审批局"]),
        ),
        field("revenue", "营业收入", WAN),
        field("net_assets", "净资产", WAN),
        field(
            "bank_rmb",
            "开户银行(人民币)",
            Kind::Words(&["中国工商银行保定朝阳支行", "保定农村信用社"]),
        ),
        field(
            "account_rmb",
            "人民币帐号",
            Kind::Words(&["0409003809300012345"]),
        ),
        field(
            "bank_fx",
            "开户银行(外币)",
            Kind::Words(&["中国银行保定分行"]),
        ),
        field("account_fx", "外币帐号", Kind::Words(&["100012345678"])),
        field(
            "bank_rating",
            "银行对企业评级",
            Kind::Words(&["AAA", "AA", "A", "BBB"]),
        ),
        field(
            "business_scope",
            "经营范围",
            Kind::Words(&[
                "光电元器件的研发、生产和销售",
                "行业类型",
                "客户评分表的印刷",
                "客户评分表",
            ]),
        ),
        field("customer_no", "客户编号", NUMBERS),
        field("filled_by", "填表人", PEOPLE),
        field("filled_on", "填表日期", Kind::Day),
        field("office", "办事处", OFFICES),
        field("reviewed_by", "审核", PEOPLE),
    ],
};

/// 档案查询单.
pub const QUERY: RightForm = RightForm {
    id: "archive_query",
    titles: &["档案查询单", "档 案 查 询 单"],
    fields: &[
        field("customer_name", "客户名称", Kind::Words(&["光电", "恒光"])),
        field(
            "form",
            "表单",
            Kind::Words(&["客户评分表", "顾客反馈登记表"]),
        ),
        field("grade", "等级", Kind::Words(&["A", "B"])),
        field(
            "status",
            "审核状态",
            Kind::Words(&["通过", "退回修改", "资料不全"]),
        ),
        field("from", "起始日期", Kind::Day),
        field("to", "截止日期", Kind::Day),
        field("limit", "最多条数", Kind::Count),
    ],
};
