"""What is put onto the pile is given back, whichever list asks, and lists are cut into pages that miss nothing."""

from __future__ import annotations

from pathlib import Path

from kg.views.site.pile import Entries, Pile


def entries(*sizes: int) -> Entries:
    found = Entries()
    for place, size in enumerate(sizes):
        found.add((place, size))
    return found


def test_texts_come_back_while_others_are_put_and_after_they_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "pile"
    with Pile(path) as pile:
        odd, all_of_them = Entries(), Entries()
        for number in range(50):
            place = pile.put(f"text {number} 中文 \ud83d\n")
            all_of_them.add(place)
            if number % 2:
                odd.add(place)
            if number == 20:
                pile.forget()
            assert list(pile.take(all_of_them, range(number, number + 1))) == [f"text {number} 中文 \ud83d\n"]
        pile.forget()
        assert [text.split()[1] for text in pile.take(odd, range(len(odd)))] == [str(n) for n in range(1, 50, 2)]
    assert not path.exists()


def test_a_page_ends_with_enough_entries_or_enough_bytes() -> None:
    assert list(entries(*[1] * 7).pages(3, 100)) == [range(3), range(3, 6), range(6, 7)]
    assert list(entries(40, 70, 200, 10).pages(3, 100)) == [range(1), range(1, 2), range(2, 3), range(3, 4)]


def test_an_empty_list_has_one_page() -> None:
    assert list(entries().pages(3, 100)) == [range(0)]
