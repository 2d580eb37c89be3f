"""The language of a text: told by its script, or declared in whatever words."""

from __future__ import annotations

import pytest

from kg.loaders import language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Data sharing is not smooth.", "en"),
        ("数据共享不畅。", "zh"),
        ("基于 Big Data 的智慧警务建设研究", "zh"),
        ("Smart policing (智慧警务) in Z City", "en"),
        ("", "en"),
        ("12.5 %", "en"),
    ],
)
def test_a_language_is_told_by_the_script(text: str, tag: str) -> None:
    assert language.guess(text) == tag


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("English", "en"),
        (" 中文 ", "zh"),
        ("eng", "en"),
        ("zh_CN", "zh-CN"),
        ("ZH-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("de-DE-1996", None),
        ("en-gb-oxendict", "en-GB-oxendict"),
        ("the English language", None),
        ("", None),
    ],
)
def test_a_declared_language_becomes_a_tag(declared: str, tag: str | None) -> None:
    assert language.tag(declared) == tag
