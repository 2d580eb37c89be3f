"""Writes a brief as a Word document, its numbers and citations linked to numbered notes at the end."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section as Sheets
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as Block
from lxml.etree import _Element

from kg.reports import printing, wording
from kg.reports.content import Brief, Item, Name, Number, Quote, Run
from kg.reports.wording import Wording

__all__ = ["write"]

_ACCENT, _QUIET = RGBColor(0x14, 0x37, 0x5E), RGBColor(0x5A, 0x62, 0x6D)
_SANS, _SERIF, _MONO = "Calibri", "Georgia", "Consolas"
_EASTERN = {"en": "SimSun", "zh": "Microsoft YaHei"}
#: The earliest time that a ZIP archive can hold; what nobody dates has this date.
_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


def write(brief: Brief) -> bytes:
    """Return the brief as DOCX; the same brief gives the same bytes, dated only by `SOURCE_DATE_EPOCH`."""
    said = wording.load(brief.language)
    document = docx.Document()
    _prepare(document, brief)
    document.add_paragraph(said.text("eyebrow"), "Eyebrow")
    document.add_paragraph(printing.printable(brief.title), "Title")
    _Writer(document, brief, said).write()
    buffer = io.BytesIO()
    document.save(buffer)
    return _dated(buffer.getvalue())


class _Writer:
    """Writes the parts of one brief in reading order; `_marked` counts the bookmarks, each of which has a number."""

    def __init__(self, document: Document, brief: Brief, said: Wording) -> None:
        self._document, self._brief, self._said = document, brief, said
        self._numbers, self._marked = brief.recounts(), 0

    def write(self) -> None:
        self._tell(self._document.add_paragraph(style="Lead"), self._brief.summary.runs)
        self._figures()
        for section in self._brief.sections:
            self._document.add_paragraph(section.title, "Heading 1")
            for block in section.blocks:
                if isinstance(block, Item):
                    self._item(block)
                else:
                    self._tell(self._document.add_paragraph(), block.runs)
        self._sources()
        self._notes()

    def _figures(self) -> None:
        if not self._brief.figures:
            return
        cells = self._document.add_table(rows=1, cols=len(self._brief.figures)).rows[0].cells
        for cell, figure in zip(cells, self._brief.figures, strict=True):
            self._tell(cell.paragraphs[0], [figure.number], size=Pt(18))
            cell.add_paragraph(figure.label)

    def _item(self, item: Item) -> None:
        block = self._document.add_paragraph(style="Item")
        for run in item.head:
            self._tell(block, [run], bold=True)
        block.add_run(self._said.text("head.last"))
        self._tell(block, item.runs)

    def _sources(self) -> None:
        if not self._brief.references:
            return
        self._document.add_paragraph(self._said.text("sources.title"), "Heading 2")
        self._document.add_paragraph(self._said.text("sources.offsets"), "Note")
        for reference in self._brief.references:
            block = self._document.add_paragraph(style="Note")
            self._mark(block, reference.key)
            block.add_run(f"{reference.key} ").bold = True
            said = printing.described(reference, self._said)
            block.add_run(printing.printable(f"{reference.study}: {said}"))

    def _notes(self) -> None:
        self._document.add_paragraph(self._said.text("notes.title"), "Heading 2")
        self._document.add_paragraph(printing.preamble(self._brief, self._said), "Note")
        _in_columns(self._document.add_section(WD_SECTION.CONTINUOUS), 3)
        for command, read in printing.grouped(self._brief, self._said):
            block = self._document.add_paragraph(style="Note")
            block.add_run(printing.printable(command)).font.name = _MONO
            for number, words in read:
                block.add_run(": " if number == read[0][0] else "; ")
                self._mark(block, f"n{number}")
                block.add_run(f"{number} ").bold = True
                for part in words:
                    block.add_run(printing.printable(part.words)).font.name = _MONO if part.is_code else None

    def _tell(self, block: Block, runs: Iterable[Run], *, bold: bool = False, size: Pt | None = None) -> None:
        for run in runs:
            if isinstance(run, Number):
                shown = block.add_run(str(run))
                shown.bold, shown.font.size = True, size
                self._link(block, str(self._numbers[run.recount]), f"n{self._numbers[run.recount]}", raised=True)
            elif isinstance(run, Quote):
                self._quote(block, run)
            else:
                words = printing.printable(run.words) if isinstance(run, Name) else run.words
                block.add_run(words).bold = bold or None

    def _quote(self, block: Block, quote: Quote) -> None:
        words = printing.printable(quote.words)
        for part in (self._said.text("quote.open"), words, self._said.text("quote.close")):
            block.add_run(part).font.name = _SERIF
        who = f"{printing.printable(quote.who)} · " if quote.who else ""
        block.add_run(f" ({who}").font.color.rgb = _QUIET
        self._link(block, printing.citation(self._brief, quote), self._brief.keys()[quote.study])
        block.add_run(")").font.color.rgb = _QUIET

    def _link(self, block: Block, words: str, anchor: str, *, raised: bool = False) -> None:
        """Add words that lead to a bookmark of this document."""
        run = block.add_run(words)
        run.font.color.rgb = _QUIET
        run.font.superscript = raised or None
        link = _element("w:hyperlink", {"w:anchor": anchor, "w:history": "1"})
        block._p.replace(run._r, link)
        link.append(run._r)

    def _mark(self, block: Block, name: str) -> None:
        """Put a bookmark at the head of a paragraph."""
        self._marked += 1
        block._p.append(_element("w:bookmarkStart", {"w:id": str(self._marked), "w:name": name}))
        block._p.append(_element("w:bookmarkEnd", {"w:id": str(self._marked)}))


def _prepare(document: Document, brief: Brief) -> None:
    """Set the sheet, the styles, and what the document says of itself."""
    sheet = document.sections[0]
    sheet.page_width, sheet.page_height = Mm(210), Mm(297)
    sheet.left_margin = sheet.right_margin = Mm(16)
    sheet.top_margin = sheet.bottom_margin = Mm(12)
    normal = _style(document, "Normal", 9, _SANS)
    _speak(normal, brief.language)
    _style(document, "Title", 20, _SERIF, color=_ACCENT, around=(0, 3))
    _style(document, "Heading 1", 11.5, _SERIF, color=_ACCENT, around=(5, 2))
    _style(document, "Heading 2", 8, _SANS, color=_ACCENT, around=(5, 2))
    _style(document, "Eyebrow", 8.5, _SANS, color=_ACCENT)
    _style(document, "Lead", 10.5, _SERIF, around=(0, 4))
    _style(document, "Note", 6.5, _SANS, color=_QUIET, around=(0, 0))
    _style(document, "Item", 9, _SANS).paragraph_format.left_indent = Mm(4)
    about = document.core_properties
    about.title, about.author, about.comments = printing.printable(brief.title)[:255], "", ""
    about.language = brief.language
    about.created = about.modified = _moment()


def _style(
    document: Document,
    name: str,
    size: float,
    font: str,
    *,
    color: RGBColor | None = None,
    around: tuple[float, float] = (0, 2),
) -> ParagraphStyle:
    """Set or make the style of that name: its size, and the space before and after a paragraph, in points."""
    known = {style.name for style in document.styles}
    style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no style of a paragraph")
    style.font.name, style.font.size = font, Pt(size)
    style.font.color.rgb = color
    style.paragraph_format.space_before, style.paragraph_format.space_after = map(Pt, around)
    style.paragraph_format.line_spacing = 1.0
    for theme in style.element.iter(qn("w:rFonts")):
        for name_of in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            theme.attrib.pop(qn(name_of), None)
    return style


def _speak(style: ParagraphStyle, language: str) -> None:
    """Set the language in which the text is spelt, and the font of its Chinese characters."""
    properties = style.element.get_or_add_rPr()
    properties.rFonts.set(qn("w:eastAsia"), _EASTERN[language])
    properties.append(_element("w:lang", {"w:val": "en-GB", "w:eastAsia": "zh-CN"}))


def _in_columns(sheets: Sheets, number: int) -> None:
    columns = sheets._sectPr.find(qn("w:cols"))
    if columns is not None:
        columns.set(qn("w:num"), str(number))
        columns.set(qn("w:space"), "200")


def _element(name: str, attributes: dict[str, str]) -> _Element:
    return OxmlElement(name, {qn(attribute): value for attribute, value in attributes.items()})


def _moment() -> datetime:
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return max(_UNDATED, datetime.fromtimestamp(int(seconds), UTC)) if seconds.isdecimal() else _UNDATED


def _dated(content: bytes) -> bytes:
    """Return the same archive with one time for all its parts, so that no clock is in it."""
    moment, out = _moment(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, parts.read(name))
    return out.getvalue()
