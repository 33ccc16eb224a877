"""dataset.site.operator: what an operator may say of the site, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from dataset.errors import DatasetError
from dataset.site.operator import Operator, load_operator


def test_what_an_operator_says(tmp_path: Path) -> None:
    file = tmp_path / "site.yml"
    file.write_text("", encoding="utf-8")
    assert load_operator(file) == Operator()
    file.write_text(
        "address: https://ogi.example.cn/\nerrors: mailto:a@example.cn\nicp: 京ICP备0号\nvalidate: true\n",
        encoding="utf-8",
    )
    said = load_operator(file)
    assert said == Operator("https://ogi.example.cn", "mailto:a@example.cn", "京ICP备0号", validate=True)
    assert said.at("/about") == "https://ogi.example.cn/about" and Operator().at("/about") == "/about"


@pytest.mark.parametrize(
    "text",
    ["adress: https://a.cn", "address: javascript:alert(1)", "address: https://a.cn/path", "errors: mailto:x", "validate: 1",
     "- a", "icp: ''", "archive: /etc", "address: [1", "police_link: //a.cn", "icp: 7"],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "site.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match="are wrong") as caught:
        load_operator(file)
    assert "\n" not in str(caught.value)
