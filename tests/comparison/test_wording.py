"""The texts of the comparison: the same names in both languages, and all of them used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.comparison import wording
from kg.errors import QueryError

KG = Path(wording.__file__).parent.parent
FORMS = re.compile(r"\.(one|other)$")


def names(language: str) -> set[str]:
    return {FORMS.sub("", name) for name in wording.texts(language)}


def test_both_languages_say_the_same_things() -> None:
    assert wording.languages() == ("en", "zh")
    assert names("en") == names("zh")


@pytest.mark.parametrize("name", sorted(names("en")))
def test_both_languages_fill_in_the_same_values(name: str) -> None:
    def values(language: str) -> set[str]:
        texts = wording.texts(language)
        return set(re.findall(r"\{(\w+)\}", texts.get(f"{name}.other", texts.get(name, ""))))

    assert values("en") == values("zh")


def test_one_is_told_from_many() -> None:
    assert wording.say("en", "page.cases", n=1) == "1 case"
    assert wording.say("en", "page.cases", n=2) == "2 cases"
    assert wording.say("zh", "page.cases", n=1) == "1 个案例"


def test_another_language_is_refused() -> None:
    with pytest.raises(QueryError, match="'fr'"):
        wording.texts("fr")


def test_no_text_is_left_over() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (*KG.glob("comparison/*.py"), *KG.glob("views/*.py")))
    pages = "".join(
        (KG / "views" / "templates" / f"{name}.html").read_text(encoding="utf-8")
        for name in ("gaps", "matrix", "words")
    )
    used = code + pages
    unused = {name for name in names("en") if name not in used and f'"{name.rpartition(".")[2]}"' not in used}
    families = ("standing.", "status.", "role.", "roles.", "title.", "state.", "gap.")
    assert {name for name in unused if not name.startswith(families)} == set()
