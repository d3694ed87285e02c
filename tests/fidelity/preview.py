#!/usr/bin/env python3
"""The preview of the score form against the program: hundreds of records are typed into the blank
forms, LibreOffice recalculates them, and every figure shown must be the program's own.

    preview.py PROGRAM WORK

Records are drawn at random around every edge of the policy, ± 0.000001 and less, for the policy
that is built in and for two that differ from it in bands, ends and parameters. The worked
scenarios of the specification stand beside them with their figures written out here.
"""

import datetime
import json
import random
import shutil
import subprocess
import sys
import warnings
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

warnings.filterwarnings("ignore")

D = datetime.date
SCORE = "客户评分表"
TODAY = D.today()
SHOWN = ["得分1", "得分2", "得分3", "得分4", "预计总分", "预计等级", "预计类别", "预计发货与价格", "预计回访",
         "预计额度(万元)", "预计信用天数"]
DONE = "已填齐,以审表结果为准"

# Domain specification, section 7: input and what must be shown.
SCENARIOS = [
    (dict(amount=800, due=100, collected=99, receivable=5, premium=0.16, level="行业龙头", assets=3000),
     [25, 25, 25, 25, 100, "A", "大客户", "优先、最优", "主管副总经理、业务部经理,每季度", 133, 60]),
    (dict(amount=499.99, due=100, collected=97, receivable=10.01, premium=0.1499, level="行业龙头", assets=1200),
     [20, 20, 20, 25, 85, "B", "大客户", "第二优先、较优", "主管副总经理、业务部经理,每半年", 49, 45]),
    (dict(amount=200, due=100, collected=95, receivable=50, premium=0.05, level="一般", assets=1000),
     [20, 20, 15, 15, 70, "B", "大客户", "第二优先、较优", "主管副总经理、业务部经理,每半年", 20, 45]),
    (dict(amount=600, due=100, collected=72, receivable=120, premium=0.15, level="行业龙头", assets=4000),
     [5, 5, 25, 25, 60, "C", "大客户", "第四优先、适当优惠", "业务部经理,每年", 0, 30]),
    (dict(amount=20, due=100, collected=60, receivable=30, premium=0, level="零星", assets=100),
     [5, 20, 5, 5, 35, "N", "一般客户", "无优先、标准价", "办事处主任,每半年", 0, 0]),
]

LABELS = {
    "period": "年度", "name": "客户名称", "first": "首次交易日期", "amount": "年度合同金额", "due": "到期应收额",
    "collected": "按期回款额", "tick": "是否及时回款", "receivable": "年终应收账款", "assets": "净资产",
    "premium": "平均溢价率", "level": "战略影响", "assessor": "评估人", "role": "评估人职务",
    "potential": "未来发展潜力", "manual": "人工类别", "reason": "理由", "approver": "批准人", "filled": "填表日期",
}


# ---------------------------------------------------------------- policies

def table(book, sheet):
    """Header cells and first data row of a policy sheet, wherever its header stands."""
    ws = book[sheet]
    for row in ws.iter_rows(max_row=12):
        heads = {str(c.value).split("\n")[0]: c.column for c in row if c.value}
        if "条款" in heads and len(heads) > 3:
            return ws, heads, row[0].row + 1
    raise SystemExit(f"preview: no header on {sheet}")


def replace_rows(book, sheet, columns, rows):
    """Puts other rows into a table; the columns that are not named take the first row's words."""
    ws, heads, first = table(book, sheet)
    kept = {h: ws.cell(first, c).value for h, c in heads.items() if h in ("条款", "来源")}
    last = first
    while any(ws.cell(last, c).value is not None for c in heads.values()):
        for c in heads.values():
            ws.cell(last, c).value = None
        last += 1
    for n, values in enumerate(rows):
        for header, value in (kept | dict(zip(columns, values))).items():
            ws.cell(first + n, heads[header]).value = value


def set_parameters(book, values):
    left = dict(values)
    for sheet in ("参数", "客户分类"):
        ws, heads, row = table(book, sheet)
        while ws.cell(row, heads["参数名"]).value:
            name = ws.cell(row, heads["参数名"]).value
            if name in left:
                ws.cell(row, heads["值"]).value = left.pop(name)
            row += 1
    assert not left, f"no parameter {left}"


def set_cell(book, sheet, key, column, value):
    ws, heads, row = table(book, sheet)
    while str(ws.cell(row, heads["等级"]).value) != key:
        row += 1
    ws.cell(row, heads[column]).value = value


def changed_one(book):
    """More bands, open lower ends, the tick decides, both conditions make a 大客户."""
    ends = ["下限符号", "下限", "上限符号", "上限"]
    replace_rows(book, "指标1", ["回款", *ends, "得分"], [
        ["及时", ">", 800, None, None, 30], ["及时", ">", 400, "≤", 800, 24.5], ["及时", ">", 120.5, "≤", 400, 18],
        ["及时", ">", 30, "≤", 120.5, 12], ["及时", None, None, "≤", 30, 7.5],
        ["拖欠", ">", 400, None, None, 6], ["拖欠", None, None, "≤", 400, 3],
    ])
    replace_rows(book, "指标2", [*ends, "得分"], [
        [None, None, "<", 5, 25], ["≥", 5, "<", 12.345678, 21], ["≥", 12.345678, "≤", 40, 16],
        [">", 40, "<", 90, 11], ["≥", 90, "≤", 150, 6], [">", 150, None, None, 1],
    ])
    replace_rows(book, "指标3", [*ends, "得分"], [
        [">", "12.5%", None, None, 25], [">", "3%", "≤", "12.5%", 13], [None, None, "≤", "3%", 2],
    ])
    for grade, low_sign, low, high_sign, high in [
        ("A", ">", 85, None, None), ("B", ">", 62.5, "≤", 85), ("C", ">", 33, "≤", 62.5), ("N", None, None, "≤", 33),
    ]:
        for column, value in zip(ends, (low_sign, low, high_sign, high)):
            set_cell(book, "等级", grade, column, value)
    replace_rows(book, "回款系数", [*ends, "系数"], [
        [">", "97%", None, None, 1], [">", "91%", "≤", "97%", 0.85], [None, None, "≤", "91%", 0.15],
    ])
    set_parameters(book, {
        "timely_rate_min": "91%", "timely_source": "勾选", "timely_tick_factor": 0.65, "ind1_half_scale": 1.75,
        "new_customer_months": 7, "new_customer_grade": "B", "major_annual_amount_min": 123.456789,
        "major_rule": "全部", "major_potential_levels": "高、中", "credit_year_days": 365, "na_missing_factor": 0.35,
        "round_unit": 0.5,
    })
    set_cell(book, "信用额度", "B", "系数", 0.77)
    set_cell(book, "信用额度", "新客户", "授信", "是")
    set_cell(book, "信用额度", "新客户", "系数", 0.4)
    set_cell(book, "信用额度", "新客户", "信用天数", 15)
    set_cell(book, "信用额度", "新客户", "封顶", 12)


def changed_two(book):
    """Fewer bands, the gaps of indicator 1 by hand, no class by hand, limits by tens."""
    ends = ["下限符号", "下限", "上限符号", "上限"]
    replace_rows(book, "指标2", [*ends, "得分"], [[None, None, "≤", 33.3, 20], [">", 33.3, None, None, 10]])
    set_parameters(book, {
        "ind1_gap_mode": "人工", "class_manual_override": "否", "round_unit": 10, "timely_rate_min": "88.8888%",
        "new_customer_months": 1,
    })


# ---------------------------------------------------------------- records

def near(rng, edges):
    """A number at, near or far from an edge."""
    base = Decimal(str(rng.choice(edges)))
    step = Decimal(rng.choice(["0", "0", "0.000001", "-0.000001", "0.0000004", "-0.0000004", "0.0000005",
                               "-0.0000005", "0.0000006", "-0.0000006", "0.01", "-0.01", "7.31", "-3.57"]))
    return float(base + step)


def edges(book, sheet, columns, scale=1):
    ws, heads, row = table(book, sheet)
    found = set()
    while any(ws.cell(row, c).value is not None for c in heads.values()):
        for column in columns:
            value = ws.cell(row, heads[column]).value
            if value not in (None, ""):
                value = str(value)
                found.add(float(Decimal(value.rstrip("%")) / (100 if value.endswith("%") else 1)) * scale)
        row += 1
    return sorted(found)


def share_edges(book, sheet):
    """Edges in per cent may be stored as text or as fractions; both read as fractions here."""
    return edges(book, sheet, ["下限", "上限"])


def record(rng, book, number, day):
    amounts = edges(book, "指标1", ["下限", "上限"]) + [200, 123.456789, 120, 7.2, 1800, 3600]
    rates = share_edges(book, "回款系数") + [0.95, 0.91, 0.888888]
    due = rng.choice([100, 200, 480, 333.33, 1, 0.7, 12345.678901])
    rate = Decimal(str(rng.choice(rates)))
    collected = Decimal(str(due)) * rate + Decimal(rng.choice(["0", "0", "0.0001", "-0.0001", "0.000001", "-0.000001", "-0.00005"]))
    if rng.random() < 0.12:
        collected = Decimal(str(due))
    collected = max(Decimal(0), min(collected, Decimal(str(due))))
    months = rng.choice([1, 6, 7, 12])
    anchor = day.replace(day=min(day.day, 28))
    year, month = divmod(anchor.year * 12 + anchor.month - 1 - months, 12)
    first = D(year, month + 1, anchor.day) + datetime.timedelta(days=rng.choice([-2, -1, 0, 1, 2, day.day - anchor.day]))
    values = {
        "period": rng.choice(["2025", "2025", "2025", 2025, "2025年", "2025年度", "2025上半年", "2025H1"]),
        "name": f"试算{number:04d}号有限公司",
        "first": rng.choice([first, D(2021, 5, 10), D(2020, 2, 29)]),
        "amount": max(0, near(rng, amounts)),
        "due": due, "collected": float(collected),
        "tick": rng.choice([None, None, "及时", "拖欠", "是", "逾期"]),
        "receivable": near(rng, edges(book, "指标2", ["下限", "上限"]) + [0, -12.5]),
        "assets": rng.choice([None, 0, -50, 100.5, 1000, 3000, near(rng, [150, 1500, 250])]),
        "premium": round(near(rng, share_edges(book, "指标3") + [0.02]), 10) if rng.random() < 0.85 else -0.02,
        "level": rng.choice(["行业龙头", "比较关键", "一般", "零星", "龙头", "2", 3]),
        "assessor": "周正平", "role": "业务部经理",
        "potential": rng.choice([None, "高", "中", "低", "大"]),
        "filled": day, "manual": None, "reason": None, "approver": None,
    }
    if abs(values["premium"]) > 1:
        values["premium"] = 0.15
    if rng.random() < 0.12:
        values |= {"manual": rng.choice(["大客户", "一般客户", "一般"]), "reason": "战略合作", "approver": "钱总"}
    # How people pay may be left open in several ways.
    pick = rng.random()
    if pick < 0.12:
        values |= {"due": None, "collected": None}
    elif pick < 0.17:
        values |= {"due": 0, "collected": rng.choice([None, 0])}
    elif pick < 0.20:
        values |= {"collected": None}
    # A figure that is left out: 资料不全.
    if rng.random() < 0.08:
        values[rng.choice(["amount", "receivable", "premium", "level"])] = None
    # Entries that the program turns back.
    if rng.random() < 0.12:
        values |= rng.choice([
            {"amount": -1}, {"collected": 1e6}, {"level": "很重要"}, {"tick": "基本及时"}, {"potential": "不好说"},
            {"first": day + datetime.timedelta(days=1)}, {"assessor": None}, {"role": None}, {"period": None},
            {"manual": "大客户", "reason": None, "approver": None}, {"first": None}, {"period": "去年"},
            {"period": f"{day.year + 1}"},
        ])
        if values.get("collected") == 1e6 and not values.get("due"):
            values["due"] = 10
    return values


# Entries that the program reads (a blank 年度 from the row above) and the preview does not: it says
# so, and what it shows all the same is right.
UNSHOWN = [
    {"amount": "500万元"}, {"due": "200万"}, {"collected": "100"}, {"receivable": "十万元"}, {"assets": "约900"},
    {"premium": "12%"}, {"first": "2021.5.10"}, {"period": "二〇二五年度"}, {"period": None}, {"level": "*"},
    {"level": "?"}, {"tick": "及时 "}, {"level": "1 行业龙头"}, {"filled": "2026.1.12"},
]


def fill_list(blank, rows):
    book = openpyxl.load_workbook(blank)
    ws = book.worksheets[0]
    columns = {str(c.value).split("(")[0]: c.column for c in ws[4] if c.value}
    for n, values in enumerate(rows, start=5):
        for key, value in values.items():
            if value is not None:
                ws.cell(n, columns[LABELS[key]]).value = value
    return book


def fill_card(blank, values):
    book = openpyxl.load_workbook(blank)
    ws = book.worksheets[0]
    places = {str(c.value).split("(")[0]: (c.row, c.column + 1)
              for row in ws.iter_rows(min_row=4, max_col=6) for c in row if c.value}
    for key, value in values.items():
        if value is not None:
            ws.cell(*places[LABELS[key]]).value = value
    return book


# ---------------------------------------------------------------- rules of the input cells

# Beyond the preview's own columns.
FIRST_RULE = 80


def condition(rule, at):
    """A rule of a cell as a formula that says whether the cell may hold what it holds."""
    signs = {"greaterThanOrEqual": ">=", "greaterThan": ">", "lessThan": "<", "lessThanOrEqual": "<="}
    if rule.type == "custom":
        return rule.formula1
    if rule.type == "list":
        return "OR(" + ",".join(f'{at}="{word}"' for word in rule.formula1.strip('"').split(",")) + ")"
    value = f"LEN({at})" if rule.type == "textLength" else at
    if rule.operator in (None, "between"):
        inside = f"{value}>={rule.formula1},{value}<={rule.formula2}"
    else:
        inside = f"{value}{signs[rule.operator]}{rule.formula1}"
    return f"AND({'' if rule.type == 'textLength' else f'ISNUMBER({at}),'}{inside})"


def with_rules(path, target):
    """The workbook with each rule of each input cell written out as a formula behind it."""
    book = openpyxl.load_workbook(path)
    ws = book.worksheets[0]
    rules = {}
    for number, rule in enumerate(ws.data_validations.dataValidation):
        first = str(rule.sqref).split(":")[0]
        if rule.type is None:
            continue
        formula = f"=IFERROR({condition(rule, first)},FALSE)"
        rules[ws[first].column] = (FIRST_RULE + number, rule.errorStyle)
        for row in range(5, 65):
            at = f"{get_column_letter(ws[first].column)}{row}"
            ws.cell(row, FIRST_RULE + number).value = Translator(formula, first).translate_formula(at)
    book.save(target)
    return rules


def rule_complaints(path, shown, rules, verdicts):
    """Where the rules of the cells and the program's errors part."""
    typed = openpyxl.load_workbook(path).worksheets[0]
    result = openpyxl.load_workbook(shown, data_only=True).worksheets[0]
    texts = [v for change in UNSHOWN for v in change.values()]
    complaints, refused_at_all = [], 0
    for row, verdict in verdicts:
        errors = {f["cell"] for f in verdict["findings"] if f["severity"] == "error"}
        for column, (at, style) in rules.items():
            cell = typed.cell(row, column)
            if cell.value in (None, ""):
                continue
            refused = result.cell(row, at).value in (False, 0)
            refused_at_all += refused
            label = str(typed.cell(4, column).value)
            # Collected above due is told at either cell, the program's error stands at one.
            pair = {f"{get_column_letter(c)}{row}" for c in (5, 6)} if column in (5, 6) else {cell.coordinate}
            wrong = errors & pair
            if refused and style != "warning" and not wrong and cell.value not in texts and str(cell.value) not in ("龙头", "2", "3", "大", "是", "逾期", "一般"):
                complaints.append(f"{path.name} {cell.coordinate} {label}: refuses {cell.value!r}, the program does not")
            if cell.coordinate in errors and not refused:
                complaints.append(f"{path.name} {cell.coordinate} {label}: takes {cell.value!r}, the program does not")
    return complaints, refused_at_all


# ---------------------------------------------------------------- what came out

def shown_in_list(ws, row):
    heads = {str(c.value).split("\n")[0]: c.column for c in ws[4] if c.value}
    return [ws.cell(row, heads[h]).value for h in SHOWN], ws.cell(row, heads["提示"]).value


def shown_on_card(ws):
    column = next(c.column for c in ws[1] if str(c.value or "").startswith("审表#预览#")) + 1
    rows = {ws.cell(r, column).value: ws.cell(r, column + 1).value for r in range(4, 16)}
    values = list(rows.values())
    assert [str(k) for k in list(rows)[4:11]] == SHOWN[4:], rows
    return values[:11], ws.cell(15, column).value


def plain(value):
    """A shown figure as text: blank, a word, or a number to 6 places."""
    if value in (None, ""):
        return ""
    if isinstance(value, (int, float)):
        return format(round(Decimal(repr(value)), 6).normalize(), "f")
    return value


CYCLES = {"quarter": "季度", "half_year": "半年", "year": "年"}
CLASSES = {"major": "大客户", "general": "一般客户", None: ""}


def expected(review):
    credit, benefit, visits = review["credit"], review["benefit"], review["visits"]
    number = lambda v: "" if v is None else format(Decimal(str(v)).normalize(), "f")
    return [
        *[number(p) for p in review["indicator_points"]],
        number(review["total_points"]), review["grade"] or "", CLASSES[review["class"]],
        f"{benefit['shipping']}、{benefit['price_tier']}" if benefit else "",
        "、".join(v["role"] for v in visits) + ",每" + CYCLES[visits[0]["cycle"]] if visits else "",
        number(credit["limit_wan"]) if credit else "", number(credit["terms_days"]) if credit else "",
    ]


class Program:
    def __init__(self, program):
        self.program = program

    def run(self, *arguments, may_fail=False):
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode > (1 if may_fail else 0):
            raise SystemExit(f"preview: {arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def judged(self, files, day, policy):
        """Records by file name and row."""
        options = ["--policy", policy] if policy else []
        out = json.loads(self.run("check", "--json", "--today", day, *options, *files, may_fail=True))
        return {(Path(f["file"]).name, r["row"]): r for f in out["files"] for r in f["records"]}


def recalculated(files, target, profile, kind="xlsx:Calc MS Excel 2007 XML"):
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{profile.resolve()}", "--headless", "--convert-to",
         kind, "--outdir", target, *files],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=900,
    )


def other_formats(program, work, files, judged):
    """Saved as an older format or another program's, preview and all: judged the same."""
    complaints = []
    cards = [f for f in files if f.name.startswith("built_in-card")][:4]
    kinds = [("xls", "xls:MS Excel 97"), ("ods", "ods:calc8"), ("csv", "csv:Text - txt - csv (StarCalc):44,34,76")]
    for extension, kind in kinds:
        target = work / extension
        lists = [] if extension == "csv" else [work / "built_in-0.xlsx"]
        recalculated([*cards, *lists], target, work / "profile", kind)
        saved = sorted(target.iterdir())
        if len(saved) != len(cards) + len(lists):
            complaints.append(f"{extension}: {len(saved)} saved")
        found = program.judged(saved, D(2026, 1, 12), None)
        for (file, row), record in found.items():
            # A .csv shows what the cells show: figures to their printed places.
            same = judged[(f"{Path(file).stem}.xlsx", row)]
            if [f["label"] for f in record["fields"] if f.get("extra")]:
                complaints.append(f"{file}: the preview was read: {record['fields']}")
            if extension != "csv" and (record["review"], record["status"]) != (same["review"], same["status"]):
                complaints.append(f"{file} row {row}: judged otherwise than as .xlsx")
        if not found:
            complaints.append(f"{extension}: nothing judged")
    return complaints


def written_back(program, work, path):
    """The annotated workbook keeps the preview: its formulas, its values, the hidden tables."""
    target = work / "annotated"
    program.run("check", "--out", target, "--today", "2026-01-12", path, may_fail=True)
    complaints = []
    for values in (False, True):
        before, after = (openpyxl.load_workbook(p, data_only=values) for p in (path, target / path.name))
        for ws in before.worksheets:
            other = after[ws.title] if ws.title in after.sheetnames else None
            cells = [[c.value for c in row] for row in ws.iter_rows()]
            if other is None or ws.sheet_state != other.sheet_state or cells != [[c.value for c in row] for row in other.iter_rows()]:
                complaints.append(f"annotated: sheet {ws.title} is not what it was")
        if len(after.worksheets) <= len(before.worksheets):
            complaints.append("annotated: no sheet of ours")
    return complaints


def main():
    program, work = Program(Path(sys.argv[1]).resolve()), Path(sys.argv[2])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    rng = random.Random(20260112)

    built_in = work / "制度.xlsx"
    program.run("policy", "new", built_in)
    policies = [("built_in", None, built_in, 4)]
    for change in (changed_one, changed_two):
        book = openpyxl.load_workbook(built_in)
        change(book)
        # The example cases are those of the policy that is built in.
        replace_rows(book, "示例", [], [])
        path = work / f"{change.__name__}.xlsx"
        book.save(path)
        program.run("policy", "check", path)
        policies.append((change.__name__, path, path, 2))

    files, cases = [], []  # cases: file name, row or None, day, policy, record, what must be shown
    number = 0
    for name, policy, tables, lists in policies:
        book = openpyxl.load_workbook(tables)
        folder = work / f"templates-{name}"
        program.run("templates", folder, *(["--policy", policy] if policy else []))
        cards, table_blank = folder / f"{SCORE}.xlsx", folder / f"{SCORE}(清单).xlsx"
        for n in range(lists):
            day, filled = [(D(2026, 1, 12), True), (TODAY, False), (D(2026, 8, 31), True), (D(2026, 2, 28), True)][n]
            rows = []
            for _ in range(60):
                number += 1
                values = record(rng, book, number, day)
                if not filled:
                    values["filled"] = None
                must = None
                if not policy and n == 0 and len(rows) < len(SCENARIOS):
                    inputs, must = SCENARIOS[len(rows)]
                    values = dict(values, tick=None, potential=None, manual=None, reason=None, approver=None,
                                  period="2025", first=D(2021, 5, 10), assessor="周正平", role="业务部经理") | inputs
                if rng.random() < 0.06 and must is None:
                    values |= rng.choice(UNSHOWN)
                rows.append(values)
                cases.append((f"{name}-{n}.xlsx", len(rows) + 4, day, policy, values, must))
            files.append(work / f"{name}-{n}.xlsx")
            fill_list(table_blank, rows).save(files[-1])
        for n in range(8):
            number += 1
            values = record(rng, book, number, D(2026, 1, 12))
            files.append(work / f"{name}-card{n}.xlsx")
            fill_card(cards, values).save(files[-1])
            cases.append((files[-1].name, None, D(2026, 1, 12), policy, values, None))

    # The lists of today, with the rules of their cells written out.
    rules = {}
    for name, *_ in policies:
        rules[name] = with_rules(work / f"{name}-1.xlsx", work / f"{name}-rules.xlsx")

    ruled = [work / f"{name}-rules.xlsx" for name in rules]
    recalculated([*files, *ruled], work / "recalculated", work / "profile")

    judged, again = {}, {}
    for day, policy in {(c[2], c[3]) for c in cases}:
        group = sorted({c[0] for c in cases if (c[2], c[3]) == (day, policy)})
        judged |= program.judged([work / f for f in group], day, policy)
        # What LibreOffice saved, preview figures and all, is judged the same.
        again |= program.judged([work / "recalculated" / f for f in group], day, policy)

    complaints, compared, unshown, returned, incomplete = [], 0, 0, 0, 0
    complaints += other_formats(program, work, files, judged)
    complaints += written_back(program, work, work / "recalculated" / "built_in-card0.xlsx")
    books = {}
    for file, row, day, policy, values, must in cases:
        if file not in books:
            books[file] = openpyxl.load_workbook(work / "recalculated" / file, data_only=True).worksheets[0]
        found, notice = shown_in_list(books[file], row) if row else shown_on_card(books[file])
        found = [plain(v) for v in found]
        verdict = judged[(file, row)]
        where = f"{file} row {row}: {values}\n  notice {notice!r}"
        if again[(file, row)]["review"] != verdict["review"] or again[(file, row)]["status"] != verdict["status"]:
            complaints.append(f"{where}\n  judged otherwise after LibreOffice saved it")
        if any(values[k] == v for change in UNSHOWN for k, v in change.items() if row or k != "period"):
            unshown += 1
            right = expected(verdict["review"]) if verdict["review"] else found
            wrong = [f"{h}: {f} for {r}" for h, f, r in zip(SHOWN, found, right) if f not in ("", r)]
            if wrong or (DONE in notice and found != right):
                complaints.append(f"{where}\n  shown wrong: {wrong}")
            continue
        if verdict["status"] == "returned":
            returned += 1
            if not notice or DONE in notice:
                complaints.append(f"{where}\n  turned back, but the preview says nothing: {[f['code'] for f in verdict['findings']]}")
            continue
        incomplete += verdict["status"] == "incomplete"
        compared += 1
        right = expected(verdict["review"])
        if found != right:
            complaints.append(f"{where}\n  shown   {found}\n  program {right}")
        if must is not None and found != [plain(v) for v in must]:
            complaints.append(f"{where}\n  shown {found}\n  specification {must}")
        lacks = [f["code"] for f in verdict["findings"] if f["code"] in ("W-IND-MISSING",)]
        if (DONE in (notice or "")) == bool(lacks) or (verdict["status"] == "incomplete") != ("资料不全" in (notice or "")):
            complaints.append(f"{where}\n  notice does not fit {verdict['status']} {lacks}")
    refused = 0
    for name in rules:
        verdicts = [(row, judged[(file, row)]) for file, row, *_ in cases if file == f"{name}-1.xlsx"]
        found, count = rule_complaints(work / f"{name}-1.xlsx", work / "recalculated" / f"{name}-rules.xlsx", rules[name], verdicts)
        complaints += found
        refused += count
    print(f"preview: the cells' rules refuse {refused} entries of {60 * len(rules)} records")

    for complaint in complaints[:20]:
        print(f"preview: {complaint}")
    print(f"preview: {compared} records compared ({incomplete} incomplete), {returned} turned back, "
          f"{unshown} that cannot be shown; {len(complaints)} complaints")
    # So that the draw cannot run empty unseen.
    well = not complaints and compared >= 300 and min(returned, incomplete, unshown, refused) >= 10
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
