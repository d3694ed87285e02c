#!/usr/bin/env python3
"""Makes samples/制度: a policy workbook to which a manager added 供应商评价表 by rows, and forms
filled in on the template that the program draws from it.

    pip install openpyxl==3.1.5
    python3 samples/make/make_supplier.py

The rows stand in supplier.toml. They are entered as a manager would in Excel: below the last row
of each sheet, percentages as percentages, the rule table as a copy of 规则表样.
"""

import datetime
import os
import pathlib
import subprocess
import tempfile
import tomllib

import openpyxl

from make_samples import HERE, SAMPLES, put, saved

D = datetime.date
HEADER = 4


def program(*args):
    """Runs the program; SHENBIAO names a built one."""
    command = [os.environ["SHENBIAO"]] if "SHENBIAO" in os.environ else ["cargo", "run", "-q", "--"]
    subprocess.run([*command, *args], check=True, cwd=SAMPLES.parent, stdout=subprocess.DEVNULL)


def enter(cell, text):
    """A text as it is typed into a cell."""
    if text.endswith("%") and text[:-1].replace(".", "").isdigit():
        cell.value = float(text[:-1]) / 100
        cell.number_format = "0%"
    elif text.isdigit():
        cell.value = int(text)
    elif text:
        cell.value = text


def policy(blank):
    data = tomllib.loads((HERE / "supplier.toml").read_text())
    book = openpyxl.load_workbook(blank)
    for rows in data["sheet"]:
        name = rows["name"]
        if name in book.sheetnames:
            sheet = book[name]
            first = max(c.row for c in sheet["A"] if c.value not in (None, "")) + 1
        else:
            sheet = book.copy_worksheet(book["规则表样"])
            sheet.title = name
            sheet["A1"].value = None
            sheet.delete_rows(HEADER + 1, sheet.max_row)
            first = HEADER + 1
        for number, row in enumerate(rows["rows"], start=first):
            for column, text in enumerate(row, start=1):
                enter(sheet.cell(number, column), text)
    cover = {"版本": data["version"], "修改说明": data["change_note"]}
    for row in book["封面"].iter_rows():
        for cell in row:
            if cell.value in cover:
                book["封面"].cell(cell.row, cell.column + 1).value = cover[cell.value]
    return saved(book)


def filled(template, values):
    book = openpyxl.load_workbook(template)
    sheet = book.active
    todo = dict(values)
    for row in sheet.iter_rows(min_row=HEADER):
        for cell in row:
            label = str(cell.value).split("(")[0] if cell.value else ""
            if label in todo:
                sheet.cell(cell.row, cell.column + 1).value = todo.pop(label)
    assert not todo, f"no label {list(todo)}"
    return saved(book)


RIGHT = {
    "供应商名称": "河北样例电子有限公司", "评价年度": "2025", "评价日期": D(2026, 3, 10), "首次供货日期": D(2023, 4, 18),
    "年采购额": 86.5, "合格率": 0.965, "准时交货率": 0.96, "价格水平": "持平", "服务配合": "好", "重大质量事故": "否",
    "评价人": "冯立",
}


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        program("policy", "new", str(folder / "blank.xlsx"))
        put("制度/制度参数-供应商评价.xlsx", policy(folder / "blank.xlsx"))
        program("templates", str(folder), "--policy", str(SAMPLES / "制度/制度参数-供应商评价.xlsx"))
        template = folder / "供应商评价表.xlsx"
        put("制度/供应商评价表.xlsx", filled(template, RIGHT))
        wrong = RIGHT | {"合格率": 1.2, "首次供货日期": D(2026, 3, 12), "价格水平": "便宜", "重大质量事故": "是"}
        put("制度/供应商评价表-有错.xlsx", filled(template, wrong))


if __name__ == "__main__":
    main()
