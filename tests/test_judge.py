"""What is not a report is never taken for one; a report is not refused for odd furniture."""

from __future__ import annotations

import re

import pytest

import parsing
from crawler.samples.render import render_html
from parsing.forms import STATISTICS
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


REPORTS = {
    "a real page titled 403": PAGE.replace("<title>", "<title>403 Forbidden</title><title>", 1) + LONG * 30,
    "a page with a cookie script": PAGE.replace("</head>", "<script>document.cookie='visited=1';if(0){location.href='/'}</script></head>"),
    "navigation around it": PAGE.replace("<body>", "<body><div class=nav><a href=/>首页</a><a href=/zn>政府信息公开指南</a><a href=/nb>政府网站工作年度报表</a></div>", 1),
    "an office that left every cell empty": BLANK,
}  # fmt: skip


@pytest.mark.parametrize("text", REPORTS.values(), ids=REPORTS.keys())
def test_a_report_all_the_same(text: str) -> None:
    reading = read(text)
    assert (reading.verdict, reading.agency_name, reading.year) == ("report", "样例市财政局", 2023)


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
