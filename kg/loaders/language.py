"""The language of a text, as a BCP 47 tag: declared in whatever words, or told by the script."""

from __future__ import annotations

import re

__all__ = ["guess", "tag"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*")
_NAMES = {
    "english": "en",
    "eng": "en",
    "英文": "en",
    "英语": "en",
    "chinese": "zh",
    "chi": "zh",
    "zho": "zh",
    "中文": "zh",
    "汉语": "zh",
}


def guess(text: str) -> str:
    """Return `zh` where a third of the letters or more are Chinese characters, else `en`."""
    han = 0 if text.isascii() else len(_HAN.findall(text))
    return "zh" if han and 3 * han >= sum(map(str.isalpha, text)) else "en"


def tag(declared: str) -> str | None:
    """Return the tag of a language as sources name it (`English`, `zh_CN`, `en-us`), or `None` if it names none."""
    name = declared.strip().replace("_", "-")
    if known := _NAMES.get(name.lower()):
        return known
    if not _TAG.fullmatch(name):
        return None
    first, *rest = name.split("-")
    return "-".join([first.lower(), *map(_subtag, rest)])


def _subtag(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 else part.lower()
