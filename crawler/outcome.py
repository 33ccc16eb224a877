"""What does a run say about a site, held against the run before?

``ok`` means that every link that should be a report got a final answer and that there are at least as many reports as
the registry expects and as last time. Fewer is never taken for a removal: it makes the site ``suspect``, or what its
answers say is the reason. Every state comes with a line about what a person can do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from crawler.findings import Findings
from crawler.records import Capture, Options, RunManifest, SiteResult, SiteState
from crawler.registry import Site
from crawler.verdicts import BLOCKED, GONE, MISSED, UNREACHED, Verdict

Note = tuple[str, str]

_BOUNDS = {
    "hubs": ("导航页", "hub pages"),
    "columns": ("栏目数", "columns"),
    "tries": ("机关菜单中试开的页面", "pages of offices that are tried"),
    "pages": ("列表页数", "listing pages"),
    "leads": ("链接数", "links"),
}
_OBSTACLES = {
    Verdict.CHALLENGE: ("遇到验证页", "met with a challenge"),
    Verdict.WAF_BLOCK: ("被防火墙拦截", "refused by a firewall"),
    Verdict.THROTTLED: ("被限流", "were throttled"),
    Verdict.JS_SHELL: ("须用浏览器打开", "need a browser"),
    Verdict.GEO_OR_NETWORK: ("连接不上", "were not reached"),
    Verdict.TLS_ERROR: ("TLS 握手或证书失败", "failed in TLS"),
    Verdict.ROBOTS_DISALLOWED: ("robots.txt 不允许", "are closed by robots.txt"),
    Verdict.OFF_HOST: ("指向 hosts 以外的主机", "lead to hosts that are not listed"),
    Verdict.HTTP_ERROR: ("返回错误状态", "answered with an error status"),
    Verdict.SOFT_404: ("页面已不存在", "are gone"),
    Verdict.REDIRECT_HOME: ("跳回首页", "redirect to the home page"),
    Verdict.TOO_LARGE: ("文件过大", "are too large"),
    Verdict.UNREADABLE: ("文件无法读取", "are unreadable"),
}
_ADVICE: dict[SiteState, Note] = {
    SiteState.OK: ("", ""),
    SiteState.SUSPECT: (
        "请人工打开栏目核对；若报告确已撤下，把新的数目写入 expect.min",
        "open the column and compare; if reports were really taken down, write the new number into expect.min",
    ),
    SiteState.BLOCKED: (
        "门户拒绝本程序访问：换时间或换境内网络再试，或联系该机关；用浏览器保存的文件可用 ogi read 读取",
        "the portal refuses us: try another time or a network in China, or ask the office; "
        "files saved with a browser can be read with ogi read",
    ),
    SiteState.DRIFTED: (
        "栏目已迁移：请找到新地址并更新登记表的 start 和 listings",
        "the column has moved: find it and correct start and listings in the registry",
    ),
    SiteState.UNREACHABLE: (
        "连接不上：稍后再试，核对网址；部分门户只对境内网络开放",
        "not reached: try later and check the address; some portals answer only networks in China",
    ),
    SiteState.ROBOTS_DISALLOWED: (
        "robots.txt 不允许采集，本程序遵守；如需要可向该机关请求许可",
        "robots.txt forbids crawling and is obeyed; the office can be asked for permission",
    ),
}

_TLS_ADVICE: Note = (
    "https 未能建立：在浏览器里看过证书后，可在登记表为该门户写明 tls: legacy、tls: unverified 或 scheme: http",
    "https could not be set up: look at the certificate in a browser, then tls: legacy, tls: unverified or "
    "scheme: http may be written for this site",
)
_BROWSER_ADVICE: Note = (
    "部分页面靠脚本生成而未能打开：请确认装有浏览器（apt-get install chromium），或把栏目的数据页网址写入 listings",
    "some pages are made by scripts and could not be opened: see that there is a browser "
    "(apt-get install chromium), or put the address of the column's own pages into listings",
)
_AGAIN: Note = ("下次采集会再试这些链接", "the next crawl will try these links again")


def before(runs: Iterable[RunManifest], site: Site, options: Options) -> int | None:
    """How many reports the site is held against. ``runs`` are the earlier ones, newest first.

    The number of the last comparable run in which the site was ``ok``, so that a loss stays visible until it is
    healed; if there is none, of the last comparable run. A changed ``expect.min`` is a person's word on a loss: runs
    from before it are not looked at.
    """
    last: int | None = None
    for run in runs:
        result = run.results.get(site.id)
        if result is None or run.options != options:
            continue
        if any(other.id == site.id and other.expect_min != site.expect_min for other in run.sites):
            return last
        if result.state is SiteState.OK:
            return result.reports_found
        last = result.reports_found if last is None else last
    return last


def assess(
    site: Site,
    options: Options,
    findings: Findings,
    *,
    captures: Counter[str],
    requests: int,
    received: int,
    reports_before: int | None,
) -> SiteResult:
    """The result of a run at one site. ``requests`` were sent and ``received`` bytes came."""
    found = len(findings.reports)
    wanted = max(0 if options.partial else site.expect_min, reports_before or 0)
    state = _state(findings, found, wanted)
    notes = [*_numbers(findings, found, wanted), *_obstacles(findings), *_moved(findings), *_loosened(site)]
    notes += _particular(findings)
    notes.append(_AGAIN if state is SiteState.SUSPECT and found >= wanted else _ADVICE[state])
    platform = site.platform or next((name for name, _ in findings.platforms.most_common()), None)
    return SiteResult(
        site_id=site.id,
        platform=platform,
        state=state,
        leads=len(findings.leads),
        captures=dict(sorted(captures.items())),
        requests=requests,
        bytes=received,
        reports_found=found,
        reports_before=reports_before,
        note="；".join(zh for zh, _ in notes if zh),
        note_en="; ".join(en for _, en in notes if en),
        found_on=tuple(findings.found_on),
        linked=_by_run(findings.linked),
    )


def _by_run(captures: Iterable[Capture]) -> dict[str, str]:
    """The numbers of captures by run, runs of them drawn together: ``1-3,7``."""
    numbers: dict[str, set[int]] = {}
    for capture in captures:
        numbers.setdefault(capture.run_id, set()).add(capture.number)
    return {run_id: _ranges(sorted(found)) for run_id, found in sorted(numbers.items())}


def _ranges(numbers: list[int]) -> str:
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ",".join("-".join(map(str, part)) for part in parts)


def _state(findings: Findings, found: int, wanted: int) -> SiteState:
    missed = [verdict for verdict in findings.leads.values() if verdict in MISSED]
    complete = not missed and not findings.bounds and findings.ended in (None, "sample")
    entries = [visit.verdict for visit in findings.entries]
    opened = not entries or any(verdict in (Verdict.OK, Verdict.NOT_REPORT) for verdict in entries)
    if complete and (opened or found) and found >= wanted:
        return SiteState.OK
    refused = [verdict for verdict in (*entries, *missed) if verdict in BLOCKED]
    if entries and all(verdict is Verdict.ROBOTS_DISALLOWED for verdict in entries):
        return SiteState.ROBOTS_DISALLOWED
    if refused and (not found or findings.ended == "refused" or any(verdict in BLOCKED for verdict in entries)):
        return SiteState.BLOCKED
    if entries and not found and all(verdict in UNREACHED for verdict in entries):
        return SiteState.UNREACHABLE
    if findings.drifted or (entries and all(verdict in GONE for verdict in entries)):
        return SiteState.DRIFTED
    return SiteState.SUSPECT


def _numbers(findings: Findings, found: int, wanted: int) -> Iterator[Note]:
    if found < wanted:
        yield f"找到 {found} 份报告，应有 {wanted} 份", f"reports found: {found}, expected: {wanted}"
    if not found and not findings.leads and findings.entries:
        yield "没有找到年报栏目的链接", "no links of an annual-report column were found"
    for bound in sorted(findings.bounds):
        zh, en = _BOUNDS[bound]
        yield f"{zh}达到上限，未看完", f"the limit of {en} was reached, not all was seen"
    if findings.ended == "limit":
        yield "请求数达到上限，未看完", "the limit of requests was reached, not all was seen"
    if findings.ended == "failed":
        yield "程序内部出错，未看完，详见 logs", "the crawler itself failed, not all was seen: see logs"
    if findings.ended == "refused":
        yield "连续被拒绝或无应答，已停止访问", "refused or unanswered several times in a row, so asking was stopped"


def _obstacles(findings: Findings) -> Iterator[Note]:
    """What stood in the way, by verdict: first of the pages on the way, then of the links."""
    for visit in findings.entries:
        answered = visit.verdict is Verdict.JS_SHELL and visit.page() is not None  # its platform told how to go on
        if visit.verdict in _OBSTACLES and not answered:
            zh, en = _OBSTACLES[visit.verdict]
            detail = f"（{visit.capture.detail}）" if visit.capture.detail else ""
            detail_en = f" ({visit.capture.detail})" if visit.capture.detail else ""
            yield f"{visit.capture.url} {zh}{detail}", f"{visit.capture.url} {en}{detail_en}"
    counts = Counter(verdict for verdict in findings.leads.values() if verdict is not None)
    for verdict, count in sorted(counts.items()):
        if verdict in _OBSTACLES:
            zh, en = _OBSTACLES[verdict]
            yield f"{zh}的链接 {count} 个", f"links that {en}: {count}"
    if findings.foreign:
        hosts = ", ".join(host for host, _ in findings.foreign.most_common(5))
        yield f"未列入 hosts 的主机：{hosts}", f"hosts not listed: {hosts}"


def _moved(findings: Findings) -> Iterator[Note]:
    if findings.drifted and findings.found_at:
        old, new = ", ".join(findings.drifted), ", ".join(findings.found_at)
        yield (
            f"登记的栏目 {old} 已失效，改由 {new} 找到",
            f"the registered column {old} is gone, found at {new} instead",
        )


def _particular(findings: Findings) -> Iterator[Note]:
    """What a person can do about obstacles that a setting or a program takes away."""
    met = {*(visit.verdict for visit in findings.entries), *findings.leads.values()}
    if Verdict.TLS_ERROR in met:
        yield _TLS_ADVICE
    if Verdict.JS_SHELL in met:
        yield _BROWSER_ADVICE


def _loosened(site: Site) -> Iterator[Note]:
    """What was allowed for this site and no other, so that nobody overlooks what its documents are worth."""
    if site.scheme == "http":
        yield "按登记用明文访问", "asked without TLS, as registered"
    if site.tls == "legacy":
        yield "按登记允许旧版 TLS", "old TLS was allowed, as registered"
    if site.tls == "unverified":
        yield "按登记未核对证书，内容无从证明出自该门户", "certificates were not verified, as registered"
