#!/usr/bin/env python3
"""Makes the workbooks that the graft is held to, the same ones every time.

    corpus.py OUT        (needs openpyxl, XlsxWriter, Pillow; LibreOffice saves some where it is there)

Each file stands for a kind of thing that people's workbooks hold or a way in which programs
write them. What no library makes (pivot tables, threaded comments, cell pictures of WPS, strict
OOXML, odd packages) is put in by hand. Names that begin with `refused-` are files that must not
be grafted.
"""

import datetime
import io
import random
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule, FormulaRule, IconSetRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

DAY = datetime.datetime(2026, 3, 2)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LABELS = ["客户名称", "注册号", "法定代表人", "注册资本", "净资产", "年销售额", "联系人", "电话",
          "地 址", "开户银行", "帐号", "经营期限", "主营业务", "信用等级"]
VALUES = ["华东机电设备有限公司", "310000000012345", "王小明", "500万元", 1250.5, 3200, "李芳", "021-55512345",
          "上海市某区某路 18 号", "工商银行某支行", "1001234509300012345", DAY, "机电产品", "=B6*0.15"]


def picture(seed, size=60):
    """A small picture that does not compress, so that forms have an honest size."""
    chance = random.Random(seed)
    image = Picture.new("RGB", (size, size))
    image.putdata([(chance.randrange(256), chance.randrange(256), 90) for _ in range(size * size)])
    data = io.BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    return data


def card(ws, rows=14):
    """A form of labels and values, styled as people style them."""
    thin = Side(style="thin", color="FF808080")
    ws.merge_cells("A1:D1")
    ws["A1"] = "客户概要信息登记表"
    ws["A1"].font = Font(name="黑体", size=16, bold=True)
    ws["A1"].alignment = Alignment(horizontal="center", vertical="center")
    ws.row_dimensions[1].height = 30
    for i in range(rows):
        label, value = LABELS[i % len(LABELS)], VALUES[i % len(VALUES)]
        a, b = ws.cell(i + 2, 1, label), ws.cell(i + 2, 2, value)
        a.fill = PatternFill("solid", fgColor="FFDDEBF7")
        for cell in (a, b):
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        b.font = Font(name="宋体", size=10.5, color="FF1F3864" if i % 3 else None, italic=i % 5 == 0)
        b.alignment = Alignment(wrap_text=True, indent=i % 2)
        if i == 4:
            b.number_format = '#,##0.00"万元"'
        if i == 11:
            b.number_format = 'yyyy"年"m"月"d"日"'
        b.protection = Protection(locked=False)
    ws.column_dimensions["A"].width = 14
    ws.column_dimensions["B"].width = 32


def by_openpyxl(out):
    def book():
        wb = openpyxl.Workbook()
        wb.properties.created = wb.properties.modified = DAY
        wb.active.title = "登记表"
        card(wb.active)
        return wb

    # The form of about 20 KB that the benchmark takes.
    wb = book()
    ws = wb.active
    image = Image(picture(1, 58))
    ws.add_image(image, "F2")
    ws["B2"].comment = Comment("请按营业执照填写", "企划部")
    choice = DataValidation(type="list", formula1='"A,B,C"', allow_blank=True, showErrorMessage=True)
    ws.add_data_validation(choice)
    choice.add("B15")
    ws.conditional_formatting.add("B6:B7", CellIsRule(operator="lessThan", formula=["0"], fill=PatternFill(bgColor="FFFFC7CE")))
    ws.print_title_rows = "1:1"
    ws.page_setup.paperSize = 9
    ws.page_setup.fitToWidth = 1
    ws.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    ws.freeze_panes = "A2"
    figures = wb.create_sheet("数据")
    for i in range(12):
        figures.append([f"{i + 1}月", 100 + i * 7, 80 + (i * 13) % 50])
    chart = BarChart()
    chart.add_data(Reference(figures, min_col=2, max_col=3, min_row=1, max_row=12))
    chart.set_categories(Reference(figures, min_col=1, min_row=1, max_row=12))
    figures.add_chart(chart, "E2")
    hidden = wb.create_sheet("隐藏")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "选项"
    wb.save(out / "openpyxl-form.xlsx")

    wb = book()
    ws = wb.create_sheet("规则")
    for i in range(30):
        ws.append([i, i * i % 17, f"文字{i}", i / 7])
    ws.conditional_formatting.add("A1:A30", ColorScaleRule(start_type="min", start_color="FF63BE7B", end_type="max", end_color="FFF8696B"))
    ws.conditional_formatting.add("B1:B30", DataBarRule(start_type="min", end_type="max", color="FF638EC6"))
    ws.conditional_formatting.add("D1:D30", IconSetRule("3TrafficLights1", "percent", [0, 33, 67]))
    ws.conditional_formatting.add("C1:C30", FormulaRule(formula=["$A1>20"], font=Font(bold=True, color="FFFF0000")))
    table = Table(displayName="表1", ref="F1:G4")
    for row in (["名称", "数"], ["甲", 1], ["乙", 2], ["丙", 3]):
        for j, value in enumerate(row):
            ws.cell(ws_row := (1 if row[0] == "名称" else ["甲", "乙", "丙"].index(row[0]) + 2), 6 + j, value)
    ws.add_table(table)
    ws.auto_filter.ref = "A1:D30"
    ws["J1"].hyperlink = "https://example.com/a?b=1&c=2"
    ws["J1"] = "链接"
    wb.save(out / "openpyxl-rules.xlsx")

    wb = book()
    lines = wb.create_chartsheet("图表页")
    data = wb.create_sheet("数据")
    for i in range(6):
        data.append([i, i * 3])
    chart = LineChart()
    chart.add_data(Reference(data, min_col=2, min_row=1, max_row=6))
    lines.add_chart(chart)
    wb.move_sheet("图表页", -1)
    wb.active = 1
    wb.save(out / "openpyxl-chartsheet.xlsx")

    wb = book()
    secret = wb.create_sheet("极隐")
    secret.sheet_state = "veryHidden"
    secret["A1"] = "内部"
    local = DefinedName("费率", attr_text="登记表!$B$6")
    wb["登记表"].defined_names["费率"] = local
    wb["极隐"].defined_names["费率"] = DefinedName("费率", attr_text="极隐!$A$1")
    wb.defined_names["全局"] = DefinedName("全局", attr_text="登记表!$B$7")
    wb["登记表"].print_area = "A1:D16"
    wb.security.lockStructure = True
    wb.security.workbookPassword = "secret"
    wb["登记表"].protection.sheet = True
    wb["登记表"].protection.password = "secret"
    wb.save(out / "openpyxl-protected.xlsx")

    wb = book()
    for i in range(300):
        style = NamedStyle(name=f"样式{i}", number_format=f'0.{"0" * (i % 9 + 1)}"号{i}"')
        style.font = Font(name="宋体", size=8 + i % 9, color=f"FF{i * 997 % 0xFFFFFF:06X}")
        wb.add_named_style(style)
        wb.active.cell(20 + i, 3, i).style = style
    wb.save(out / "openpyxl-styles.xlsx")

    wb = book()
    wb.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    wb.custom_doc_props.append(StringProperty(name="部门", value="业务部"))
    for name in ("审核结论", "校验明细", "评分依据"):
        wb.create_sheet(name)["A1"] = "这是用户自己的表"
    wb.active = 2
    wb.save(out / "openpyxl-1904-same-names.xlsx")


def by_xlsxwriter(out):
    def book(name, **options):
        wb = xlsxwriter.Workbook(str(out / name), options)
        wb.set_properties({"created": DAY})
        return wb

    def rows(ws, wb):
        bold = wb.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        money = wb.add_format({"num_format": '#,##0.00;[Red]-#,##0.00', "border": 1})
        for i, label in enumerate(LABELS):
            ws.write(i, 0, label, bold)
            ws.write(i, 1, 1000 + i * 1.25, money)
        ws.write_rich_string("D1", "普通", bold, "加粗", "结尾")

    wb = book("xlsxwriter-charts.xlsx")
    ws = wb.add_worksheet("登记表")
    rows(ws, wb)
    for i, kind in enumerate(("column", "pie", "line", "scatter", "area")):
        chart = wb.add_chart({"type": kind})
        chart.add_series({"categories": "=登记表!$A$1:$A$6", "values": "=登记表!$B$1:$B$6", "name": kind})
        ws.insert_chart(i * 12 + 2, 5, chart)
    ws.insert_image("A20", "p.png", {"image_data": picture(2)})
    ws.add_sparkline("C1", {"range": "登记表!B1:B14"})
    ws.conditional_format("B1:B14", {"type": "data_bar", "data_bar_2010": True, "bar_negative_color": "#FF0000"})
    ws.conditional_format("B1:B14", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet = wb.add_chartsheet("图页")
    chart = wb.add_chart({"type": "bar"})
    chart.add_series({"values": "=登记表!$B$1:$B$6"})
    sheet.set_chart(chart)
    wb.close()

    wb = book("xlsxwriter-controls.xlsx")
    ws = wb.add_worksheet("表单")
    rows(ws, wb)
    ws.insert_button("D3", {"macro": "go", "caption": "提交", "width": 80, "height": 30})
    ws.insert_textbox("D6", "说明:\n请如实填写", {"width": 200, "height": 60})
    ws.insert_checkbox("D12", True)
    ws.write_comment("B2", "按执照填写", {"author": "企划部", "visible": True})
    ws.set_header("&L&G", {"image_left": "h.png", "image_data_left": picture(3, 20)})
    ws.set_background(picture(4, 20))
    ws.data_validation("B3", {"validate": "list", "source": ["是", "否"], "input_title": "选择", "input_message": "请选"})
    ws.protect("secret", {"objects": True})
    wb.close()

    for name, zip64 in (("xlsxwriter-macro.xlsm", False), ("xlsxwriter-zip64.xlsx", True)):
        wb = book(name)
        if zip64:
            wb.use_zip64()
        else:
            project = out / "vba.bin"
            project.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(random.Random(5).randrange(256) for _ in range(3000)))
            wb.add_vba_project(str(project))
        rows(wb.add_worksheet("登记表"), wb)
        wb.close()
    (out / "vba.bin").unlink()

    wb = book("xlsxwriter-list.xlsx", constant_memory=True)
    ws = wb.add_worksheet("名单")
    for i in range(300):
        ws.write_row(i, 0, [f"客户{i}", 300000000000000 + i, i * 1.5, "A" if i % 2 else "B"])
    ws.freeze_panes(1, 0)
    ws.autofilter(0, 0, 299, 3)
    wb.close()

    wb = book("xlsxwriter-arrays.xlsx")
    ws = wb.add_worksheet("公式")
    ws.write_dynamic_array_formula("A1", "=SEQUENCE(3)", None, 1)
    ws.write_array_formula("C1:C3", "{=A1:A3*2}")
    ws.write_formula("E1", "=1/0", None, "#DIV/0!")
    wb.define_name("公式!局部", "=公式!$A$1")
    wb.close()


class Parts:
    """A package taken apart, to be put together otherwise."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as package:
            self.parts = [(item.filename, package.read(item)) for item in package.infolist()]

    def get(self, name):
        return dict(self.parts)[name].decode()

    def set(self, name, data):
        data = data.encode() if isinstance(data, str) else data
        for i, (one, _) in enumerate(self.parts):
            if one == name:
                self.parts[i] = (name, data)
                return self
        self.parts.append((name, data))
        return self

    def edit(self, name, old, new):
        text = self.get(name)
        assert old in text, f"{old} in {name}"
        return self.set(name, text.replace(old, new, 1))

    def typed(self, part, kind):
        return self.edit("[Content_Types].xml", "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')

    def related(self, source, id, kind, target, mode=""):
        folder, _, file = source.rpartition("/")
        name = f"{folder}/_rels/{file}.rels".lstrip("/")
        if name not in dict(self.parts):
            self.set(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{PACKAGE}"></Relationships>')
        kind = kind if ":" in kind else f"{OFFICE}/{kind}"
        return self.edit(name, "</Relationships>", f'<Relationship Id="{id}" Type="{kind}" Target="{target}"{mode}/></Relationships>')

    def save(self, path, store=False, rename=lambda name: name, stream=False):
        target = open(path, "wb")
        sink = _Stream(target) if stream else target
        method = zipfile.ZIP_STORED if store else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(sink, "w", method) as package:
            for name, data in self.parts:
                info = zipfile.ZipInfo(rename(name), (2026, 3, 2, 8, 0, 0))
                # ZipInfo turns no backslash back, so the name stands as given.
                info.filename = rename(name)
                info.compress_type = method
                package.writestr(info, data)
        target.close()


class _Stream:
    """A file that cannot seek, so that lengths go into data descriptors."""

    def __init__(self, target):
        self.target = target

    def write(self, data):
        return self.target.write(data)

    def flush(self):
        self.target.flush()


def by_hand(out):
    base = out / "xlsxwriter-arrays.xlsx"
    form = out / "openpyxl-form.xlsx"
    ml = "application/vnd.openxmlformats-officedocument.spreadsheetml."

    # A pivot table over the sheet 数据.
    parts = Parts(form)
    sheets = re.findall(r'name="([^"]+)"[^>]*r:id="([^"]+)"', parts.get("xl/workbook.xml")) or []
    fields = '<cacheField name="月" numFmtId="0"><sharedItems count="2"><s v="1月"/><s v="2月"/></sharedItems></cacheField><cacheField name="数" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1" minValue="1" maxValue="2"/></cacheField>'
    parts.set("xl/pivotCache/pivotCacheDefinition1.xml", f'<?xml version="1.0" encoding="UTF-8"?><pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedBy="x" refreshedDate="46000" createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="2"><cacheSource type="worksheet"><worksheetSource ref="A1:B3" sheet="数据"/></cacheSource><cacheFields count="2">{fields}</cacheFields></pivotCacheDefinition>')
    parts.set("xl/pivotCache/pivotCacheRecords1.xml", f'<?xml version="1.0" encoding="UTF-8"?><pivotCacheRecords xmlns="{MAIN}" count="2"><r><x v="0"/><n v="1"/></r><r><x v="1"/><n v="2"/></r></pivotCacheRecords>')
    parts.set("xl/pivotTables/pivotTable1.xml", f'<?xml version="1.0" encoding="UTF-8"?><pivotTableDefinition xmlns="{MAIN}" name="透视表1" cacheId="7" dataCaption="值" updatedVersion="6" minRefreshableVersion="3" createdVersion="6"><location ref="H20:I23" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/><item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields><rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems><dataFields count="1"><dataField name="求和" fld="1" baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>')
    parts.related("xl/pivotCache/pivotCacheDefinition1.xml", "rId1", "pivotCacheRecords", "pivotCacheRecords1.xml")
    parts.related("xl/pivotTables/pivotTable1.xml", "rId1", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
    parts.related("xl/worksheets/sheet2.xml", "rIdP", "pivotTable", "../pivotTables/pivotTable1.xml")
    parts.related("xl/workbook.xml", "rIdC", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
    for part, kind in (("pivotCache/pivotCacheDefinition1", "pivotCacheDefinition"), ("pivotCache/pivotCacheRecords1", "pivotCacheRecords"), ("pivotTables/pivotTable1", "pivotTable")):
        parts.typed(f"xl/{part}.xml", f"{ml}{kind}+xml")
    parts.edit("xl/workbook.xml", "</workbook>", f'<pivotCaches><pivotCache xmlns:r="{OFFICE}" cacheId="7" r:id="rIdC"/></pivotCaches></workbook>')
    parts.save(out / "hand-pivot.xlsx")

    # Threaded comments beside old ones.
    parts = Parts(out / "xlsxwriter-controls.xlsx")
    threaded = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    parts.set("xl/persons/person.xml", f'<?xml version="1.0" encoding="UTF-8"?><personList xmlns="{threaded}"><person displayName="企划部" id="{{11111111-2222-3333-4444-555555555555}}" userId="q" providerId="None"/></personList>')
    parts.set("xl/threadedComments/threadedComment1.xml", f'<?xml version="1.0" encoding="UTF-8"?><ThreadedComments xmlns="{threaded}"><threadedComment ref="B2" dT="2026-03-02T08:00:00.00" personId="{{11111111-2222-3333-4444-555555555555}}" id="{{AAAAAAAA-2222-3333-4444-555555555555}}"><text>请核对</text></threadedComment></ThreadedComments>')
    parts.typed("xl/persons/person.xml", "application/vnd.ms-excel.person+xml")
    parts.typed("xl/threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml")
    parts.related("xl/workbook.xml", "rIdPerson", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml")
    parts.related("xl/worksheets/sheet1.xml", "rIdThread", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml")
    parts.save(out / "hand-threaded-comments.xlsx")

    # Links to another workbook, custom XML, a sensitivity label.
    parts = Parts(base)
    parts.set("xl/externalLinks/externalLink1.xml", f'<?xml version="1.0" encoding="UTF-8"?><externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames><sheetName val="价目"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>5</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>')
    parts.related("xl/externalLinks/externalLink1.xml", "rId1", "externalLinkPath", "file:///C:/a/%E4%BB%B7%E7%9B%AE.xlsx", ' TargetMode="External"')
    parts.typed("xl/externalLinks/externalLink1.xml", f"{ml}externalLink+xml")
    parts.related("xl/workbook.xml", "rIdX", "externalLink", "externalLinks/externalLink1.xml")
    parts.edit("xl/workbook.xml", "</sheets>", '</sheets><externalReferences><externalReference r:id="rIdX"/></externalReferences>')
    parts.set("customXml/item1.xml", '<部门 xmlns="urn:demo">业务部</部门>')
    parts.set("customXml/itemProps1.xml", '<?xml version="1.0" encoding="UTF-8" standalone="no"?><ds:datastoreItem ds:itemID="{11111111-2222-3333-4444-555555555555}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs/></ds:datastoreItem>')
    parts.related("customXml/item1.xml", "rId1", "customXmlProps", "itemProps1.xml")
    parts.related("xl/workbook.xml", "rIdCx", "customXml", "../customXml/item1.xml")
    parts.typed("customXml/itemProps1.xml", "application/vnd.openxmlformats-officedocument.customXmlProperties+xml")
    parts.set("docMetadata/LabelInfo.xml", '<?xml version="1.0" encoding="utf-8"?><clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>')
    parts.edit("_rels/.rels", "</Relationships>", '<Relationship Id="rIdL" Type="http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels" Target="docMetadata/LabelInfo.xml"/></Relationships>')
    parts.typed("docMetadata/LabelInfo.xml", "application/vnd.ms-office.classificationlabels+xml")
    parts.save(out / "hand-external-customxml.xlsx")

    # Pictures in cells as WPS keeps them.
    parts = Parts(out / "xlsxwriter-charts.xlsx")
    parts.set("xl/media/cell1.png", picture(6, 16).getvalue())
    parts.set("xl/cellimages.xml", f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><etc:cellImages xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:r="{OFFICE}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_6B1F0E"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic></etc:cellImage></etc:cellImages>')
    parts.related("xl/cellimages.xml", "rId1", "image", "media/cell1.png")
    parts.related("xl/workbook.xml", "rIdW", "http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml")
    parts.typed("xl/cellimages.xml", "application/vnd.wps-officedocument.cellimage+xml")
    parts.edit("xl/worksheets/sheet1.xml", "</row>", '<c r="T1" t="str"><f>_xlfn.DISPIMG("ID_6B1F0E",1)</f><v>=DISPIMG("ID_6B1F0E",1)</v></c></row>')
    parts.save(out / "hand-wps-cellimages.xlsx")

    # Strict OOXML.
    parts = Parts(out / "xlsxwriter-list.xlsx")
    for name, data in list(parts.parts):
        if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml":
            text = data.decode()
            for old, new in (
                (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
                (f"{OFFICE}/extended-properties", "http://purl.oclc.org/ooxml/officeDocument/relationships/extendedProperties"),
                (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
                ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
                ("http://schemas.openxmlformats.org/officeDocument/2006/extended-properties", "http://purl.oclc.org/ooxml/officeDocument/extendedProperties"),
                ("http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes", "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"),
            ):
                text = text.replace(old, new)
            parts.set(name, text)
    parts.edit("xl/workbook.xml", "<workbook ", '<workbook conformance="strict" ')
    parts.save(out / "hand-strict.xlsx")

    # Prefixed parts with byte-order marks, as the Open XML SDK writes them.
    parts = Parts(base)
    for name, prefix in (("xl/workbook.xml", "x"), ("xl/styles.xml", "x")):
        text = parts.get(name)
        text = re.sub(r"<(/?)(?=[A-Za-z])(?!\w+:)", rf"<\1{prefix}:", text).replace(f'xmlns="{MAIN}"', f'xmlns:{prefix}="{MAIN}"')
        parts.set(name, "\ufeff" + text)
    parts.save(out / "hand-prefixed.xlsx")

    # Packages written in other ways.
    Parts(form).save(out / "hand-stored.xlsx", store=True)
    Parts(form).save(out / "hand-descriptors.xlsx", stream=True)
    Parts(form).save(out / "hand-backslashes.xlsx", rename=lambda name: name.replace("/", "\\"))
    Parts(form).save(out / "hand-case.xlsx", rename=lambda name: name.replace("xl/styles.xml", "xl/Styles.xml").replace("xl/workbook.xml", "XL/Workbook.xml"))
    parts = Parts(base)
    parts.parts.reverse()
    types = re.sub(r'<Default Extension="rels"[^>]*/>', "", parts.get("[Content_Types].xml"))
    for name, _ in parts.parts:
        if name.endswith(".rels"):
            types = types.replace("</Types>", f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>')
    parts.set("[Content_Types].xml", types)
    parts.save(out / "hand-no-default-rels.xlsx")
    (out / "hand-prepended.xlsx").write_bytes(b"MZ stub" + (out / "xlsxwriter-zip64.xlsx").read_bytes() + b"\0\0trailing")

    # The workbook part elsewhere, under another name, with absolute targets.
    parts = Parts(base)
    relationships = parts.get("xl/_rels/workbook.xml.rels").replace('Target="', 'Target="/xl/')
    types = parts.get("[Content_Types].xml").replace("/xl/workbook.xml", "/book/main.xml")
    root = parts.get("_rels/.rels").replace("xl/workbook.xml", "./book/../book/main.xml")
    workbook = parts.get("xl/workbook.xml")
    parts.parts = [(name, data) for name, data in parts.parts if "workbook" not in name]
    parts.set("book/main.xml", workbook).set("book/_rels/main.xml.rels", relationships)
    parts.set("[Content_Types].xml", types).set("_rels/.rels", root)
    parts.save(out / "hand-elsewhere.xlsx")

    # Without styles.
    parts = Parts(out / "xlsxwriter-list.xlsx")
    parts.set("xl/_rels/workbook.xml.rels", re.sub(r'<Relationship [^>]*styles.xml"/>', "", parts.get("xl/_rels/workbook.xml.rels")))
    parts.set("[Content_Types].xml", re.sub(r'<Override PartName="/xl/styles.xml"[^>]*/>', "", parts.get("[Content_Types].xml")))
    parts.parts = [(name, data) for name, data in parts.parts if name != "xl/styles.xml"]
    parts.save(out / "hand-no-styles.xlsx")

    # What must be refused.
    parts = Parts(base)
    parts.set("_xmlsignatures/origin.sigs", b"")
    parts.typed("_xmlsignatures/origin.sigs", "application/vnd.openxmlformats-package.digital-signature-origin")
    parts.edit("_rels/.rels", "</Relationships>", '<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>')
    parts.save(out / "refused-signed.xlsx")
    parts = Parts(base)
    parts.set("xl/workbook.xml", ("\ufeff" + parts.get("xl/workbook.xml").replace("UTF-8", "UTF-16")).encode("utf-16-le"))
    parts.save(out / "refused-utf16.xlsx")
    (out / "refused-truncated.xlsx").write_bytes(base.read_bytes()[:4000])


def by_libreoffice(out):
    """The same forms as LibreOffice saves them; without LibreOffice, said and left out."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        print("corpus: SKIPPED the files saved by LibreOffice: it is not installed", file=sys.stderr)
        return
    into = out / "saved"
    into.mkdir()
    names = ("openpyxl-form", "openpyxl-rules", "openpyxl-protected", "xlsxwriter-charts", "hand-pivot")
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{out.resolve()}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(into)] + [str(out / f"{name}.xlsx") for name in names],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=240,
    )
    for name in names:
        (into / f"{name}.xlsx").rename(out / f"libreoffice-{name}.xlsx")
    into.rmdir()
    shutil.rmtree(out / "profile", ignore_errors=True)


def main():
    out = Path(sys.argv[1])
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    by_openpyxl(out)
    by_xlsxwriter(out)
    by_hand(out)
    by_libreoffice(out)
    print(f"corpus: {len(list(out.glob('*.xls[xm]')))} workbooks in {out}")


if __name__ == "__main__":
    main()
