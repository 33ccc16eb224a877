"""What is not a report is never taken for one; a report is not refused for odd furniture."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

import parsing
from crawler.samples.render import render_html
from parsing.forms import FORMS, STATISTICS
from parsing.model import Reading, State
from tests import lists_kit
from tests.test_round_trip import make

PAGE = render_html(make("2021"))
BLANK = re.sub(r">-?[\d,.]+(?:元)?<", ">&nbsp;<", PAGE)
LONG = "<p>" + "各级行政机关应当按照要求做好相关工作，确保内容真实准确完整。" * 30 + "</p>"


def read(page: str) -> Reading:
    return parsing.read(page.encode())


def page(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"


NOT_REPORTS = {
    "website report": page(
        "青石县人民政府网站工作年度报表（2021年度）",
        LONG + "<table><tr><td>信息发布</td><td>总数</td><td>1200</td></tr><tr><td>概况类信息更新量</td><td>30</td></tr></table>",
    ),
    "rule of law report": page("青石县民政局2021年法治政府建设年度报告", "<p>一、主要做法</p>" + LONG + "<p>二、存在的主要问题</p>" + LONG),
    "guide": page("青石县民政局政府信息公开指南", "<p>一、主动公开</p>" + LONG + "<p>二、依申请公开</p>" + LONG),
    "catalogue": page("政府信息公开年报", "<ul>" + "".join(f"<li><a href='{y}.html'>青石县民政局{y}年政府信息公开工作年度报告</a></li>" for y in range(2008, 2024)) + "</ul>"),
    "notice": page("关于做好2021年政府信息公开工作年度报告编制和发布工作的通知", "<p>一、总体要求</p>" + LONG + "<p>二、报送时间</p>" + LONG),
    "notice with the form enclosed": BLANK.replace("样例市财政局2023年政府信息公开工作年度报告", "关于印发2023年政府信息公开工作年度报告格式的通知"),
    "blank form": BLANK.replace("样例市财政局2023年", "").replace("样例市财政局", "").replace("2023年", "××年"),
    "quarterly statistics": PAGE.replace("2023年政府信息公开工作年度报告", "2023年第三季度政府信息公开工作情况"),
    "news": page("青石县召开政府信息公开工作会议", LONG),
    "attachment note": page("青石县民政局2021年政府信息公开工作年度报告", "<p>附件：<a href='P020220121.docx'>年报.docx</a></p>"),
    "login": page("统一身份认证", "<form><input name=u><input name=p></form><p>请登录后访问</p>"),
    "not found": page("404", "<p>您访问的页面不存在或已删除</p>"),
}  # fmt: skip


@pytest.mark.parametrize("text", NOT_REPORTS.values(), ids=NOT_REPORTS.keys())
def test_not_a_report(text: str) -> None:
    reading = read(text)
    assert reading.verdict == "not_report"
    assert reading.reason
    assert reading.figures == {}


BLOCKED = {
    "jsl": "<script>document.cookie=('_')+('_')+('j')+'sl_clearance_s=1';location.href=location.pathname</script>",
    "jsl named": '<html><script>var a={"tn":"__jsl_clearance_s"};go(a)</script></html>',
    "ruishu": "<html><head><meta id='9DhefwqGPrzGxEp9hPaoag' content='x' r='m'><script>$_ts=window['$_ts'];</script></head><body></body></html>",
    "c3vk": "<script>document.cookie='C3VK=a1b2; path=/; max-age=300';window.location.reload()</script>",
    "waf": page("提示", "<p>您的请求疑似攻击行为，已被拦截</p>"),
    "chuangyu": page("创宇盾", "<p>当前访问疑似黑客攻击，已被创宇盾拦截</p>"),
    "denied": "<html><head><title>403 Forbidden</title></head><body>nginx</body></html>",
}


@pytest.mark.parametrize("text", BLOCKED.values(), ids=BLOCKED.keys())
def test_blocked(text: str) -> None:
    reading = read(text)
    assert reading.verdict == "blocked"
    assert reading.figures == {}


MENU_OF_OTHERS = "<ul><li><a>政府网站工作年度报表</a></li><li><a>法治政府建设年度报告</a></li><li><a>财政预决算公开</a></li><li><a>政府信息公开指南</a></li></ul>"
REPORTS = {
    "a real page titled 403": PAGE.replace("<title>", "<title>403 Forbidden</title><title>", 1) + LONG * 30,
    "a page with a cookie script": PAGE.replace("</head>", "<script>document.cookie='visited=1';if(0){location.href='/'}</script></head>"),
    "navigation around it": PAGE.replace("<body>", "<body><div class=nav><a href=/>首页</a><a href=/zn>政府信息公开指南</a><a href=/nb>政府网站工作年度报表</a></div>", 1),
    "an office that left every cell empty": BLANK,
    "titled 404": PAGE.replace("<title>", "<title>404</title><title>", 1),
    "the column's name as the page's title": re.sub("<title>[^<]*</title>", "<title>政府信息公开目录</title>", PAGE),
    "published by a notice": PAGE.replace("样例市财政局2023年政府信息公开工作年度报告", "样例市财政局关于公布2023年政府信息公开工作年度报告的通知"),
    "issued again": PAGE.replace("样例市财政局2023年政府信息公开工作年度报告", "样例市财政局2023年政府信息公开工作年度报告（更正）"),
    "menus with other reports": PAGE.replace("<body>", f"<body>{MENU_OF_OTHERS}", 1).replace("</body>", f"{MENU_OF_OTHERS}</body>"),
    "tables only": re.sub("<p[^>]*>(?:（|根据|一是|下一步|无其他)[^<]*</p>", "", PAGE),
    "text only": re.sub("<table.*?</table>", "", PAGE, flags=re.DOTALL),
    "few words": re.sub("<table.*?</table>", "", PAGE, flags=re.DOTALL).replace("</body>", "<p>" + "我局严格执行规定，公开及时准确，" * 20 + "</p></body>"),
}  # fmt: skip


def test_a_list_of_contents_is_no_short_report() -> None:
    headings = "".join(
        f"<p>{n}、{label}</p>"
        for n, label in zip("一二三四五六", (s.label for s in FORMS["2021"].sections), strict=True)
    )
    reading = read(page("青石县民政局2023年政府信息公开工作年度报告", f"{headings}<p><a href=1.pdf>全文下载</a></p>"))
    assert reading.verdict == "not_report"


@pytest.mark.parametrize("text", REPORTS.values(), ids=REPORTS.keys())
def test_a_report_all_the_same(text: str) -> None:
    reading = read(text)
    assert (reading.verdict, reading.agency_name, reading.year) == ("report", "样例市财政局", 2023)


def test_three_lines_that_tell_the_numbers_are_an_early_report() -> None:
    told = [
        "红旗区卫生局2010年政府信息公开年度报告",
        "2010年我局没有收到政府信息公开申请，没有发生因政府信息公开引发的行政复议和行政诉讼案件。",
        "全年主动公开政府信息五十六条，其中网站公开四十条、宣传栏公开十六条。",
    ]
    short = parsing.read("\n".join(told).encode())
    assert short.verdict == "report" and short.figures["proactive_items"].value == 56
    assert parsing.read("\n".join([told[0], told[2]]).encode()).verdict == "not_report"  # as a teaser has it
    assert parsing.read("\n".join(told).replace("2010", "2020").encode()).verdict == "not_report"


def test_a_report_without_a_title_and_of_a_township() -> None:
    untitled = re.sub("<title>[^<]*</title>|<h1>.*?</h1>", "", PAGE).replace(
        "样例市财政局2023年政府信息公开工作年度报告", ""
    )
    assert read(untitled).verdict == "report"
    township = read(PAGE.replace("样例市财政局", "样例县青石镇人民政府"))
    assert (township.verdict, township.agency_name) == ("report", "样例县青石镇人民政府")


def test_an_early_report_published_by_a_notice() -> None:
    body = f"<p>一、概述</p>{LONG}<p>二、主动公开政府信息情况</p>{LONG}<p>三、依申请公开情况</p>{LONG}"
    reading = read(page("关于印发青石县民政局2012年政府信息公开工作年度报告的通知", body))
    assert (reading.verdict, reading.agency_name, reading.year) == ("report", "青石县民政局", 2012)


def test_furniture_is_not_part_of_the_last_section() -> None:
    footer = "<div class=footer><p>版权所有：青石县人民政府</p><p>网站标识码9900000001</p></div>"
    wrapped = PAGE.replace("<body>", "<body><div>导航</div><div class=article>", 1).replace(
        "</body>", f"</div>{footer}</body>"
    )
    assert "版权所有" not in read(wrapped).sections["other_matters"]


def test_earlier_editions_are_reports() -> None:
    text = page(
        "青石县民政局2012年政府信息公开工作年度报告",
        f"<p>一、概述</p>{LONG}<p>二、主动公开政府信息情况</p>{LONG}<p>三、依申请公开情况</p>{LONG}<p>四、收费及减免情况</p>{LONG}",
    )
    reading = read(text)
    assert (reading.verdict, reading.form, reading.year, reading.table_forms) == ("report", "narrative", 2012, {})
    assert {figure.state for figure in reading.figures.values()} == {State.ABSENT}
    no_rows = text.replace("2012年", "2016年").replace(
        "</body>", "<table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr></table></body>"
    )
    assert (read(no_rows).form, read(no_rows).table_forms) == ("narrative", {}), "a header alone is no list"
    listed = lists_kit.page(lists_kit.table(lists_kit.rows(STATISTICS, lists_kit.numbers(STATISTICS)))).decode()
    assert (read(listed).form, read(listed).table_forms) == ("2014", {"statistics_2014": "2014"})
    assert read(listed).figures.keys() == STATISTICS.figures.keys()


MENU = (
    "<ul class=nav><li><a href=/zn>政府信息公开指南</a></li><li><a href=/zd>政府信息公开制度</a></li><li><a href=/nb>政府信息公开年报</a></li>"
    "<li><a href=/nb/2022>青石县人民政府2022年政府信息公开工作年度报告</a></li><li><a href=/wz>政府网站年度报表</a></li></ul>"
)
PLACE = "<div>当前位置：<a href=/>首页</a> &gt; 政府信息公开 &gt; 政府信息公开年报</div>"
SENTENCE = "各级行政机关应当按照要求做好相关工作，确保内容真实准确完整，全年共办理各类事项120件。"
OTHERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "website report": ("青石县人民政府网站工作年度报表（2023年度）", ("填报单位：青石县人民政府办公室", "信息发布 总数（单位：条） 1200", "概况类信息更新量 30", "政务动态信息更新量 900", "信息公开目录信息更新量 270", "依申请公开政府信息数 3")),
    "rule of law report": ("青石县民政局2023年法治政府建设年度报告", ("一、主要举措和成效", SENTENCE, "（三）全面推进政务公开，收到政府信息公开申请3件，予以公开3件。", "二、存在的主要问题", SENTENCE, "三、下一步工作安排", SENTENCE)),
    "notice to compile": ("关于做好2023年政府信息公开工作年度报告编制工作的通知", ("各镇人民政府，县政府各部门：", "一、总体情况部分应当包括主动公开、依申请公开等内容。", "二、主动公开政府信息情况按表填写。", "三、收到和处理政府信息公开申请情况按表填写。", "四、政府信息公开行政复议、行政诉讼情况按表填写。", "五、存在的主要问题及改进情况。", "六、其他需要报告的事项。", SENTENCE * 8)),
    "guide": ("青石县民政局政府信息公开指南", ("一、总体情况", SENTENCE * 4, "二、主动公开政府信息情况", SENTENCE * 4, "三、依申请公开", SENTENCE * 4)),
    "catalogue": ("青石县民政局政府信息公开目录", ("序号 信息名称 公开时限", "1 政府信息公开年报 每年1月31日前", "2 财政预决算 20日内", SENTENCE * 10)),
    "regulation": ("青石县政府信息公开工作年度报告制度", ("第一条 为规范年度报告的编制，制定本制度。", "第二条 年度报告应当包括主动公开政府信息情况、收到和处理政府信息公开申请情况。", SENTENCE * 12)),
    "index of reports": ("青石县各部门2023年政府信息公开工作年度报告汇总", tuple(f"青石县{name}2023年政府信息公开工作年度报告" for name in ("民政局", "财政局", "教育局", "水务局", "司法局", "统计局", "审计局", "交通运输局"))),
    "budget": ("青石县民政局2023年度部门决算公开", ("一、总体情况", SENTENCE * 5, "二、收入支出决算总表", "收入 1200 支出 1100", "三、其他需要说明的事项", SENTENCE * 5)),
    "institution's legal-person report": ("事业单位法人年度报告书（2023年度）", ("单位名称：青石县图书馆", "宗旨和业务范围 提供图书借阅", "开展业务活动情况", SENTENCE * 10)),
    "university": ("青石大学2022-2023学年信息公开年度报告", ("一、概述", SENTENCE * 5, "二、主动公开情况", SENTENCE * 5, "三、依申请公开情况", SENTENCE * 5, "四、对信息公开的评议情况", SENTENCE * 5)),
    "hospital": ("青石县人民医院2023年度院务公开工作报告", ("一、总体情况", SENTENCE * 6, "二、存在的主要问题", SENTENCE * 6)),
    "government work report": ("2023年青石县政府工作报告", ("一、2022年工作回顾", SENTENCE * 8, "二、2023年工作安排", SENTENCE * 8)),
    "proposals": ("青石县民政局2023年人大建议和政协提案办理情况", ("一、总体情况", SENTENCE * 5, "二、办理结果公开情况", SENTENCE * 5)),
    "news about reports": ("我县全面完成2023年度政府信息公开工作年度报告发布", ("近日，全县43个单位的政府信息公开工作年度报告全部按时发布。", SENTENCE * 10)),
    "single reply": ("政府信息公开申请答复书（青政公开〔2023〕第5号）", ("张某：", "本机关于2023年3月1日收到您提交的政府信息公开申请。经查，您申请的信息本机关不掌握。", SENTENCE * 8)),
    "plan": ("青石县2023年政务公开工作要点", ("一、深化主动公开", SENTENCE * 6, "二、规范依申请公开", SENTENCE * 6)),
    "picture of a report": ("一图读懂青石县2023年政府信息公开工作年度报告", ("收到政府信息公开申请12件，予以公开10件。", SENTENCE * 10)),
    "summary": ("青石县民政局2023年政务公开工作总结", ("一、主要做法", SENTENCE * 8, "二、下一步打算", SENTENCE * 8)),
    "housing fund": ("青石市住房公积金2023年年度报告", ("一、机构概况", SENTENCE * 8, "二、业务运行情况", SENTENCE * 8, "三、其他重要事项", SENTENCE * 8)),
    "half-year": ("青石县民政局2023年上半年政府信息公开工作情况报告", ("一、总体情况", SENTENCE * 6, "二、主动公开政府信息情况", SENTENCE * 6, "三、存在的主要问题及改进情况", SENTENCE * 6)),
    "utility": ("青石县自来水公司2023年信息公开年度报告", ("一、总体情况", SENTENCE * 6, "二、主动公开信息情况", SENTENCE * 6)),
    "not found": ("页面不存在", ("抱歉，您访问的页面不存在或已被删除。",)),
    "login": ("统一身份认证平台", ("用户名", "密码", "请登录后查看政府信息公开年报",)),
    "maintenance": ("系统维护公告", ("网站正在升级改造，政府信息公开年报栏目暂停访问。",)),
    "search": ("站内检索：政府信息公开年报", tuple(f"青石县{name}{year}年政府信息公开工作年度报告 发布时间：{year + 1}-01-20" for name in ("民政局", "财政局") for year in range(2015, 2024))),
}  # fmt: skip


def _text(title: str, lines: Sequence[str]) -> str:
    return "\n".join((title, *lines))


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def _rows(lines: Sequence[str]) -> str:
    """Lines as rows of a table, a word a cell."""
    return (
        "<table>" + "".join(f"<tr>{''.join(f'<td>{w}</td>' for w in line.split())}</tr>" for line in lines) + "</table>"
    )


SKINS: dict[str, Callable[[str, Sequence[str]], str]] = {
    "plain": lambda title, lines: page(title, _paragraphs(lines)),
    "menu beside": lambda title, lines: page(title, f"{MENU}{PLACE}<div class=content>{_paragraphs(lines)}</div>{MENU}"),
    "column's name in the title": lambda title, lines: f"<html><head><title>{title}_政府信息公开年报_青石县人民政府</title></head><body>{PLACE}<h1>{title}</h1>{_paragraphs(lines)}</body></html>",
    "table": lambda title, lines: page(title, PLACE + _rows(lines)),
    "text": _text,
}  # fmt: skip


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("kind", OTHERS)
def test_other_documents(kind: str, skin: str) -> None:
    reading = read(SKINS[skin](*OTHERS[kind]))
    assert reading.verdict in {"not_report", "unreadable", "blocked"}
    assert reading.reason
    assert (reading.figures, reading.year, reading.form) == ({}, None, None)


LISTED = lists_kit.rows(STATISTICS, lists_kit.numbers(STATISTICS))
EMPTY = [LISTED[0], *([label, unit, ""] for label, unit, _ in LISTED[1:])]
FILED = "填报单位（盖章）：样例县教育局"


def _listed(*lines: str, grid: lists_kit.Grid = LISTED, name: str | None = None) -> Reading:
    above = "".join(f"<p>{line}</p>" for line in lines)
    return parsing.read(
        f"<html><meta charset=utf-8><body>{above}{lists_kit.table(grid)}</body></html>".encode(), name=name
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("2016年度政府信息公开情况统计表", FILED),
        ("样例县教育局2016年政府信息公开情况统计表",),
        ("附件2", "政府信息公开情况统计表", "（2016年度）", "填报单位：样例县教育局　　填报日期：2017年1月9日"),
        ("政府信息公开工作情况统计表（2016年1-12月）", "单位名称：样例县教育局"),
        ("政府信息公开情况统计表", "统计时间：2016年1月1日至12月31日", "填表人：王某　电话：83990000　填报单位：样例县教育局　单位负责人：张某"),
    ],
)  # fmt: skip
def test_a_statistics_list_of_its_own_is_the_report_of_its_year(lines: tuple[str, ...]) -> None:
    reading = _listed(*lines)
    assert (reading.verdict, reading.form, reading.agency_name, reading.year) == (
        "report",
        "2014",
        "样例县教育局",
        2016,
    )
    assert "政府信息公开" in (reading.title or "")
    assert {key: figure.value for key, figure in reading.figures.items()} == lists_kit.numbers(STATISTICS)


def test_a_statistics_list_with_its_title_and_issuer_in_the_table() -> None:
    grid = [["政府信息公开情况统计表（2016年度）", "", ""], ["填报单位：", "样例县教育局", ""], *LISTED]
    reading = _listed(grid=grid)
    assert (reading.verdict, reading.agency_name, reading.year) == ("report", "样例县教育局", 2016)
    assert reading.evidence["agency_name"] == "filed_by"


def test_a_statistics_list_named_by_its_file() -> None:
    reading = _listed("政府信息公开情况统计表", name="样例县教育局2016年度政府信息公开情况统计表.xls")
    assert (reading.verdict, reading.agency_name, reading.year) == ("report", "样例县教育局", 2016)


@pytest.mark.parametrize(
    "lines",
    [
        ("2016年第一季度政府信息公开情况统计表", FILED),
        ("政府信息公开情况统计表", "（2016年上半年）", FILED),
        ("政府信息公开情况统计表（2016年1-6月）", FILED),
        ("2016年10月政府信息公开情况统计表", FILED),
        ("2016年十月份政府信息公开情况统计表", FILED),
        ("政府信息公开情况统计表", FILED),
        ("政府信息公开情况统计表", "填报单位：样例县教育局　填报日期：2016年1月9日"),
        ("2016年度政府信息公开情况统计表", "填报单位（盖章）："),
        ("2023年度政府信息公开情况统计表", FILED),
        ("关于报送2016年度政府信息公开情况统计表的通知", FILED),
    ],
)  # fmt: skip
def test_lists_that_are_no_annual_report(lines: tuple[str, ...]) -> None:
    reading = _listed(*lines)
    assert (reading.verdict, reading.figures) == ("not_report", {})


def test_an_empty_list_is_the_blank_form() -> None:
    reading = _listed("2016年度政府信息公开情况统计表", FILED, grid=EMPTY)
    assert (reading.verdict, reading.reason) == ("not_report", "the blank form")


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_tables_two_to_four_on_their_own(form: str) -> None:
    report = make(form)
    tables = "".join(re.findall("<table.*?</table>", render_html(report), flags=re.DOTALL))
    filed = f"<p>附件</p><p>填报单位（盖章）：样例市财政局</p><p>（{report.year}年度）</p>"
    named = f"样例市财政局{report.year}年政府信息公开工作年度报告附表.html"
    reading = parsing.read(f"<html><meta charset=utf-8><body>{filed}{tables}</body></html>".encode(), name=named)
    assert (reading.verdict, reading.form, reading.agency_name, reading.year) == (
        "report",
        form,
        "样例市财政局",
        report.year,
    )
    unnamed = parsing.read(f"<html><meta charset=utf-8><body>{filed}{tables}</body></html>".encode())
    assert (unnamed.verdict, unnamed.agency_name) == ("report", "样例市财政局")
