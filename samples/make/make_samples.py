#!/usr/bin/env python3
"""Makes the sample workbooks of samples/ from the blank forms, reproducibly.

    pip install openpyxl==3.1.5 xlsxwriter msoffcrypto-tool pillow
    apt-get install libreoffice-calc      (for .xls, .ods and the LibreOffice-saved .xlsx)
    python3 samples/make/make_samples.py
    python3 samples/make/make_supplier.py   (samples/制度: a form that a manager adds)

All companies, people, codes and accounts are invented; the credit codes are synthetic codes
whose check characters hold. What each file shows, and what must become of it, stands in
samples/expected.tsv, which the stories hold the program to; this script writes no expectation.
Two files differ from run to run: the encrypted one (salted, so it is kept where it exists) and the
.ods (LibreOffice stamps its times).
"""

import datetime
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile

import openpyxl
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from PIL import Image as Picture

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parent
BLANK = SAMPLES.parent / "workbook-templates"
FIXED = datetime.datetime(2026, 3, 2, 9, 0, 0)
D = datetime.date
warnings.filterwarnings("ignore", message="Workbook contains no default style")


def put(path, data):
    path = SAMPLES / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def settled(data):
    """The same package with fixed entry times, so that a second run gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, (2026, 3, 2, 9, 0, 0))
            info.compress_type = entry.compress_type
            info.external_attr = entry.external_attr
            new.writestr(info, old.read(entry))
    return out.getvalue()


def saved(book):
    book.properties.created = FIXED
    book.properties.modified = FIXED
    out = io.BytesIO()
    book.save(out)
    data = out.getvalue()
    # openpyxl stamps the time of saving over what was set.
    clean = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry)
            if entry.filename == "docProps/core.xml":
                text = body.decode()
                start = text.index("<dcterms:modified")
                begin = text.index(">", start) + 1
                end = text.index("<", begin)
                body = (text[:begin] + FIXED.strftime("%Y-%m-%dT%H:%M:%SZ") + text[end:]).encode()
            new.writestr(entry, body)
    return settled(clean.getvalue())


def plain(label):
    return label.split("(")[0] if not label.startswith("开户银行") else label


def fill_card(form, values):
    """Fills a blank card by its printed labels; the value stands right of the label."""
    book = openpyxl.load_workbook(BLANK / f"{form}.xlsx")
    sheet = book.active
    todo = dict(values)
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            label = plain(str(cell.value)) if cell.value else ""
            if label in todo:
                sheet.cell(cell.row, cell.column + 1).value = todo.pop(label)
    assert not todo, f"{form}: no label {list(todo)}"
    return book


def fill_lines(book, rows):
    """Fills the lines of a part of a card, below the header that has all their labels."""
    sheet = book.active
    for header in sheet.iter_rows(min_row=4):
        columns = {plain(str(cell.value)): cell.column for cell in header if cell.value}
        if all(label in columns for row in rows for label in row):
            for number, values in enumerate(rows, start=header[0].row + 1):
                for label, value in values.items():
                    sheet.cell(number, columns[label]).value = value
            return book
    raise AssertionError(f"no header with {list(rows[0])}")


def fill_list(form, rows):
    """Fills a blank list by its header."""
    book = openpyxl.load_workbook(BLANK / f"{form}(清单).xlsx")
    sheet = book.active
    columns = {plain(str(cell.value)): cell.column for cell in sheet[4] if cell.value}
    for number, values in enumerate(rows, start=5):
        for label, value in values.items():
            sheet.cell(number, columns[label]).value = value
    return book


def score(name, amount, due, collected, receivable, premium, level, potential="中", first=D(2021, 5, 10),
          net=None, period="2025", **more):
    values = {
        "年度": period, "客户名称": name, "首次交易日期": first, "年度合同金额": amount, "到期应收额": due,
        "按期回款额": collected, "年终应收账款": receivable, "净资产": net, "平均溢价率": premium,
        "战略影响": level, "评估人": "周正平", "评估人职务": "业务部经理", "未来发展潜力": potential,
        "填表人": "林晓", "填表日期": D(2026, 1, 12),
    }
    values.update(more)
    return {k: v for k, v in values.items() if v is not None}


SUMMARY = {
    "客户名称": "石家庄恒光电子有限公司", "地址": "河北省石家庄市裕华区示范路118号", "企业性质": "民营",
    "邮政编码": "050000", "行业类型": "制造业", "电话号码": "0311-87654321", "上级主管部门": "无",
    "传真号码": "0311-87654322", "注册资本": 2000, "注册号": "91130100MA07X1Y291", "法人代表": "赵恒光",
    "注册日期": D(2010, 1, 1), "企业规模": "中型", "经营期限": "2010-01-01至2030-01-01", "雇员人数": 320,
    "注册机关": "石家庄市市场监督管理局", "营业收入": 12000, "净资产": 3000,
    "开户银行(人民币)": "中国工商银行石家庄裕华支行", "人民币帐号": "0402020909300012345",
    "银行对企业评级": "AA", "经营范围": "光电器件、光学仪器的研发、生产与销售",
    "填表人": "林晓", "填表日期": D(2026, 2, 25), "办事处": "石家庄办事处", "审核": "周正平",
}

COMPLAINT = {
    "接收日期": D(2026, 2, 13), "接收人": "林晓", "客户名称": "石家庄恒光电子有限公司", "联系人": "钱工",
    "电话": "13812345678", "反馈方式": "电话", "反馈类别": "产品", "合同编号": "HT-2025-118",
    "产品名称": "光电耦合器", "规格": "GD-817C", "批号": "20251103", "数量": 5000, "发货日期": D(2025, 11, 20),
    "异常描述": "上线后约三成器件响应时间超差,产线停下待料", "与合同规定对比": "合同规定响应时间不大于4微秒,实测6至9微秒",
    "客户要求": "赔偿", "索赔金额": 60000, "涉及安全": "否", "造成停线": "否", "情节": "重大",
    "填表人": "林晓", "填表日期": D(2026, 2, 13), "办事处": "石家庄办事处",
}


def from_templates():
    put("石家庄办事处/客户评分表-恒光电子.xlsx", saved(fill_card("客户评分表", score(
        "石家庄恒光电子有限公司", 800, 780, 772.2, 5, 0.16, "行业龙头", "高", net=3000))))
    put("石家庄办事处/客户评分表-样样差一点.xlsx", saved(fill_card("客户评分表", score(
        "正定新辉仪表有限公司", 499.99, 480, 465.6, 10.01, 0.1499, "行业龙头", net=1200))))
    put("石家庄办事处/客户评分表-新客户.xlsx", saved(fill_card("客户评分表", score(
        "石家庄曙光照明有限公司", 320, 300, 297, 8, 0.12, "比较关键", first=D(2025, 9, 1), net=900))))
    put("石家庄办事处/客户评分表-资料不全.xlsx", saved(fill_card("客户评分表", score(
        "藁城宏达器件厂", 260, 250, 245, "/", "待定", "一般", net=600))))
    put("石家庄办事处/客户评分清单.xlsx", saved(fill_list("客户评分表", [
        score("石家庄明远光学有限公司", 200, 180, 171, 50, 0.05, "一般", net=1000),
        score("邯郸华亮光电有限公司", 600, 500, 485, 9, 0.15, "行业龙头", "高", net=1500),
        score("邢台晨星电子有限公司", 120, 100, 96, 12, 0.1, "比较关键", net=200),
        score("衡水启明仪器有限公司", 300, 250, 230, 40, 0.06, "一般", net=900),
        score("沧州渤海电子有限公司", 20, 20, 12, 30, 0, "零星", "低", net=100),
    ])))
    put("石家庄办事处/客户概要信息登记表-恒光电子.xlsx", saved(fill_card("客户概要信息登记表", SUMMARY)))
    branch = dict(SUMMARY)
    for absent in ("注册资本", "净资产", "营业收入", "企业规模", "经营期限", "银行对企业评级"):
        branch.pop(absent)
    branch.update({"客户名称": "河北远景电力设备有限公司保定分公司", "注册号": "91130800234567894N",
                   "地址": "河北省保定市竞秀区示范街6号", "电话号码": "0312-8888888", "传真号码": "0312-8888889",
                   "开户银行(人民币)": "建设银行保定开发区支行", "人民币帐号": "13001234567890123456",
                   "办事处": "保定办事处", "法人代表": "孙立"})
    put("保定办事处/概要登记表-分公司.xlsx", saved(fill_card("客户概要信息登记表", branch)))
    put("石家庄办事处/顾客反馈登记表-恒光电子.xlsx", saved(fill_card("顾客反馈登记表", COMPLAINT)))
    put("档案查询单-光电.xlsx", saved(fill_card("档案查询单", {"客户名称": "光电"})))
    put("唐山办事处/客户评分表-上半年.xlsx", saved(fill_card("客户评分表", score(
        "唐山海润电子有限公司", 150, 140, 136, 20, 0.08, "一般", net=800, period="2025上半年"))))

    wrong = dict(SUMMARY)
    wrong.update({
        "客户名称": "保定博远电子有限公司", "注册号": "91130100MAO7X1Y291", "人民币帐号": 6.22202e18,
        "邮政编码": "000000", "电话号码": "1381234567", "注册日期": "2025-02-29",
        "经营期限": "2030-01-01至2010-01-01", "企业规模": "超大型", "注册资本": "1,23,456", "雇员人数": "很多",
        "法人代表": None, "传真号码": "0312-188888", "企业性质": "国营民办", "办事处": "保定办事处",
    })
    put("保定办事处/概要登记表-十二处错误.xlsx", saved(fill_card("客户概要信息登记表", wrong)))
    lacking = dict(COMPLAINT)
    for absent in ("异常描述", "合同编号", "接收人"):
        lacking.pop(absent)
    put("保定办事处/反馈登记表-缺必填.xlsx", saved(fill_card("顾客反馈登记表", lacking)))
    salesman = score("保定博远电子有限公司", 450, 400, 340, 60, "1", "比较关键", net=None, 评估人="刘洋", 评估人职务="业务员")
    book = fill_card("客户评分表", salesman)
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "1":  # typed into a plain cell: 1 % or 100 %?
                cell.number_format = "General"
    put("保定办事处/客户评分表-评估人不符.xlsx", saved(book))
    errors = fill_card("客户评分表", score("保定蓝天光学有限公司", 260, 250, 245, 10, 0.1, "一般"))
    for row in errors.active.iter_rows():
        for cell in row:
            if cell.value == 260:
                cell.value = "=#REF!*2"
    put("保定办事处/客户评分表-公式错误.xlsx", with_cached_error(saved(errors)))


SLIP = {
    "编号": "XX-2026-031", "信息日期": D(2026, 3, 3), "来源": "电话", "客户名称": "石家庄恒光电子有限公司",
    "信息类别": "需求", "紧急程度": "一般", "信息内容": "客户二季度扩产,光电耦合器月需求约增三成", "提供人": "钱工",
    "经办人": "林晓", "处理意见": "请业务部报价并安排样品", "处理部门": "业务部", "要求完成日期": D(2026, 3, 20),
    "填表人": "林晓", "填表日期": D(2026, 3, 3), "办事处": "石家庄办事处",
}

SURVEY = {
    "客户名称": "石家庄恒光电子有限公司", "调查日期": D(2026, 2, 26), "调查人": "林晓、周正平", "陪同人": "赵恒光 总经理",
    "调查地点": "河北省石家庄市裕华区示范路118号", "经营场所": "自有", "面积": 8600, "厂房设备状况": "好",
    "生产或营业状况": "满负荷", "库存状况": "正常", "员工人数": 318, "主营产品": "光电器件", "月销售额": 1050,
    "经营方式": "公司", "往来银行": "中国工商银行石家庄裕华支行", "银行信用": "很好", "账务制度": "完备",
    "同业评价": "好", "付款态度": "爽快", "营业执照核对": "是", "诉讼或被执行": "否", "照片附件": 6,
    "调查结论": "生产正常,付款守信,可以往来", "建议等级": "A", "建议额度": 120,
    "填表人": "林晓", "填表日期": D(2026, 2, 27), "办事处": "石家庄办事处",
}


CARD = {
    "客户编号": "HB-0017", "客户名称": "石家庄恒光电子有限公司", "客户类别": "大客户", "等级": "A", "状态": "重点",
    "业务员": "林晓", "办事处": "石家庄办事处", "建卡日期": D(2026, 3, 2), "电话": "0311-87654321",
    "所有者": "赵恒光", "经营管理者": "赵恒光", "法人代表": "赵恒光", "组织形式": "公司", "行业": "制造业",
    "销售能力": "高", "发展潜力": "高", "经营方向": "光电器件", "人员素质": "高", "竞争者关系": "还向苏州两家采购",
    "合作态度": "好", "交易现状": "每月下单,按期付款", "对策": "签年度框架合同", "信用状况": "好",
    "营业收入": 12000, "资产总额": 8000, "负债总额": 4800, "流动资产": 3600, "流动负债": 2400,
    "资产负债率": "60%", "流动比率": 1.5, "填表人": "宋雅", "填表日期": D(2026, 3, 2),
}


CONTRACT = {
    "合同编号": "HT-2026-021", "客户名称": "石家庄恒光电子有限公司", "信用代码": "91130100MA07X1Y291",
    "签订日期": D(2026, 3, 2), "合同金额": 80, "预付款": 24, "付款条件": "预付30%,货到30天付60%,质保金10%一年后付",
    "信用天数": 30, "交货日期": D(2026, 4, 10), "产品": "光电耦合器 GD-817C", "业务员": "林晓",
    "填表人": "林晓", "填表日期": D(2026, 3, 3), "办事处": "石家庄办事处",
}


def plan(*instalments):
    labels = ("期次", "事件", "到期日", "金额")
    return [dict(zip(labels, one)) for one in instalments]


DISPATCH = {
    "编号": "FH-2026-105", "日期": D(2026, 3, 9), "客户名称": "石家庄恒光电子有限公司",
    "收货地址": "河北省石家庄市裕华区示范路118号一号库", "联系人": "钱工", "电话": "13812345678",
    "合同编号": "HT-2026-021", "库管员": "马仓", "发货人确认": "石磊", "运输方式": "物流", "付款履约": "符合",
    "填表人": "马仓", "填表日期": D(2026, 3, 9),
}


def goods(*lines):
    labels = ("产品", "规格", "单位", "数量", "单价", "金额")
    return [dict(zip(labels, one)) for one in lines]


DEVELOPMENT = {"计划编号": "KF-2026-S1", "办事处": "石家庄办事处", "编制人": "周正平", "编制日期": D(2026, 1, 8),
               "审核": "周正平"}


def prospects(*lines):
    labels = ("客户名称", "地区", "预计年采购额", "目标产品", "开发措施", "负责人", "开始日期", "目标完成日期", "拜访次数",
              "费用预算", "进度")
    return [dict(zip(labels, one)) for one in lines]


def debts(*lines):
    labels = ("客户名称", "合同编号", "发票号", "发货日期", "合同金额", "到期日", "已收金额", "应收余额")
    return [dict(zip(labels, one)) for one in lines]


def credit_files():
    put("石家庄办事处/合同登记表-恒光电子.xlsx", saved(fill_lines(fill_card("合同登记表", CONTRACT), plan(
        ("1", "预付", D(2026, 3, 10), 24), ("2", "到货", D(2026, 5, 10), 48), ("3", "质保金", D(2027, 4, 10), 8)))))
    wrong = dict(CONTRACT, **{"合同编号": "HT-2026-022", "客户名称": "唐山海润电子有限公司", "信用代码": None, "预付款": 90,
                              "业务员": None, "办事处": "唐山办事处"})
    put("唐山办事处/合同登记表-有错.xlsx", saved(fill_lines(fill_card("合同登记表", wrong), plan(
        ("1", "预付", D(2026, 3, 10), 24), ("2", "到货", "2026-02-30", 51)))))
    put("石家庄办事处/发货单-恒光电子.xlsx", saved(fill_lines(fill_card("发货单", DISPATCH), goods(
        ("光电耦合器", "GD-817C", "只", 30000, 2.4, 72000), ("光纤收发器", "GX-10", "台", 33, 121.21, 3999.93)))))
    held = dict(DISPATCH, **{"编号": "FH-2026-106", "客户名称": "唐山海润电子有限公司", "合同编号": "HT-2025-090",
                             "付款履约": "不符"})
    put("唐山办事处/发货单-有错.xlsx", saved(fill_lines(fill_card("发货单", held), goods(
        ("光电耦合器", "GD-817C", "只", 1000, 2.4, 2450), ("光纤收发器", "GX-10", "台", 0, 120, 0)))))
    put("石家庄办事处/新客户开发计划-上半年.xlsx", saved(fill_lines(fill_card("新客户开发计划", DEVELOPMENT), prospects(
        ("正定华瑞仪器有限公司", "石家庄正定", 150, "光电耦合器", "送样、走访技术部", "林晓", D(2026, 2, 1), D(2026, 6, 30), 4, 6000, "试样"),
        ("辛集精工电器有限公司", "辛集", 60, "光纤收发器", "展会结识,报价", "刘洋", D(2026, 3, 1), D(2026, 6, 30), 2, 3000, "初访")))))
    put("唐山办事处/新客户开发计划-有错.xlsx", saved(fill_lines(fill_card("新客户开发计划", dict(DEVELOPMENT, **{
        "计划编号": "KF-2026-T1", "办事处": "唐山办事处"})), prospects(
        ("迁安宏业矿机有限公司", "唐山迁安", 80, "光纤收发器", None, "高原", D(2026, 6, 1), D(2026, 3, 31), 3, 5000, "刚开始")))))
    head = {"截止日期": D(2026, 2, 28), "填表人": "沈会计", "填表日期": D(2026, 3, 4)}
    put("石家庄办事处/应收账款账龄登记表-二月底.xlsx", saved(fill_lines(fill_card("应收账款账龄登记表", head), debts(
        ("石家庄恒光电子有限公司", "HT-2025-118", "01234501", D(2025, 11, 20), 80, D(2026, 1, 19), 48, 32),
        ("石家庄恒光电子有限公司", "HT-2025-131", "01234519", D(2025, 12, 12), 45, D(2026, 2, 10), 0, 45),
        ("唐山海润电子有限公司", "HT-2025-090", "01233877", D(2025, 8, 1), 60, D(2025, 9, 30), 35.5, 24.5),
        ("唐山海润电子有限公司", "HT-2026-004", "01240012", D(2026, 1, 30), 30, D(2026, 3, 31), 9, 21),
        ("邯郸华亮光电有限公司", "HT-2024-077", "01210345", D(2024, 11, 1), 12.8, D(2024, 12, 31), 2.8, 10),
        ("邯郸华亮光电有限公司", "HT-2026-009", "01240077", D(2026, 2, 5), 16, None, 0, 16),
        ("石家庄曙光照明有限公司", "HT-2026-011", "01240081", D(2026, 2, 8), 18, D(2026, 3, 15), 20, -2)))))
    put("唐山办事处/应收账款账龄登记表-有错.xlsx", saved(fill_lines(fill_card("应收账款账龄登记表", head), [
        dict(debts(("唐山海润电子有限公司", "HT-2025-090", "01233877", D(2025, 8, 1), 60, D(2025, 9, 30), 35.5, 20))[0],
             **{"未到期": 0, "91–180天": 20}),
        *debts(("唐山海润电子有限公司", "HT-2025-090", "01233877", D(2025, 8, 1), 60, D(2025, 9, 30), 35.5, 24.5),
               ("唐山钢电自动化有限公司", None, "01233900", D(2025, 8, 9), "约30", D(2025, 10, 8), 0, None))])))


CREDIT_CARD = {"客户编号": "SJZ-0012", "客户名称": "石家庄恒光电子有限公司", "信用代码": "91130100MA07X1Y291", "客户等级": "A",
        "信用等级": "A", "信用额度": 133, "信用期限": 60, "结算方式": "月结", "起始日期": D(2026, 1, 1),
        "有效期至": D(2026, 12, 31), "担保方式": "无", "截止日期": D(2026, 2, 28), "填表人": "马丽", "填表日期": D(2026, 3, 4)}


def card_contracts(*lines):
    labels = ("合同编号", "签订日期", "金额", "付款条件", "发货日期", "应收日期", "回款日期", "回款金额", "欠款余额", "逾期天数")
    return [dict(zip(labels, one)) for one in lines]


def listed(*lines):
    labels = ("客户编号", "客户名称", "客户类别", "提货金额得分", "应收账款得分", "溢价程度得分", "战略影响得分", "总分", "客户等级",
              "信用等级", "上期等级", "信用额度", "信用期限", "发货优先级", "价格档", "备注")
    return [{k: v for k, v in zip(labels, one) if v is not None} for one in lines]


CHANGE = {"年度": "2025", "评审期": "下半年", "客户名称": "正定新辉仪表有限公司", "客户类别": "大客户", "原等级": "C", "原额度": 5,
          "原期限": 30, "本期合同金额": 499.99, "本期回款情况": "及时", "本期应收账款": 10.01, "本期溢价率": 0.1499,
          "本期战略影响": "行业龙头", "提货金额得分": 20, "应收账款得分": 20, "溢价程度得分": 20, "战略影响得分": 25, "总分": 85,
          "测算等级": "B", "测算额度": 49, "测算期限": 45, "拟定等级": "B", "拟定信用等级": "B", "拟定额度": 49, "拟定期限": 45,
          "变动": "升", "办事处意见": "同意", "办事处意见日期": D(2026, 1, 8), "填表人": "马丽", "填表日期": D(2026, 1, 7),
          "办事处": "石家庄办事处"}


def grading_files():
    """Figures of the specification's scenarios 1, 3, 5, 7 and 9, and of a customer in its first year."""
    put("石家庄办事处/客户信用管理卡-恒光电子.xlsx", saved(fill_lines(fill_card("客户信用管理卡", CREDIT_CARD), card_contracts(
        ("HT-2025-118", D(2025, 11, 5), 80, "货到60天", D(2025, 11, 20), D(2026, 1, 19), D(2026, 2, 3), 48, 32, 40),
        ("HT-2025-131", D(2025, 12, 2), 45, "货到60天", D(2025, 12, 12), D(2026, 2, 10), None, 0, 45, 18),
        ("HT-2025-090", D(2025, 7, 20), 60, "货到60天", D(2025, 8, 1), D(2025, 9, 30), D(2025, 9, 28), 60, 0, 0)))))
    wrong = dict(CREDIT_CARD, **{"客户名称": "唐山海润电子有限公司", "信用代码": None, "客户等级": "B", "信用等级": "B", "信用额度": 120,
                          "信用期限": 60, "有效期至": D(2025, 12, 31), "起始日期": D(2026, 1, 1)})
    put("唐山办事处/客户信用管理卡-有错.xlsx", saved(fill_lines(fill_card("客户信用管理卡", wrong), card_contracts(
        ("HT-2025-090", D(2025, 7, 20), 60, "货到60天", D(2025, 8, 1), D(2025, 9, 30), D(2025, 12, 1), 35.5, 30, 120),
        (None, D(2026, 1, 15), 30, "货到60天", D(2026, 1, 30), D(2026, 3, 31), None, 9, 21, 0)))))
    head = {"年度": "2025", "评审状态": "定稿", "编制": "马丽", "编制日期": D(2026, 1, 15)}
    put("客户信用等级分类表-2025.xlsx", saved(fill_lines(fill_card("客户信用等级分类表", head), listed(
        ("SJZ-0012", "石家庄恒光电子有限公司", "大客户", 25, 25, 25, 25, 100, "A", "A", "B", 133, 60, 1, "最优", None),
        ("SJZ-0031", "正定新辉仪表有限公司", "大客户", 20, 20, 20, 25, 85, "B", "B", "C", 49, 45, 2, "较优", None),
        ("SJZ-0044", "石家庄明远光学有限公司", "大客户", 20, 20, 15, 15, 70, "B", "B", None, 20, 45, 2, "较优", None),
        (None, "石家庄曙光照明有限公司", "大客户", 20, 25, 20, 20, 85, "C", "C", None, 0, 0, 4, "适当优惠", "新客户,2026-08-31前列C级"),
        ("TS-0007", "唐山钢电自动化有限公司", "大客户", 5, 5, 25, 25, 60, "C", "C", "B", 0, 0, 4, "适当优惠", None),
        (None, "沧州渤海电子有限公司", "一般客户", 5, 20, 5, 5, 35, "N", "N", "C", 0, 0, 6, "标准价", "未达C级,预付")))))
    put("唐山办事处/客户信用等级分类表-有错.xlsx", saved(fill_lines(fill_card("客户信用等级分类表", dict(head, **{"审批结论": "不同意"})), listed(
        (None, "石家庄明远光学有限公司", "大客户", 20, 20, 15, 15, 80, "B", "B", None, 20, 45, 2, "较优", None),
        (None, "石家庄恒光电子有限公司", "大客户", 25, 25, 25, 25, 100, "A", "A", "B", 260, 60, 1, "较优", None),
        (None, "石家庄明远光学有限公司", "大客户", 20, 20, 15, 15, 70, "A", "A", None, 20, 45, 1, "最优", None)))))
    put("石家庄办事处/客户升(降)级评审表-新辉仪表.xlsx", saved(fill_card("客户升(降)级评审表", CHANGE)))
    put("唐山办事处/客户升(降)级评审表-有错.xlsx", saved(fill_card("客户升(降)级评审表", dict(CHANGE, **{
        "客户名称": "唐山海润电子有限公司", "原等级": "A", "拟定等级": "A", "拟定信用等级": "A", "变动": "升", "总分": 80,
        "测算等级": "B", "审批结论": "改批额度", "办事处": "唐山办事处"}))))


def customer_files():
    put("石家庄办事处/信息处理单-恒光电子.xlsx", saved(fill_card("信息处理单", SLIP)))
    refused = dict(SLIP, **{"编号": "XX-2026-032", "客户名称": "唐山海润电子有限公司", "信息类别": "拒付风险",
                            "信息内容": "客户口头表示二月到期的30万元要拖到年底", "要求完成日期": D(2026, 3, 1),
                            "办事处": "唐山办事处"})
    refused.pop("处理部门")
    put("唐山办事处/信息处理单-拒付没报紧急.xlsx", saved(fill_card("信息处理单", refused)))
    people = [{"姓名": "赵恒光", "职务": "法人代表", "能力": "懂技术,说话算数", "爱好": "乒乓球", "年龄": 52}]
    put("石家庄办事处/客户管理卡-恒光电子.xlsx", saved(fill_lines(fill_card("客户管理卡", CARD), people)))
    wrong = dict(CARD, **{"客户编号": "TS-0004", "客户名称": "唐山海润电子有限公司", "办事处": "唐山办事处",
                          "资产负债率": "40%", "状态": "老客户"})
    put("唐山办事处/客户管理卡-有错.xlsx", saved(fill_card("客户管理卡", wrong)))
    put("石家庄办事处/实地调查登记表-恒光电子.xlsx", saved(fill_card("实地调查登记表", SURVEY)))
    alone = dict(SURVEY, **{"客户名称": "唐山海润电子有限公司", "调查人": "高原", "付款态度": "马马虎虎",
                            "诉讼或被执行": "是", "办事处": "唐山办事处"})
    put("唐山办事处/实地调查登记表-有错.xlsx", saved(fill_card("实地调查登记表", alone)))


def with_cached_error(data):
    """openpyxl writes no cached value: put the one in that Excel would have saved."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry).decode("utf-8") if entry.filename.endswith("sheet1.xml") else old.read(entry)
            if isinstance(body, str):
                start = body.index("<f>#REF!*2</f>")
                cell = body.rindex("<c ", 0, start)
                head = body[cell:start]
                fixed = head.replace("<c ", '<c t="e" ', 1) if ' t="' not in head else head
                tail = body[start:].replace("<f>#REF!*2</f><v />", "<f>#REF!*2</f><v>#REF!</v>", 1)
                tail = tail.replace("<f>#REF!*2</f><v></v>", "<f>#REF!*2</f><v>#REF!</v>", 1)
                tail = tail.replace("<f>#REF!*2</f><v/>", "<f>#REF!*2</f><v>#REF!</v>", 1)
                body = (body[:cell] + fixed + tail).encode("utf-8")
                assert b"<v>#REF!</v>" in body
            new.writestr(entry, body)
    return settled(out.getvalue())


def typed_freely():
    # Labels moved and spaced, a value below its label, one in the label's own cell, ticks,
    # extra rows and columns, an extra sheet before, unknown labels, a signature in a cell.
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "填写说明"
    cover["A1"] = "本表由办事处业务员填写,一式一份。"
    sheet = book.create_sheet("登记表")
    sheet["C2"] = "客 户 概 要 信 息 登 记 表"
    sheet.merge_cells("C2:H2")
    lines = [
        ("单 位 名 称:", "保定晶辉光电科技有限公司", "地　址", "河北省保定市莲池区示范大街21号"),
        ("企业性质", "□国有 □集体 ☑民营 □股份制 □外商独资", "邮 编", "071000"),
        ("电 话", "0312-5901234/13912345678", "传真", "0312-5901235"),
        ("注册资金", "500万元", "统一社会信用代码", "91130100 782557312N"),
        ("成立日期", "2012年6月18日", "营业期限", "2012年6月18日至长期"),
        ("员工人数", "约120人", "登记机关", "保定市行政审批局"),
        ("年营业额", "3,600万元", "所有者权益", "1,250.5万元"),
        ("开户行", "农业银行保定莲池支行", "帐 号", "5074 1001 0400 12345"),
        ("资信等级", "A", "所属行业", "制造业"),
        ("微信公众号", "晶辉光电", "主要竞争对手", "两家本地厂"),
    ]
    row = 4
    for left, left_value, right, right_value in lines:
        sheet.cell(row, 3).value = left
        sheet.cell(row, 4).value = left_value
        sheet.merge_cells(start_row=row, start_column=4, end_row=row, end_column=5)
        sheet.cell(row, 6).value = right
        sheet.cell(row, 7).value = right_value
        sheet.merge_cells(start_row=row, start_column=7, end_row=row, end_column=8)
        row += 1 if row != 8 else 2
    sheet.cell(row, 3).value = "法人代表:高明辉"
    sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=5)
    sheet.cell(row + 1, 3).value = "经营范围"
    sheet.cell(row + 2, 3).value = "光电子器件制造;仪器仪表销售"
    sheet.merge_cells(start_row=row + 1, start_column=3, end_row=row + 1, end_column=8)
    sheet.merge_cells(start_row=row + 2, start_column=3, end_row=row + 2, end_column=8)
    sheet.cell(row + 4, 3).value = "填表日期:2026年 月 日"
    sheet.cell(row + 4, 6).value = "审核:王强 2026.3.1"
    sheet["D4"].comment = Comment("老客户改名,原名保定晶辉电子", "业务员")
    put("保定办事处/晶辉光电登记表(自己排的).xlsx", saved(book))

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "评分"
    sheet["B1"] = "客户评分表(2025年度)"
    sheet["G1"] = "单位:元"
    lines = [
        ("年度", "2025年度", "客户名称", "唐山钢电自动化有限公司"),
        ("首次交易日期", "2019.4.1", "年度合同金额", 6000000),
        ("到期应收额", 5000000, "按期回款额", 3600000),
        ("是否及时回款", "□及时 □拖欠√", "年终应收账款", 1200000),
        ("净资产", "4000万元", "平均溢价率", "15%"),
        ("战略影响", "(√)1行业龙头 ( )2比较关键 ( )3一般 ( )4零星", "评估人", "韩主管"),
        ("评估人职务", "主管副总经理", "发展潜力", "高"),
    ]
    for row, (left, left_value, right, right_value) in enumerate(lines, start=3):
        sheet.cell(row, 2).value = left
        sheet.cell(row, 3).value = left_value
        sheet.cell(row, 5).value = right
        sheet.cell(row, 6).value = right_value
    put("唐山办事处/评分-钢电自动化.xlsx", saved(book))

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "投诉"
    sheet["A1"] = "顾客反馈登记表"
    lines = [
        ("接收日期", "2026-03-05", "接收人", "马丽"),
        ("顾客名称", "唐山钢电自动化有限公司", "联系人", "张经理13812345678/李会计0315-2876543转801"),
        ("反馈方式", "□电话 ☑来访 □传真", "反馈类别", "□产品 ☑态度 ☑交期 □其他"),
        ("合同号", "HT-2026-007", "产品名称", "光电开关"),
        ("异常描述", "约定2月28日到货,至今未发;电话里答复生硬", "客户要求", "□换货 □退货 □赔偿 □维修 ☑解释"),
        ("情节", "□重大 ☑一般", "气候影响", "无"),
        ("审核:陈刚 2026.3.5", None, "填表日期", "2026年 月 日"),
    ]
    for row, line in enumerate(lines, start=3):
        for column, value in zip((1, 2, 4, 5), line):
            sheet.cell(row, column).value = value
    put("唐山办事处/投诉-钢电自动化.xlsx", saved(book))

    # Two forms in one workbook, one sheet each.
    book = openpyxl.Workbook()
    first = book.active
    first.title = "概要"
    first["A1"] = "客户概要信息登记表"
    values = dict(SUMMARY, 客户名称="唐山海润电子有限公司", 注册号="91130104MA0CDEFG3G", 人民币帐号="0403020909300054321",
                  地址="河北省唐山市路北区示范里9号", 电话号码="0315-2876543", 传真号码="0315-2876544", 净资产=800,
                  办事处="唐山办事处")
    for row, (label, value) in enumerate(values.items(), start=3):
        first.cell(row, 1).value = label
        first.cell(row, 2).value = value
        if isinstance(value, datetime.date):
            first.cell(row, 2).number_format = "yyyy-mm-dd"
    first["B12"].number_format = "@"
    second = book.create_sheet("评分")
    second["A1"] = "客户评分表"
    for row, (label, value) in enumerate(score("唐山海润电子有限公司", 310, 300, 276, 45, "8%", "2").items(), start=3):
        second.cell(row, 1).value = label + ("(万元)" if label in (
            "年度合同金额", "到期应收额", "按期回款额", "年终应收账款") else "")
        second.cell(row, 2).value = value
        if isinstance(value, datetime.date):
            second.cell(row, 2).number_format = "yyyy-mm-dd"
    put("唐山办事处/海润电子-概要和评分.xlsx", saved(book))


def lists():
    # Two-level header, merged customers, 同上, 小计, printed empty rows, notes after the total,
    # hidden rows, a unit note for the whole sheet.
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2025评分"
    sheet["A1"] = "2025年度客户评分一览表"
    sheet.merge_cells("A1:N1")
    sheet["N2"] = "单位:万元"
    top = {1: "序号", 2: "客户名称", 3: "年度", 4: "首次交易日期", 5: "年度合同金额", 6: "回款", 8: "年终应收账款",
           9: "净资产", 10: "平均溢价率", 11: "战略影响", 12: "评估人", 13: "评估人职务", 14: "未来发展潜力"}
    for column, label in top.items():
        sheet.cell(3, column).value = label
        if column != 6:
            sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
    sheet.merge_cells("F3:G3")
    sheet["F4"], sheet["G4"] = "到期应收额", "按期回款额"
    rows = [
        ("廊坊光谷器件有限公司", "2025", D(2018, 3, 1), 620, 480, 470, 9, 1600, "15%", "龙头", "周正平", "业务部经理", "高"),
        ("廊坊固安电子有限公司", "同上", D(2020, 3, 1), 240, 230, 225, 30, 700, "6%", "一般", "同上", "同上", "中"),
        ("小计",) + (None,) * 2 + (860, 710, 695, 39) + (None,) * 6,
        ("张家口风电控制有限公司", "2025", D(2017, 8, 1), 90, 85, 84, 4, 300, "11%", "较关键", "周正平", "业务部经理", "中"),
        ("承德山庄光学厂", "2025", D(2016, 1, 15), 55, 50, 49, 2, 150, "16%", "零星", "周正平", "业务部经理", "低"),
    ]
    for number, line in enumerate(rows, start=5):
        sheet.cell(number, 1).value = number - 4
        for column, value in enumerate(line, start=2):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, datetime.date):
                cell.number_format = "yyyy-mm-dd"
    for number in range(10, 20):
        sheet.cell(number, 1).value = number - 4
    sheet["B20"] = "合计"
    sheet["E20"] = 1005
    sheet["A21"] = "注:张家口风电的质保金未到期,未计入到期应收额。"
    sheet["A22"] = "制表:林晓    审核:周正平"
    sheet.row_dimensions[8].hidden = True
    put("廊坊办事处/2025年度客户评分一览表.xlsx", saved(book))

    wrong = fill_list("客户评分表", [
        score("秦皇岛港务电气有限公司", 310, 300, 290, 20, 0.1, "比较关键", net=900),
        score("秦皇岛海燕光电有限公司", "500-800万", 300, 290, 20, "1", "比较关键", net=900),
        score("秦皇岛玻璃仪器厂", 80, 70, 69, 3, 0.12, "一般", net=200),
        score("秦皇岛玻璃仪器厂", 82, 70, 69, 3, 0.12, "一般", net=200),
        score("山海关船舶电器有限公司", 150, 120, 140, 9, 0.09, "非常重要", net=400),
    ])
    put("秦皇岛办事处/评分清单-有错.xlsx", saved(wrong))

    head = "年度,客户名称,首次交易日期,年度合同金额(万元),到期应收额(万元),按期回款额(万元),年终应收账款(万元),净资产(万元),平均溢价率,战略影响,评估人,评估人职务,未来发展潜力"
    lines = [head,
             "2025,衡水湖光学有限公司,2019-05-01,210,200,196,18,650,8%,一般,周正平,业务部经理,中",
             "2025,衡水丝网电子有限公司,2020-07-01,70,65,64,3,220,12%,零星,周正平,业务部经理,低"]
    put("衡水办事处/评分清单.csv", ("\r\n".join(lines) + "\r\n").encode("gb18030"))


def other_programs():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def convert(book, stem, kind, filter_name):
            source = folder / "in" / f"{stem}.xlsx"
            source.parent.mkdir(exist_ok=True)
            source.write_bytes(saved(book))
            subprocess.run(["soffice", "--headless", "--convert-to", f"{kind}:{filter_name}", "--outdir", str(folder),
                            str(source)], check=True, capture_output=True)
            return (folder / f"{stem}.{kind}").read_bytes()

        old = fill_card("客户评分表", score("邯郸钢城仪表有限公司", 360, 340, 313, 15, 0.09, "比较关键", net=1100))
        put("邯郸办事处/客户评分表-钢城仪表.xls", convert(old, "a", "xls", "MS Excel 97"))
        summary = dict(SUMMARY, 客户名称="邯郸华亮光电有限公司", 注册号="911301007401567808", 人民币帐号="0405020909300067890",
                       地址="河北省邯郸市丛台区示范路3号", 电话号码="0310-3123456", 传真号码="0310-3123457", 净资产=1500,
                       办事处="邯郸办事处")
        put("邯郸办事处/客户概要信息登记表-华亮光电.ods",
            convert(fill_card("客户概要信息登记表", summary), "b", "ods", "calc8"))
        libre = fill_card("客户评分表", score("邢台太行电子有限公司", 260, 250, 240, 18, 0.07, "一般", net=750))
        put("邢台办事处/客户评分表-太行电子(LibreOffice保存).xlsx",
            settled(convert(libre, "c", "xlsx", "Calc MS Excel 2007 XML")))

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": FIXED})
    sheet = book.add_worksheet("反馈")
    bold = book.add_format({"bold": True, "border": 1})
    wing = book.add_format({"font_name": "Wingdings 2"})
    sheet.write("A1", "顾客反馈登记表", bold)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    entries = [("接收日期", D(2026, 3, 6)), ("接收人", "马丽"), ("客户名称", "邢台太行电子有限公司"), ("反馈类别", "建议"),
               ("异常描述", "建议外包装加防潮袋"), ("情节", "一般")]
    for row, (label, value) in enumerate(entries, start=2):
        sheet.write(row, 0, label, bold)
        if isinstance(value, datetime.date):
            sheet.write_datetime(row, 1, datetime.datetime.combine(value, datetime.time()), day)
        else:
            sheet.write(row, 1, value)
    sheet.write(9, 0, "造成停线", bold)
    text = book.add_format({})
    sheet.write_rich_string(9, 1, text, "是", wing, "£", text, " 否", wing, "R")
    book.add_vba_project(str(HERE / "vbaProject.bin"))
    sheet.insert_button("D3", {"caption": "提交", "macro": "Hello"})
    book.close()
    put("邢台办事处/反馈登记表-太行电子.xlsm", settled(out.getvalue()))


def not_to_be_judged():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "会议签到表"
    for row, name in enumerate(["姓名", "林晓", "马丽", "陈刚"], start=2):
        sheet.cell(row, 1).value = name
        sheet.cell(row, 2).value = "签到" if row == 2 else "√"
    put("石家庄办事处/会议签到表.xlsx", saved(book))

    right = saved(fill_card("客户评分表", score("保密客户有限公司", 100, 90, 89, 5, 0.1, "一般")))
    locked = io.BytesIO()
    file = OOXMLFile(io.BytesIO(right))
    file.encrypt("123456", locked)
    target = SAMPLES / "石家庄办事处/客户评分表-有密码.xlsx"
    if not target.exists():  # salted: each run would give other bytes
        put("石家庄办事处/客户评分表-有密码.xlsx", locked.getvalue())
    put("石家庄办事处/客户评分表-损坏.xlsx", right[: len(right) * 2 // 3])
    put("石家庄办事处/空文件.xlsx", b"")
    put("石家庄办事处/其实是文本.xlsx", "客户名称 石家庄恒光电子有限公司\r\n".encode())

    scan = Picture.new("RGB", (320, 200), (250, 250, 245))
    pixels = io.BytesIO()
    scan.save(pixels, "PNG")
    book = openpyxl.Workbook()
    book.active.add_image(Image(io.BytesIO(pixels.getvalue())), "B2")
    put("唐山办事处/手写表照片.xlsx", saved(book))


def main():
    import service_samples  # takes its tools from this file

    if not BLANK.exists():
        sys.exit("workbook-templates/ is missing: cargo run --release -- templates workbook-templates")
    kept = SAMPLES / "石家庄办事处/客户评分表-有密码.xlsx"
    locked = kept.read_bytes() if kept.exists() else None
    for folder in SAMPLES.iterdir():
        if folder.is_dir() and folder not in (HERE, SAMPLES / "制度"):
            shutil.rmtree(folder)
    if locked:
        put("石家庄办事处/客户评分表-有密码.xlsx", locked)
    from_templates()
    customer_files()
    credit_files()
    grading_files()
    service_samples.make()
    typed_freely()
    lists()
    other_programs()
    not_to_be_judged()
    print(sum(1 for p in SAMPLES.rglob("*") if p.is_file() and HERE not in p.parents), "files")


if __name__ == "__main__":
    main()
