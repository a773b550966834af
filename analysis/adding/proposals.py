"""What a key phrase, a document and the fields decided so far say of the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.adding.record_text import whole
from analysis.documents import Document, language_of
from analysis.importing.cells import reading_fields
from analysis.read import FoundStatement, Reading, read_statements, read_wordings
from analysis.read.languages import LANGUAGES
from analysis.reading import free_ids, matching_speaker, matching_units, slug
from analysis.tables.field_values import FieldValue, Words
from analysis.tables.fields import MAX_PHRASE_WORDS
from analysis.tables.originals import paragraphs
from analysis.tables.vocabulary import units_for

Fields = dict[str, FieldValue]
_WORD = re.compile(r"[0-9]+(?:[.,'’][0-9]+)*|[^\W\d_]+")
_LONGEST_WORD = 100


@dataclass(frozen=True)
class Copy:
    """A copy of the document with what was found in it."""

    document: Document
    language: str
    statements: tuple[FoundStatement, ...]

    @classmethod
    def of(cls, document: Document, words: Words, dated: str | None) -> Copy:
        """Read the statements of a document."""
        language = language_of(document.text)
        date = dated or document.dated or None
        known = language in LANGUAGES
        found = read_statements(document.text, words.hedges, words.units, language, date) if known else []
        return cls(document, language, tuple(found))

    def phrases(self) -> dict[str, str]:
        """Return the key phrases found in it, each with the number of its paragraph."""
        texts = {" ".join(one.text.split()): one.paragraph for one in self.statements}
        short = {text: place for text, place in texts.items() if len(text.split()) <= MAX_PHRASE_WORDS}
        return {text: f"paragraph {place}" for text, place in short.items()}

    def source_fields(self) -> Fields:
        """Return what the document says of itself."""
        document = self.document
        told = {
            "title": " ".join(document.title.split()),
            "language": self.language,
            "published": document.dated,
            "sha256": document.sha256,
        }
        return {name: text for name, text in told.items() if text}

    def statement(self, phrase: str) -> FoundStatement | None:
        """Return the statement that a phrase is the wording of."""
        wanted = _plain(phrase)
        found = [one for one in self.statements if wanted in _plain(one.text) or _plain(one.text) in wanted]
        return found[0] if found else None

    def paragraph(self, phrase: str) -> int | None:
        """Return the first paragraph that holds a phrase."""
        blocks = dict(enumerate(paragraphs(self.document.text), 1))
        held = [at for at, block in blocks.items() if _plain(phrase) in _plain(block)]
        whole = (at for at in held if _whole(phrase, blocks[at]) == phrase)
        return next(whole, held[0] if held else None)

    def whole(self, phrase: str) -> str:
        """Return a phrase with the words made whole that it cuts wherever it stands; else as it is."""
        return _whole(phrase, self.document.text)


def reading_of(phrase: str, words: Words, language: str) -> Reading | None:
    """Return the reading of a key phrase; None when it holds no number, or several."""
    readings = read_wordings(phrase, words.hedges, language or None, words.units)
    return readings[0] if len(readings) == 1 else None


def proposed(fields: Mapping[str, FieldValue], copy: Copy | None, words: Words, language: str) -> Fields:
    """Return what follows for the fields that are not there yet; a field not proposed is to be decided."""
    phrase = str(fields.get("phrase") or "")
    found = copy.statement(phrase) if copy and phrase else None
    told = (_from_document(phrase, copy, words) if copy and phrase else {}) | _numbers(
        fields, phrase, words, language
    )
    told |= _counted(fields, told, _noun(phrase, found, words, language), words)
    return {name: value for name, value in told.items() if name not in fields and value is not None}


def proposed_id(fields: Mapping[str, FieldValue], taken: set[str]) -> str:
    """Return a free id for a statement: named by what it counts."""
    name = next((str(fields[key]) for key in ("unit", "quantity") if fields.get(key)), "statement")
    return next(free_ids([slug(name) or "statement"], taken))


def _from_document(phrase: str, copy: Copy, words: Words) -> Fields:
    found = copy.statement(phrase)
    told: Fields = {"paragraph": copy.paragraph(phrase)}
    if found is not None:
        told["speaker"] = matching_speaker(found.speaker_text, words.vocabulary)
        told |= {"window": found.window, "stated_on": found.stated_on}
    return told


def _numbers(fields: Mapping[str, FieldValue], phrase: str, words: Words, language: str) -> Fields:
    """Read numbers, hedge and measure off the phrase, unless other numbers are given or none is to be."""
    given = {"value", "value_low", "value_high"} & fields.keys()
    reading = reading_of(phrase, words, language) if phrase else None
    if reading is None or fields.get("status") == "no_figure":
        return {}
    told = dict(reading_fields(reading, words.vocabulary))
    told.pop("unit", None)
    if not given <= told.keys():
        told = {name: value for name, value in told.items() if not name.startswith("value")}
    return {name: whole(value) for name, value in told.items()}


def _noun(phrase: str, found: FoundStatement | None, words: Words, language: str) -> str | None:
    """Return the counted noun of a phrase."""
    if found is not None:
        return found.unit_text
    reading = reading_of(phrase, words, language) if phrase else None
    return reading.unit_text if reading else None


def _counted(fields: Mapping[str, FieldValue], told: Fields, noun: str | None, words: Words) -> Fields:
    """Propose quantity and unit, each where only one will do."""
    if fields.get("status") == "no_figure":
        return {}
    quantity = fields.get("quantity")
    units = matching_units(noun, words.vocabulary)
    counted = dict.fromkeys(str(words.vocabulary.units[unit]["quantity"]) for unit in units)
    if not quantity and len(counted) == 1:
        quantity = next(iter(counted))
    share = (fields.get("measure") or told.get("measure")) == "share"
    fitting = [unit for unit in units if quantity and unit in units_for(str(quantity), words.vocabulary)]
    return {
        "quantity": quantity,
        "unit": fitting[0] if len(fitting) == 1 and not share else None,
    }


def _whole(phrase: str, text: str) -> str:
    words = phrase.split()
    if not words:
        return phrase
    wanted = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    cut = ""
    for found in wanted.finditer(text):
        start, end = _stretched(text, *found.span())
        if (start, end) == found.span():
            return phrase
        cut = cut or " ".join(text[start:end].split())
    return cut or phrase


def _stretched(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span to the words that it starts or ends inside of.

    Only numbers and words of scripts with capitals count: others write particles and words together.
    """
    near = _WORD.finditer(text, max(0, start - _LONGEST_WORD), end + _LONGEST_WORD)
    spans = [one.span() for one in near if one[0][0].isdigit() or one[0].lower() != one[0].upper()]
    first = min((left for left, right in spans if left < start < right), default=start)
    last = max((right for left, right in spans if left < end < right), default=end)
    return first, last


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
