"""The fields of a record: one table from which the checks and the editors' schema are both made."""

from __future__ import annotations

import re
from dataclasses import dataclass

ID_RULE = re.compile(r"[a-z0-9][a-z0-9-]*")
MAX_PHRASE_WORDS = 6
UNDECIDED = "TODO"  # stands in a draft where a person has to decide
LARGEST_VALUE = 1e12
SMALLEST_VALUE = 1e-6

STATUSES: dict[str, str] = {
    "primary": "the statement as its source gives it: evidence",
    "repeat": "a further wording or retelling of the same origin: its rounding is checked, nothing more",
    "derived": "arithmetic on other statements: shown, never evidence",
    "no_figure": "a statement without a number: shown, never evidence",
    "transmission_error": "garbled on its way: shown, never evidence",
    "ambiguous": "what it counts, or when, is not clear: shown, never evidence",
    "forecast": "about what was still to come: shown, never evidence",
    "stale": "an old number of its origin given as if it were current: shown, never evidence",
    "context": "a number about something that is not estimated: shown, never evidence",
}
EVIDENCE = ("primary", "repeat")
MEASURES: dict[str, str] = {
    "total": "how much came in the window altogether (flows)",
    "rate": "how much came a month (flows)",
    "stock": "how much there was at a time (stocks)",
    "share": "a part of a whole, between 0 and 1",
}
MEASURES_OF_KIND = {"flow": ("total", "rate"), "stock": ("stock",), "share": ("share",)}
BASES: dict[str, str] = {
    "stated": "the page says it",
    "inferred": "not on the page: worked out by whoever recorded it",
}
DATE_BASES: dict[str, str] = {
    "stated": "the page is dated",
    "content": "worked out from what the page says",
    "address": "read from the address of the page",
    "other_page": "taken from another page about the same statement",
    "inferred": "not on the page: worked out by whoever recorded it",
}
KIND_OF_MEASURE = {measure: kind for kind, measures in MEASURES_OF_KIND.items() for measure in measures}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    Attributes
    ----------
    name
        Key in the YAML file.
    kind
        ``text``, ``id``, ``ids`` (a list), ``integer``, ``number``, ``edtf``, ``choice`` or ``vocabulary``.
    description
        What an editor shows.
    required
        Whether every record (or statement) has it.
    table
        Vocabulary table whose ids it holds, for kind ``vocabulary``.
    choices
        Word → meaning, for kind ``choice``.
    pattern, remedy
        Form of a text, and how to write it right.
    longest
        Greatest number of characters.
    examples, default
        What an editor offers; a blank default is none.
    """

    name: str
    kind: str
    description: str
    required: bool = False
    table: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    pattern: str = ""
    remedy: str = ""
    longest: int = 2000
    examples: tuple[str | float, ...] = ()
    default: str = ""


def _choice(name: str, description: str, choices: dict[str, str], default: str = "") -> Field:
    return Field(name, "choice", description, choices=tuple(choices.items()), default=default)


SOURCE_FIELDS: tuple[Field, ...] = (
    Field("source", "id", "Id of the source: the file's own name without .yaml.", required=True),
    Field(
        "title",
        "text",
        "Title of the document as it stands there, or in our words where no copy is held.",
        required=True,
        longest=500,
    ),
    Field("publisher", "text", "Who published it; 'Not named in the copy' when it does not.", required=True),
    Field("author", "text", "Author or initials, as given."),
    Field(
        "language",
        "text",
        "Language of the document, as a two-letter code: de, en, uk, …",
        required=True,
        pattern=r"[a-z]{2,3}(-[A-Za-z0-9]+)*",
        remedy="write a language code, as de or en",
        examples=("de", "en", "uk"),
    ),
    Field(
        "published",
        "edtf",
        "Date of publication in EDTF: 2025-04-28, 2025-04, 2025~ (about) when the document does not say.",
        required=True,
        examples=("2025-04-28", "2025-04", "2025~"),
    ),
    Field(
        "accessed",
        "edtf",
        "Day on which the document was read, as 2025-05-31.",
        required=True,
        examples=("2025-05-31",),
    ),
    Field(
        "address",
        "text",
        "Address of the page. Give this or `obtained`.",
        pattern=r"https?://[^\s<>\"']+",
        remedy="write an address that starts with https://",
    ),
    Field("obtained", "text", "How the document was obtained. Give this or `address`."),
    Field("licence", "text", "Licence of the document, or that none is stated.", required=True),
    Field(
        "sha256",
        "text",
        "SHA-256 of the copy that is held, 64 hexadecimal digits (sha256sum FILE). Left out without a copy.",
        pattern=r"[0-9a-f]{64}",
        remedy="write the 64 small hexadecimal digits that sha256sum prints",
    ),
    Field("relays", "text", "The outlet that the document itself cites."),
    Field("note", "text", "What a reader of the record should know, in our own words."),
)

STATEMENT_FIELDS: tuple[Field, ...] = (
    Field("id", "id", "Id of the statement, unique in this file; never reused.", required=True),
    Field(
        "phrase",
        "text",
        "Key phrase of at most six words, never a sentence: as it stands in the document where a copy is "
        "held, else number, hedge and unit in brief.",
        required=True,
        longest=200,
    ),
    Field(
        "paragraph",
        "integer",
        "Paragraph, from 1: blocks of text between blank lines. Required where a copy is held.",
    ),
    Field("speaker", "vocabulary", "Who stated it.", required=True, table="speakers"),
    Field("relayed_by", "vocabulary", "Who passed it on to this source.", table="speakers"),
    Field(
        "quantity",
        "vocabulary",
        "What is counted. Required unless the status is no_figure.",
        table="quantities",
    ),
    Field(
        "value",
        "number",
        "The stated number in digits: 6000000; a share as a fraction: 0.5.",
        examples=(6000000, 0.5),
    ),
    Field("value_low", "number", "Lower number of a range."),
    Field("value_high", "number", "Upper number of a range."),
    Field(
        "hedge",
        "vocabulary",
        "How the number was worded. Default: bare, or range.",
        table="hedges",
        default="bare",
    ),
    Field(
        "hedge_as_reported",
        "text",
        "Hedge in the words of the outlets, a few each, and each outlet named where they differ.",
        longest=200,
    ),
    Field("unit", "vocabulary", "What one counts. Default: the quantity's own unit.", table="units"),
    _choice("measure", "What kind of number it is. Default: by the quantity's kind.", MEASURES),
    Field(
        "window",
        "edtf",
        "Span that the number covers, as an EDTF interval: 2023-06/2025-04, ../2025-03; ~ for about.",
        examples=("2023-06/2025-04", "../2025-03", "2024-01-15/..", "2023-06~/2025-04"),
    ),
    _choice("window_basis", "Whether the page states the window. Default: stated.", BASES),
    Field("origin", "id", "Act of speech behind it, shared by its retellings. Default: a new one."),
    Field(
        "retells",
        "text",
        "Statement that this one retells, as SOURCE.STATEMENT; it has the same origin.",
        pattern=r"[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*",
        remedy="write the source, a dot and the id of its statement, as in annual-report.visitors",
        longest=200,
    ),
    Field(
        "basis",
        "vocabulary",
        "What the number rests on. Default: official.",
        table="knowledge",
        default="official",
    ),
    Field(
        "interest",
        "vocabulary",
        "The speaker's interest in this number. Default: the speaker's own.",
        table="interests",
    ),
    _choice("status", "What it is used for. Default: primary.", STATUSES, default="primary"),
    Field("stated_on", "edtf", "When it was said. Default: the day of publication."),
    _choice("stated_on_basis", "How the date was found. Default: stated.", DATE_BASES),
    Field(
        "derived_from",
        "ids",
        "Statements of this file that a derived share is arithmetic on: numerator, then denominator.",
    ),
    Field(
        "collected_as",
        "text",
        "Id of the statement in the collection that it was taken from (data/collection.csv).",
        pattern=r"[A-Za-z0-9][A-Za-z0-9-]*",
        remedy="write letters and digits only, as K25",
        longest=80,
    ),
    Field("note", "text", "Why it is mapped as it is, in our own words."),
)

FIGURE_FIELDS = (
    "quantity",
    "value",
    "value_low",
    "value_high",
    "hedge",
    "hedge_as_reported",
    "unit",
    "measure",
    "derived_from",
)
