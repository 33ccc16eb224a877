"""Until when was a report due by law?

Report years 2008 to 2018: every organ by 31 March of the next year (Regulations of 2007, art. 31). Since 2019:
departments of governments at county level and above by 31 January (Regulations of 2019, art. 49(1)), governments at
county level and above by 31 March (art. 49(2)). For townships, sub-districts, dispatched bodies, zones, vertical
systems and authorised organisations the law names no date, so none is given.

Since 2019 the date hangs on the type of agency. Here the type is told from the name, and only where the name alone
leaves no doubt; everything else is None, never a guess.
"""

from __future__ import annotations

import re
from datetime import date

FIRST_YEAR = 2008
REGULATIONS_OF_2019 = 2019

_PLACE = r"(?:省|市|县|区|旗|州|自治区)"
_TYPES = (
    ("subdistrict_office", re.compile(r"街道办事处$")),
    ("township_government", re.compile(r"(?:乡|镇|苏木)人民政府$")),
    ("government_office", re.compile(_PLACE + r"人民政府办公[厅室]$")),
    ("people_government", re.compile(_PLACE + r"人民政府$")),
    (
        "department",
        re.compile(
            _PLACE + r"(?:人民政府)?(?:发展和改革|教育|科学技术|工业和信息化|民族宗教事务|公安|民政|司法|财政|"
            r"人力资源和社会保障|规划和自然资源|自然资源|自然资源和规划|生态环境|住房和城乡建设|住房和城市建设|城市管理|交通运输|水务|水利|"
            r"农业农村|商务|文化和旅游|卫生健康|退役军人事务|应急管理|审计|市场监督管理|体育|统计|医疗保障)(?:局|厅|委员会)$"
        ),
    ),
)
# Names that look like one of the above and are not: functional zones and new areas have departments without being a
# government at county level, and vertical systems and branches report in their own way.
_UNCERTAIN = re.compile(
    r"开发区|高新区|新区|园区|示范区|试验区|风景区|管理区|保税区|度假区|合作区|国家税务总局|分局|兵团|农场"
)


def certain_type(name: str) -> str | None:
    """Which type of agency is this, where its printed name alone makes it certain? Else None."""
    if _UNCERTAIN.search(name):
        return None
    return next((kind for kind, pattern in _TYPES if pattern.search(name)), None)


def due_on(year: int, agency_type: str | None) -> date | None:
    """By what date was the report for ``year`` due? None where the law names no date or the type is not known."""
    if FIRST_YEAR <= year < REGULATIONS_OF_2019:
        return date(year + 1, 3, 31)
    if year >= REGULATIONS_OF_2019 and agency_type == "department":
        return date(year + 1, 1, 31)
    if year >= REGULATIONS_OF_2019 and agency_type == "people_government":
        return date(year + 1, 3, 31)
    return None
