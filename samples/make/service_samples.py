"""The samples of chapter 3: opinion surveys, the forms that follow a complaint, and those that close
duties. Called by make_samples.py; one right and one wrong of each."""

import datetime

from make_samples import fill_card, fill_lines, fill_list, put, saved

D = datetime.date
HERE = "石家庄办事处"
THERE = "唐山办事处"
FOOT = {"填表人": "林晓", "填表日期": D(2026, 3, 6), "办事处": HERE}
CASE = "FK-20260213-01"
CUSTOMER = "石家庄恒光电子有限公司"

ITEMS = ("产品质量", "交货及时", "价格", "服务态度", "技术支持", "投诉处理", "包装运输")


def survey(marks, weights, **more):
    values = {"客户名称": CUSTOMER, "调查日期": D(2026, 3, 5), "方式": "走访", "填写人": "钱工", "职务": "采购经理"}
    values.update({item: mark for item, mark in zip(ITEMS, marks) if mark is not None})
    values.update({f"{item}权重": weight for item, weight in zip(ITEMS, weights) if weight is not None})
    values.update({"意见与建议": "交期再稳一些", "是否投诉": "否", **FOOT})
    values.update(more)
    return {k: v for k, v in values.items() if v is not None}


RETURN = {
    "编号": "TH-2026-003", "反馈登记编号": CASE, "客户名称": CUSTOMER, "合同编号": "HT-2025-118", "产品": "光电耦合器 GD-817C",
    "批号": "20251103", "退货数量": 1500, "检验结果": "抽检80只,响应时间6至9微秒,不合格", "责任界定": "生产",
    "责任部门": "生产部", "处理方式": "换货", "换货数量": 1500, "要求交期": D(2026, 3, 16), "技术部经办": "高工",
    "经办日期": D(2026, 2, 25), "业务部签收": "马丽", "业务部签收时间": D(2026, 2, 26), **FOOT,
}

COMPENSATION = {
    "编号": "PC-2026-002", "反馈登记编号": CASE, "客户名称": CUSTOMER, "赔偿原因": "响应时间超差,产线停下待料两个班",
    "责任部门": "生产部", "赔偿金额": 60000, "赔偿金额大写": "陆万元整", "计算依据": "停线两个班,每班3万元,双方核对",
    "支付方式": "转账", "收款户名": CUSTOMER, "收款银行": "中国工商银行石家庄裕华支行",
    "收款账号": "0402020909300012345", "技术部经办": "高工", "经办日期": D(2026, 2, 25), "财务部签收时间": D(2026, 2, 26), **FOOT,
}

NOTICE = {
    "编号": "SC-2026-018", "日期": D(2026, 2, 27), "类型": "特急", "来源单号": CASE, "客户名称": CUSTOMER,
    "合同编号": "HT-2025-118", "产品": "光电耦合器", "规格": "GD-817C", "数量": 1500, "单位": "只",
    "技术要求": "响应时间不大于4微秒,全检", "交货期": D(2026, 3, 16), "下达人": "马丽", "生产部接收": "石磊",
    "接收时间": D(2026, 2, 27), **FOOT,
}

ACTION = {
    "编号": "JZ-2026-001", "来源": CASE, "客户名称": CUSTOMER, "类型": "纠正", "责任部门": "生产部",
    "事实描述": "20251103批响应时间超差约三成", "原因分析": "老化工序温控漂移,抽检方案漏检", "应急措施": "同批库存隔离复检",
    "纠正预防措施": "更换温控模块;该项改为全检三个月", "责任人": "石磊", "计划完成": D(2026, 3, 5), "实际完成": D(2026, 3, 4),
    "验证结果": "有效", "验证人": "高工", "验证日期": D(2026, 3, 9), "关闭": D(2026, 3, 9), **FOOT,
}

AUDIT = {"月份": D(2026, 2, 1), "主管经理签字": "顾工", "签字日期": D(2026, 2, 28), "分发": "责任部门、财务部、人力资源部",
         "填表人": "高工", "填表日期": D(2026, 2, 28)}


def audited(*lines):
    labels = ("反馈编号", "客户名称", "投诉内容", "核查情况", "原因", "责任部门", "责任人", "处理方式", "损失金额", "按期", "考核建议")
    return [{k: v for k, v in zip(labels, one) if v is not None} for one in lines]


VISIT = {
    "客户名称": CUSTOMER, "回访日期": D(2026, 2, 25), "回访人": "周主任", "职务": "办事处主任", "方式": "走访",
    "内容": "看了待料的产线,说明换货与赔偿的安排", "客户意见": "望三月中旬前换到货", "后续事项": "三月中旬回访换货情况",
    "投诉编号": CASE, **FOOT,
}


def contacts(*lines):
    labels = ("月份", "办事处", "客户名称", "日期", "接洽内容", "经办人")
    return [{k: v for k, v in zip(labels, one) if v is not None} for one in lines]


def done(*lines):
    labels = ("事项编号", "事项", "完成日期", "完成人", "职务", "说明", "收到日期")
    return [{k: v for k, v in zip(labels, one) if v is not None} for one in lines]


def make():
    right = (25, 20, 15, 15, 10, 10, 5)
    shares = [w / 100 for w in right]
    put(f"{HERE}/客户意见调查表-恒光电子.xlsx", saved(fill_card("客户意见调查表", survey((5, 4, 4, 5, 4, 3, 4), shares))))
    short = [0.15] + shares[1:]
    put(f"{THERE}/客户意见调查表-有错.xlsx", saved(fill_card("客户意见调查表", survey(
        (5, 6, 4, 5, 4, 3, 4), short, 客户名称="唐山海润电子有限公司", 调查日期=None, 办事处=THERE))))

    put(f"{HERE}/顾客退货处理报告-恒光电子.xlsx", saved(fill_card("顾客退货处理报告", RETURN)))
    wrong = dict(RETURN, **{"编号": "TH-2026-004", "反馈登记编号": "FK-20260305-01", "客户名称": "唐山海润电子有限公司",
                            "退货数量": 100, "换货数量": 120, "责任界定": "说不清", "业务部签收时间": None, "办事处": THERE})
    put(f"{THERE}/顾客退货处理报告-有错.xlsx", saved(fill_card("顾客退货处理报告", wrong)))

    put(f"{HERE}/赔偿通知单-恒光电子.xlsx", saved(fill_card("赔偿通知单", COMPENSATION)))
    wrong = dict(COMPENSATION, **{"编号": "PC-2026-003", "客户名称": "唐山海润电子有限公司", "赔偿金额": 6500,
                                  "赔偿金额大写": "陆仟元整", "收款账号": None, "支付日期": D(2026, 2, 20), "办事处": THERE})
    put(f"{THERE}/赔偿通知单-有错.xlsx", saved(fill_card("赔偿通知单", wrong)))

    put(f"{HERE}/生产通知单-换货特急.xlsx", saved(fill_card("生产通知单", NOTICE)))
    wrong = dict(NOTICE, **{"编号": "SC-2026-019", "类型": "正常", "客户名称": "唐山海润电子有限公司", "数量": None,
                            "交货期": D(2026, 2, 16), "办事处": THERE})
    put(f"{THERE}/生产通知单-有错.xlsx", saved(fill_card("生产通知单", wrong)))

    put(f"{HERE}/纠正预防措施报告-响应时间.xlsx", saved(fill_card("纠正预防措施报告", ACTION)))
    wrong = dict(ACTION, **{"编号": "JZ-2026-002", "客户名称": "唐山海润电子有限公司", "原因分析": None, "验证结果": "无效",
                            "类型": "整改", "办事处": THERE})
    put(f"{THERE}/纠正预防措施报告-有错.xlsx", saved(fill_card("纠正预防措施报告", wrong)))

    put("客户投诉核查表-二月.xlsx", saved(fill_lines(fill_card("客户投诉核查表", AUDIT), audited(
        (CASE, CUSTOMER, "响应时间超差,产线停下待料", "属实,20251103批", "产品", "生产部", "石磊", "换货、赔偿", 60000, "按期", "按质量考核办法扣分"),
        ("FK-20260210-01", "邢台太行电子有限公司", "送货单与实物不符", "属实,拣货差错", "其他", "业务部", "马丽", "补发", 300, "按期", None)))))
    put(f"{THERE}/客户投诉核查表-有错.xlsx", saved(fill_lines(fill_card("客户投诉核查表", dict(AUDIT, **{"主管经理签字": None})), audited(
        ("FK-20260211-01", "唐山海润电子有限公司", "外壳开裂", "属实", "产品", None, "石磊", "换货", -500, "还行", None)))))

    put(f"{HERE}/客户回访记录表-恒光电子.xlsx", saved(fill_card("客户回访记录表", VISIT)))
    wrong = dict(VISIT, **{"客户名称": "唐山海润电子有限公司", "职务": None, "内容": None, "投诉编号": None,
                           "回访日期": D(2026, 4, 1), "办事处": THERE})
    put(f"{THERE}/客户回访记录表-有错.xlsx", saved(fill_card("客户回访记录表", wrong)))

    feb, office = D(2026, 2, 1), HERE
    put(f"{HERE}/客户往来月报表-二月.xlsx", saved(fill_list("客户往来月报表", contacts(
        (feb, office, CUSTOMER, D(2026, 2, 13), "接到响应时间投诉,当日登记", "林晓"),
        (feb, office, CUSTOMER, D(2026, 2, 25), "周主任走访,谈换货与赔偿", "林晓"),
        (feb, office, "石家庄曙光照明有限公司", D(2026, 2, 27), "送样,客户试装", "刘洋")))))
    put(f"{THERE}/客户往来月报表-有错.xlsx", saved(fill_list("客户往来月报表", contacts(
        (feb, THERE, "唐山海润电子有限公司", D(2026, 1, 30), "催收到期货款", "高原"),
        (feb, THERE, "唐山海润电子有限公司", D(2026, 2, 11), "外壳开裂,取样", None),
        (feb, THERE, "唐山钢电自动化有限公司", D(2026, 2, 12), "核对对账单", "高原"),
        (feb, THERE, "唐山钢电自动化有限公司", D(2026, 2, 12), "核对对账单", "高原")))))

    put("办结登记-三月.xlsx", saved(fill_list("办结登记", done(
        ("DB-20260306-01", None, D(2026, 3, 6), "马丽", "业务统计", "二月报告已交业务部经理", D(2026, 3, 3)),
        (None, "催办生产部:FK-20260305-01 新交期", D(2026, 3, 6), "马丽", None, "生产部答复3月12日发货", None)))))
    put(f"{THERE}/办结登记-有错.xlsx", saved(fill_list("办结登记", done(
        (None, None, D(2026, 3, 6), "高原", None, "口头报告已办", None),
        ("DB-20260306-02", None, D(2026, 3, 2), None, None, None, D(2026, 3, 4))))))
