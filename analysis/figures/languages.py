"""What a language needs to speak of figures: one row of templates each.

A further language is a further row here, and its columns ``label_xx`` and ``phrase_xx`` in the vocabulary.
In a template, ``{...}`` is filled in; nothing else is special.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Target = Literal["total", "rate", "per_day", "month", "level", "ratio"]
TARGETS: tuple[Target, ...] = get_args(Target)

# ``value.*`` stands where a phrase says {value}; ``sentence.*`` surrounds the phrase; ``a.*`` follows a rate.
TEMPLATES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "value": "about {number}",
        "sentence.total": "{phrase} in total {when}",
        "sentence.rate": "{phrase} a month on average {when}",
        "sentence.per_day": "{phrase} a day on average {when}",
        "sentence.month": "{phrase} {when}",
        "sentence.level": "{phrase} on average {when}",
        "sentence.ratio": "{phrase} {when}",
        "sentence": "{statement} (median; 90 % credible band {low} to {high}{shape}).",
        "shape.prior": "; shape from the prior: the data say little about this month by itself",
        "phrase": "{label}: {value} {noun}",
        "phrase.bounded": "{label}: {value}",
        "when.span": "from {start} to {end}",
        "when.single": "in {start}",
        "when.day": "on {start}",
        "when.period": "in the period that starts on {start}",
        "when.other": "in the window {start}",
        "percent": "{number} %",
        "power_of_ten": "{number} × 10{exponent}",
        "label.total": "{label}, total",
        "label.rate": "{label}, average per month",
        "label.per_day": "{label}, average per day",
        "label.month": "{label}, {month}",
        "label.level": "{label}, average level",
        "label.ratio": "{label}",
        "unit.total": "{unit}",
        "unit.rate": "{unit} per month",
        "unit.per_day": "{unit} per day",
        "unit.month": "{unit}",
        "unit.level": "{unit}",
        "unit.ratio": "{unit}",
        "a.day": "a day",
        "a.week": "a week",
        "a.month": "a month",
        "a.quarter": "a quarter",
        "a.year": "a year",
        "cite.title": "{title}, figure {figure_id}",
        "cite.figure": "Figure {figure_id}",
        "cite.version": "version {version}",
        "cite.data_version": "data version {data_version}",
        "cite.kind": "data set",
        "cite.undated": "n.d.",
        "cite.rests_on": "Rests on: {sources}",
        "cite.more": "and {count} more",
        "cite.preamble": "once, in the preamble; with refs.bib as bibliography",
    },
    "de": {
        "value": "etwa {number}",
        "value.total": "insgesamt etwa {number}",
        "value.rate": "durchschnittlich etwa {number}",
        "value.per_day": "durchschnittlich etwa {number}",
        "value.level": "durchschnittlich etwa {number}",
        "sentence.total": "{phrase} {when}",
        "sentence.rate": "{phrase} pro Monat {when}",
        "sentence.per_day": "{phrase} pro Tag {when}",
        "sentence.month": "{phrase} {when}",
        "sentence.level": "{phrase} {when}",
        "sentence.ratio": "{phrase} {when}",
        "sentence": "{statement} (Median; 90-%-Glaubwürdigkeitsintervall {low} bis {high}{shape}).",
        "shape.prior": "; Verlauf aus der Vorannahme: über diesen Monat allein sagen die Daten wenig",
        "phrase": "{label}: {value} {noun}",
        "phrase.bounded": "{label}: {value}",
        "when.span": "im Zeitraum {start} bis {end}",
        "when.single": "im {start}",
        "when.day": "am {start}",
        "when.period": "im Abschnitt, der am {start} beginnt",
        "when.other": "im Zeitraum {start}",
        "percent": "{number} %",
        "power_of_ten": "{number} × 10{exponent}",
        "label.total": "{label}, insgesamt",
        "label.rate": "{label}, Durchschnitt pro Monat",
        "label.per_day": "{label}, Durchschnitt pro Tag",
        "label.month": "{label}, {month}",
        "label.level": "{label}, durchschnittlicher Bestand",
        "label.ratio": "{label}",
        "unit.total": "{unit}",
        "unit.rate": "{unit} pro Monat",
        "unit.per_day": "{unit} pro Tag",
        "unit.month": "{unit}",
        "unit.level": "{unit}",
        "unit.ratio": "{unit}",
        "a.day": "am Tag",
        "a.week": "in der Woche",
        "a.month": "im Monat",
        "a.quarter": "im Quartal",
        "a.year": "im Jahr",
        "cite.title": "{title}, Kennzahl {figure_id}",
        "cite.figure": "Kennzahl {figure_id}",
        "cite.version": "Version {version}",
        "cite.data_version": "Datenstand {data_version}",
        "cite.kind": "Datensatz",
        "cite.undated": "o. J.",
        "cite.rests_on": "Beruht auf: {sources}",
        "cite.more": "und {count} weitere",
        "cite.preamble": "einmal, in der Präambel; dazu refs.bib als Literaturdatei",
    },
}

LANGUAGES = tuple(TEMPLATES)


def check_language(language: str) -> str:
    """Return a language that the figures speak.

    Raises
    ------
    ValueError
        For any other language, with those there are.
    """
    if language not in TEMPLATES:
        raise ValueError(f"'{language}' is no language of the figures; choose one of {', '.join(LANGUAGES)}")
    return language


def template(language: str, name: str) -> str:
    """Template of a language by its name; ``value.total`` falls back to ``value``."""
    templates = TEMPLATES[check_language(language)]
    return templates[name] if name in templates else templates[name.partition(".")[0]]


def fill(text: str, **parts: object) -> str:
    """Fill a template in one pass, so that braces inside what is filled in stay as they are."""
    pieces = text.split("{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        name, closed, rest = piece.partition("}")
        known = bool(closed) and name in parts
        filled.append(f"{parts[name]}{rest}" if known else "{" + piece)
    return "".join(filled)
