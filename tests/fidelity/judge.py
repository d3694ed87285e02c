#!/usr/bin/env python3
"""The third judge: LibreOffice and openpyxl open the annotated workbooks, and the submitted
sheets show the same values and styles as before.

    judge.py SUBMITTED GRAFTED WORK

Without LibreOffice that half is left out, loudly; `SHENBIAO_JUDGES=all` makes this a failure.
"""

import os
import shutil
import subprocess
import sys
import warnings
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl

warnings.filterwarnings("ignore")

# LibreOffice takes minutes to save a big register again; openpyxl and the bytes do for it.
BIGGEST = 100_000

# Sheets of the donor; one may have got a suffix.
OURS = ("审核结论", "校验明细", "评分依据")


def looks(cell, what, plain):
    """What a cell shows and how, as openpyxl reads it, without style numbers. `plain` leaves the
    font out: a workbook without a styles part has none, and each program shows its own.

    LibreOffice saves at most 56 colours and puts the nearest of the whole workbook's in place of
    others, to which our sheets add: of what it saved all but colours is compared, and openpyxl
    compares the colours in the very bytes."""
    font, fill, border = cell.font, cell.fill, cell.border
    if what == "libreoffice":
        font_look = (font.name, font.sz, font.b, font.i, font.u, font.strike, font.vertAlign)
        fill_look = fill.fill_type
        sides = (border.left, border.right, border.top, border.bottom, border.diagonal)
        border_look = tuple(side.style if side else None for side in sides)
    else:
        font_look = repr(font)
        # Behind a solid fill no second colour shows.
        fill_look = (fill.fill_type, repr(fill.fgColor)) if fill.fill_type == "solid" else repr(fill)
        border_look = repr(border)
    return (
        cell.value if not hasattr(cell.value, "text") else str(cell.value.text),
        cell.number_format,
        None if plain else font_look,
        fill_look,
        border_look,
        repr(cell.alignment),
        repr(cell.protection),
    )


def has_styles(path):
    """Whether a package has a styles part."""
    with zipfile.ZipFile(path) as package:
        return any(name.lower().endswith("styles.xml") for name in package.namelist())


def sheets(path, what, plain):
    """Every worksheet as comparable data; for `what` and `plain` see `looks`."""
    book = openpyxl.load_workbook(path)
    found = {}
    for ws in book.worksheets:
        cells = {
            cell.coordinate: looks(cell, what, plain)
            for row in ws.iter_rows(max_row=min(ws.max_row, 400), max_col=min(ws.max_column, 60))
            for cell in row
            if cell.value is not None or cell.has_style
        }
        widths = {key: (dim.width, dim.hidden) for key, dim in sorted(ws.column_dimensions.items())}
        found[ws.title] = (
            ws.sheet_state,
            cells,
            sorted(map(str, ws.merged_cells.ranges)),
            widths,
            [(str(v.sqref), v.type, v.formula1) for v in ws.data_validations.dataValidation],
            [str(area.sqref) for area in ws.conditional_formatting],
            str(ws.freeze_panes),
            len(ws._charts),
            len(ws._images),
        )
    return found


def compare(name, before, after, what, plain):
    """Complaints about one pair of workbooks; `None` where openpyxl does not read the one
    before."""
    try:
        old = sheets(before, what, plain)
    except Exception:  # noqa: BLE001 -- whatever openpyxl trips over in the submitted file
        return None
    if not old:
        return None  # strict OOXML: openpyxl sees no sheet in it
    try:
        new = sheets(after, what, plain)
    except Exception as why:  # noqa: BLE001
        return [f"{what}: {name} does not open any more: {why!r}"]
    complaints = []
    for title, shown in old.items():
        if title not in new:
            complaints.append(f"{what}: {name}: sheet {title} is gone")
        elif new[title] != shown:
            part = next(i for i, (a, b) in enumerate(zip(shown, new[title])) if a != b)
            detail = ""
            if part == 1:
                places = [at for at in shown[1].keys() | new[title][1].keys() if shown[1].get(at) != new[title][1].get(at)]
                at = sorted(places)[0]
                detail = f" {at}: {shown[1].get(at)} → {new[title][1].get(at)}"
            complaints.append(f"{what}: {name}: sheet {title} differs in item {part}{detail}"[:600])
    for ours in OURS:
        if not any(title.startswith(ours) for title in new.keys() - old.keys()):
            complaints.append(f"{what}: {name}: our sheet {ours} is not there")
    return complaints


def convert(soffice, names, source, target, profile):
    """Opens workbooks in LibreOffice and saves them again, all in one run."""
    target.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(names), 50):
        run = subprocess.Popen(
            [soffice, f"-env:UserInstallation=file://{profile.resolve()}", "--headless", "--convert-to",
             "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target)]
            + [str(source / name) for name in names[start:start + 50]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        try:
            run.wait(900)
        except subprocess.TimeoutExpired:
            # What is missing then counts as not opened.
            run.kill()
            print(f"judge: LibreOffice took too long from {names[start]} on", file=sys.stderr)


def judged(names, submitted, pairs, what):
    """Compares all pairs; gives whether all is well."""
    unopened, complaints = [], []
    for name in names:
        before, after = pairs(name)
        found = compare(name, before, after, what, plain=not has_styles(submitted / name))
        if found is None:
            unopened.append(name)
        else:
            complaints += found
    for complaint in complaints:
        print(complaint)
    print(f"{what}: {len(names)} judged, {len(unopened)} not opened before either, {len(complaints)} complaints")
    return not complaints


def main():
    submitted, grafted, work = map(Path, sys.argv[1:4])
    names = sorted(path.name for path in grafted.iterdir())
    well = judged(names, submitted, lambda name: (submitted / name, grafted / name), "openpyxl")

    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        print("judge: SKIPPED LibreOffice: it is not installed", file=sys.stderr)
        return 0 if well and os.environ.get("SHENBIAO_JUDGES") != "all" else 1
    small = [name for name in names if (submitted / name).stat().st_size <= BIGGEST]
    print(f"libreoffice: {len(names) - len(small)} left out as too big")
    names = small
    shutil.rmtree(work, ignore_errors=True)
    jobs = [(submitted, work / "submitted"), (grafted, work / "grafted")]
    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(convert, soffice, names, source, target, work / f"profile-{target.name}") for source, target in jobs]:
            job.result()

    def saved(folder, name):
        return work / folder / f"{Path(name).stem}.xlsx"

    opened = [name for name in names if saved("submitted", name).exists()]
    print(f"libreoffice: {len(names) - len(opened)} not opened before either")
    well &= judged(opened, submitted, lambda name: (saved("submitted", name), saved("grafted", name)), "libreoffice")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
