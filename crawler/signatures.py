"""By what does one know the walls that portals stand behind?

Each signature is a fact about a product seen in front of government portals; the date says as of when. A page with
much visible text is never such a wall: words like 网防G01 stand in the footers of honest pages, and an honest page may
be titled 403. Challenges are recognised and recorded; they are never answered and no cookie is ever forged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.verdicts import Verdict

SHORT = 800
"""Visible characters up to which a page can be a notice of a firewall: some sentences, an address, an event number."""
EMPTY = 200
"""Visible characters up to which a page can be a script that asks the browser to prove itself."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A wall: all that is given must hold. ``body`` and ``headers`` are searched, ``statuses`` empty is any."""

    kind: str
    verdict: Verdict
    seen: str
    """As of when the fact is known."""
    statuses: frozenset[int] = frozenset()
    headers: re.Pattern[str] | None = None
    body: re.Pattern[str] | None = None
    most_text: int = SHORT
    """At most so many visible characters."""
    most_bytes: int = 512 * 1024


def _challenge(
    kind: str, *statuses: int, body: str | None = None, headers: str | None = None, **limits: int
) -> Signature:
    return _signature(Verdict.CHALLENGE, kind, statuses, body, headers, {"most_text": EMPTY} | limits)


def _wall(kind: str, *statuses: int, body: str | None = None, **limits: int) -> Signature:
    return _signature(Verdict.WAF_BLOCK, kind, statuses, body, None, limits)


def _signature(
    verdict: Verdict,
    kind: str,
    statuses: tuple[int, ...],
    body: str | None,
    headers: str | None,
    limits: dict[str, int],
) -> Signature:
    return Signature(
        kind,
        verdict,
        "2026",
        frozenset(statuses),
        re.compile(headers, re.IGNORECASE) if headers else None,
        re.compile(body, re.IGNORECASE | re.DOTALL) if body else None,
        **limits,
    )


SIGNATURES: tuple[Signature, ...] = (
    # 瑞数 RiverSecurity: 412, 202 and also 200; the body is a meta tag and a script, no text (海关, 卫健委, 浦东)
    _challenge("ruishu", body=r"\$_ts\s*=\s*window\s*\[\s*['\"]\$_ts['\"]\s*\]"),
    _challenge("ruishu", 202, 412, body=r"<meta\s[^<>]{0,300}?\br\s*=\s*['\"]?m['\"]?"),
    _challenge("ruishu", 412),
    # 加速乐 (知道创宇): 521, or a script that sets __jsl_clearance. The cookie __jsluid alone comes with good pages too
    _challenge("jsl", 521, most_text=SHORT),
    _challenge("jsl", body=r"__jsl_clearance"),
    _challenge("jsl", headers=r"__jsluid", body=r"document\.cookie\s*=.*location", most_bytes=20_000),
    # 创宇盾: a captcha page, or a notice
    _challenge("chuangyu", body=r"本站开启了验证码保护|/cdn-cgi/js/captcha\.js", most_text=SHORT),
    _wall("chuangyu", body=r"创宇盾.{0,400}拦截|拦截.{0,400}创宇盾"),
    # C3VK (税务总局): 380 bytes of script that set a cookie and reload
    _challenge("c3vk", body=r"C3VK\s*=", most_bytes=1500),
    # WZWS (人民银行, 安徽教育厅)
    _challenge("wzws", body=r"wzwschallenge|WZWSRELw==|wzwsconfirm|dynamicurl.{0,400}wzws"),
    _challenge("wzws", headers=r"wzwsconfirm|wzws_sessionid", body=r"<script.{0,4000}(?:challenge|location)"),
    # 阿里云盾: 405 with a notice; acw_sc__v2 as a script
    _challenge("aliyun", body=r"acw_sc__v2"),
    _wall("aliyun", body=r"您的访问被阻断|potential threats to the server"),
    # a script that only sets a cookie and reloads, of no known maker
    _challenge(
        "script_cookie", body=r"document\.cookie\s*=.{0,2000}location\s*(?:\.|=)", most_bytes=8_000, most_text=60
    ),
    # Cloudflare, and pages that only ask to move a slider
    _challenge("cloudflare", body=r"/cdn-cgi/challenge-platform/|cf-(?:browser-verification|chl-)|_cf_chl_opt"),
    _challenge(
        "captcha",
        body=r"请(?:先|您)?(?:完成|进行|拖动|滑动|点击).{0,20}(?:验证|滑块)|人机(?:身份)?验证|滑动(?:验证|解锁)|安全验证",
        most_text=300,
    ),
    # firewalls known by a status of their own
    _wall("huawei", 418),
    _wall("yunwaf", 461),
    _wall("qianxin", 493),
    _wall("unnamed_422", 422),  # 昌吉
    _wall("unnamed_405", 405),  # a GET is never the wrong method; 阿里云盾 answers so without its notice too
    # firewalls known by their notice
    _wall("tencent", body=r"T-Sec-WAF|腾讯.{0,20}(?:WAF|防火墙)|waf\.tencent|管理员设置的策略阻断"),
    _wall("safeline", body=r"SafeLine|长亭.{0,40}(?:阻断|拦截|雷池)|请求已被.{0,20}阻断"),
    _wall("huawei", body=r"您的请求疑似攻击行为"),
    _wall("yunwaf", body=r"请求被\s*WEB\s*防火墙拦截"),
    _wall("safedog", body=r"网站防火墙.{0,200}(?:拦截|请求|提交)|安全狗.{0,200}拦截"),
    _wall("wangsu", body=r"您的访问可能对网站造成危险|访问行为存在异常"),
    _wall("wf_g01", body=r"网防G01.{0,300}(?:拦截|阻断|异常|禁止访问)|(?:拦截|阻断).{0,300}网防G01"),
    _wall("xuanwu", body=r"(?:玄武盾|云网盾|360网站卫士|奇安信网站卫士).{0,300}(?:拦截|阻断|禁止)"),
    _wall("f5", body=r"requested URL was rejected.{0,200}support ID"),
    _wall("cloudflare", body=r"Attention Required!\s*\|\s*Cloudflare|you have been blocked.{0,2000}Cloudflare"),
    _wall("akamai", body=r"Access Denied.{0,600}Reference\s*(?:#|&#35;)\s*[\da-f.]{8,}"),
    _wall("incapsula", body=r"Incapsula incident ID|_Incapsula_Resource"),
    _wall("fortinet", body=r"Web Page Blocked.{0,400}Attack ID|FortiGuard|FortiWeb"),
    _wall("mod_security", body=r"Mod_?Security|generated by ModSecurity"),
    _wall("sucuri", body=r"Sucuri WebSite Firewall"),
    # hosts that answer only at home, and addresses that were shut out by name
    _wall(
        "fence",
        body=r"(?:仅限|仅允许|只允许|仅支持)[^<]{0,6}(?:境内|国内|大陆)[^<]{0,12}(?:访问|浏览)|"
        r"(?:境外|海外|国外)[^<]{0,20}(?:禁止|限制|无法|不能|不允许)[^<]{0,6}(?:访问|浏览)|"
        r"(?:禁止|限制|不允许)[^<]{0,6}(?:境外|海外|国外)[^<]{0,12}(?:访问|浏览)",
    ),
    _wall("banned", body=r"IP[^<]{0,20}(?:已被|被|已)[^<]{0,8}(?:禁止|封禁|封锁|拉黑|拦截|限制|列入黑名单)"),
    # a refusal with the number under which the office's firewall has it, of no known maker
    _wall(
        "unnamed",
        body=r"(?:拦截|阻断|被拒绝|疑似攻击|非法请求|恶意请求|blocked|rejected).{0,600}"
        r"(?:event|incident|request|trace|事件|请求|拦截)[\s_-]?(?:id|编号|号)\b.{0,40}?[\da-f][\da-f-]{7,}",
        most_bytes=64 * 1024,
    ),
    # asked too often
    _signature(Verdict.THROTTLED, "429", (429,), None, None, {}),
    _signature(
        Verdict.THROTTLED,
        "too_often",
        (),
        r"(?:访问|请求|操作)(?:过于|太)?(?:频繁|频率过高|过快)",
        None,
        {"most_text": 600},
    ),
)

_NOT_FOUND = re.compile(
    r"(?:页面|网页|文章|信息|内容|栏目|文件|链接|地址|资源)(?:可能)?(?:不存在|没有找到|未找到|无法找到|"
    r"已(?:经)?(?:被)?(?:删除|移除|下线|下架|撤回|撤销|屏蔽|失效|过期)|已失效|走丢了|出错|出现错误)|"
    r"(?:找不到|无法找到|没有找到|未找到)(?:您|你)?(?:要|所)?(?:访问|浏览|请求|查看|需要)?的?(?:页面|网页|文件|内容|资源|信息)|"
    r"404(?:notfound|错误|页面|[-—]|$)|(?:错误|error)[:：]?404|notfound|"
    r"系统提示|访问禁止|禁止访问|没有权限|无权(?:限)?访问",
    re.IGNORECASE,
)
_NOT_FOUND_TEXT = 600
"""An honest page that mentions a missing one has more text around it."""


def wall(status: int | None, headers: str, body: str, visible: int) -> Signature | None:
    """The wall this answer is, or None. ``body`` is text, ``visible`` the number of characters a reader would see."""
    for signature in SIGNATURES:
        if (
            (not signature.statuses or status in signature.statuses)
            and visible <= signature.most_text
            and len(body) <= signature.most_bytes
            and (signature.headers is None or signature.headers.search(headers))
            and (signature.body is None or signature.body.search(body))
        ):
            return signature
    return None


def says_not_found(visible: str, title: str) -> bool:
    """Does a page that came as a success say that there is nothing? By its text, and only when it says little else."""
    if len(visible) > _NOT_FOUND_TEXT:
        return False
    return bool(_NOT_FOUND.search(visible)) or (len(visible) <= EMPTY and bool(re.search(r"\b404\b", title)))
