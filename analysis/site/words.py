"""What the pages say around the figures: one row of texts a language.

A further language is a further row here, beside its rows in `analysis.figures.languages`. ``{...}`` is filled
in; nothing else is special. Texts are plain unless their name ends in ``.md``, which are Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.figures.languages import check_language, fill

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "language": "English",
        "switch": "Diese Seite auf Deutsch",
        "figures": "Figures",
        "statements": "Statements",
        "notebooks": "Notebooks",
        "data": "Data",
        "method": "Method",
        "guides": "Guides",
        "changes": "What changed",
        "report": "Report (PDF)",
        "search": "Search figures and statements",
        "search.one": "One page matches.",
        "search.many": "${resultCount} pages match.",
        "elsewhere": "",
        "figures.intro.md": "Every number that can be cited, with the band that belongs to it. Each has a "
        "page of its own, whose address never changes: its citation, what it rests on, and its data. "
        "The middle value is the median. The darker band holds the truth with one chance in two and the "
        "lighter one with nine chances in ten, given the statements and the [assumptions](method.md).",
        "band.90": "There are nine chances in ten that the true number lies between {low} and {high}, "
        "given the statements and the assumptions.",
        "band.50": "There is one chance in two that it lies between {low} and {high}.",
        "band.short": "9 in 10: {low}–{high}",
        "months": "Month by month",
        "months.title": "{label}, month by month",
        "months.count": "{count} months, each with its band and its citation",
        "months.one": "1 month, with its band and its citation",
        "months.intro": "Each month is a figure of its own. Open it for its sentence and its citation; "
        "its address is this page, a hash sign and its id.",
        "prior": "prior",
        "prior.why": "Shape from the prior",
        "other.language": "Auf Deutsch",
        "cite": "Cite it",
        "cite.copy": "Copy",
        "cite.copy.what": "Copy {style} of {figure_id}",
        "cite.copied": "Copied",
        "cite.failed": "Press Ctrl+C to copy",
        "style.text": "Text",
        "style.apa": "APA",
        "style.chicago": "Chicago",
        "style.bibtex": "BibTeX",
        "style.ris": "RIS",
        "style.csl-json": "CSL-JSON",
        "style.markdown": "Markdown",
        "style.latex": "LaTeX",
        "style.latex-macro": "LaTeX macro",
        "style.html": "HTML",
        "definition": "What it counts",
        "part.numerator": "Above the line: {definition}.",
        "part.denominator": "Below the line: {definition}.",
        "rests": "What it rests on",
        "rests.none": "No statement counts towards it.",
        "claim.read": "Read as",
        "claim.window": "Window",
        "claim.speaker": "Said by",
        "claim.place": "Place",
        "claim.source": "Source",
        "claim.status": "Counts as",
        "claim.record": "Record",
        "claim.all": "The statement and its source",
        "place.paragraph": "paragraph {number}",
        "status.primary": "evidence",
        "status.repeat": "the same origin again",
        "reading.none": "no number",
        "reading.range": "{low} to {high}",
        "sensitivity": "Under other assumptions",
        "sensitivity.how": "The same estimate with one assumption changed at a time. What changes most is "
        "what the figure hangs on.",
        "sensitivity.assumption": "Assumption",
        "sensitivity.median": "Median",
        "sensitivity.band": "Nine chances in ten",
        "scenario.base": "As published",
        "scenario.hedge_width_half": "Hedges read half as wide",
        "scenario.hedge_width_double": "Hedges read twice as wide",
        "scenario.without_hedge": "Numbers taken as exact",
        "scenario.without_window": "Windows taken as exact",
        "scenario.without_speaker": "No leaning of the speaker",
        "scenario.without_knowledge": "Speakers who know exactly",
        "scenario.without_unit": "Units converted exactly",
        "scenario.without_shape": "Every month alike",
        "history": "History",
        "history.how": "Every number that this id has stood for. A citation names the data version, and so "
        "keeps meaning the number that was cited.",
        "history.version": "Since data version",
        "history.release": "Release",
        "history.value": "Median",
        "history.band": "Nine chances in ten",
        "history.now": "now",
        "data.how": "Data and computation",
        "data.json": "This figure (JSON)",
        "data.csv": "This figure (CSV)",
        "data.months.json": "These months (JSON)",
        "data.months.csv": "These months (CSV)",
        "data.all": "All figures (CSV)",
        "data.all.json": "All figures (JSON)",
        "data.monthly": "Months (CSV)",
        "data.macros": "LaTeX macros",
        "data.bib": "References (BibTeX)",
        "data.version": "Data version {version}.",
        "data.notebook": "Computed and shown in: {links}.",
        "data.cell": "{title}, cell {number}",
        "plot.words": "In words",
        "plot.code": "Code",
        "average": "Average",
        "answer.given.html": 'Given the <a href="claims.html">statements</a> and the '
        '<a href="method.html">assumptions</a>.',
        "answer.more": "Read on",
        "answer.read": "How to read a band",
        "answer.read.md": "The middle value is the median of everything that fits the statements and the "
        "assumptions. In print: *there are nine chances in ten that the true number lies within the light "
        "band, given the assumptions*. A hatched month takes its shape from the prior: the statements say "
        "how much in all, not when.\n\nEvery number on these pages is a [figure](figures.md) with an "
        "address, a citation in the usual styles and a way back to the [statements](claims.md) that it "
        "rests on. The [tables](data.md) can be downloaded, and the [method](method.md) says what is "
        "assumed.",
        "report.title": "{title}: the figures",
        "report.version": "version {version}",
        "report.headlines": "In brief",
        "report.plots": "Plots",
        "report.figures": "All figures",
        "report.statements": "The statements",
        "report.references": "Sources",
        "report.cite": "How to cite",
        "report.figure": "Figure",
        "report.median": "Median",
        "report.half": "One chance in two",
        "report.unit": "Unit",
        "report.id": "Id",
        "report.month": "Month",
        "report.shape": "Shape",
        "report.wording": "Words",
        "report.accessed": "Read on {day}",
        "json.description": "Monthly rates, totals and ratios with bands, estimated from hedged, rounded "
        "and overlapping public statements.",
    },
    "de": {
        "language": "Deutsch",
        "switch": "This page in English",
        "figures": "Kennzahlen",
        "statements": "Aussagen",
        "notebooks": "Notebooks",
        "data": "Daten",
        "method": "Methode",
        "guides": "Anleitungen",
        "changes": "Änderungen",
        "report": "Bericht (PDF)",
        "search": "Kennzahlen durchsuchen",
        "search.one": "Eine Seite passt.",
        "search.many": "${resultCount} Seiten passen.",
        "elsewhere": "englisch",
        "figures.intro.md": "Jede Zahl, die sich zitieren lässt, mit dem Band, das zu ihr gehört. Jede hat "
        "eine eigene Seite, deren Adresse sich nie ändert: wie man sie zitiert, worauf sie beruht, und ihre "
        "Daten. Der mittlere Wert ist der Median. Das dunklere Band enthält die Wahrheit mit einer Chance "
        "von zweien, das hellere mit neun Chancen von zehn, sofern die Aussagen und die "
        '<a href="../method.html" hreflang="en">Annahmen (englisch)</a> zutreffen.',
        "band.90": "Mit neun Chancen von zehn liegt die wahre Zahl zwischen {low} und {high}, sofern die "
        "Aussagen und die Annahmen zutreffen.",
        "band.50": "Mit einer Chance von zweien liegt sie zwischen {low} und {high}.",
        "band.short": "9 von 10: {low}–{high}",
        "months": "Monat für Monat",
        "months.title": "{label}, Monat für Monat",
        "months.count": "{count} Monate, jeder mit Band und Zitat",
        "months.one": "1 Monat, mit Band und Zitat",
        "months.intro": "Jeder Monat ist eine eigene Kennzahl. Aufgeklappt zeigt er Satz und Zitat; seine "
        "Adresse ist diese Seite, ein Rautezeichen und seine Kennung.",
        "prior": "Vorannahme",
        "prior.why": "Verlauf aus der Vorannahme",
        "other.language": "In English",
        "cite": "Zitieren",
        "cite.copy": "Kopieren",
        "cite.copy.what": "{style} von {figure_id} kopieren",
        "cite.copied": "Kopiert",
        "cite.failed": "Zum Kopieren Strg+C drücken",
        "style.text": "Text",
        "style.apa": "APA",
        "style.chicago": "Chicago",
        "style.bibtex": "BibTeX",
        "style.ris": "RIS",
        "style.csl-json": "CSL-JSON",
        "style.markdown": "Markdown",
        "style.latex": "LaTeX",
        "style.latex-macro": "LaTeX-Makro",
        "style.html": "HTML",
        "definition": "Was gezählt wird",
        "part.numerator": "Über dem Bruchstrich: {definition}.",
        "part.denominator": "Unter dem Bruchstrich: {definition}.",
        "rests": "Worauf sie beruht",
        "rests.none": "Keine Aussage zählt für sie.",
        "claim.read": "Gelesen als",
        "claim.window": "Zeitraum",
        "claim.speaker": "Gesagt von",
        "claim.place": "Stelle",
        "claim.source": "Quelle",
        "claim.status": "Zählt als",
        "claim.record": "Erfassung",
        "claim.all": "Die Aussage und ihre Quelle",
        "place.paragraph": "Absatz {number}",
        "status.primary": "Beleg",
        "status.repeat": "derselbe Ursprung noch einmal",
        "reading.none": "keine Zahl",
        "reading.range": "{low} bis {high}",
        "sensitivity": "Unter anderen Annahmen",
        "sensitivity.how": "Dieselbe Schätzung mit jeweils einer geänderten Annahme. Was am meisten ändert, "
        "daran hängt die Kennzahl.",
        "sensitivity.assumption": "Annahme",
        "sensitivity.median": "Median",
        "sensitivity.band": "Neun Chancen von zehn",
        "scenario.base": "Wie veröffentlicht",
        "scenario.hedge_width_half": "Unschärfewörter halb so weit gelesen",
        "scenario.hedge_width_double": "Unschärfewörter doppelt so weit gelesen",
        "scenario.without_hedge": "Zahlen als genau genommen",
        "scenario.without_window": "Zeiträume als genau genommen",
        "scenario.without_speaker": "Ohne Neigung der Sprecher",
        "scenario.without_knowledge": "Sprecher, die es genau wissen",
        "scenario.without_unit": "Einheiten genau umgerechnet",
        "scenario.without_shape": "Alle Monate gleich",
        "history": "Verlauf",
        "history.how": "Jede Zahl, für die diese Kennung stand. Ein Zitat nennt den Datenstand und meint "
        "deshalb weiter die Zahl, die zitiert wurde.",
        "history.version": "Seit Datenstand",
        "history.release": "Ausgabe",
        "history.value": "Median",
        "history.band": "Neun Chancen von zehn",
        "history.now": "jetzt",
        "data.how": "Daten und Berechnung",
        "data.json": "Diese Kennzahl (JSON)",
        "data.csv": "Diese Kennzahl (CSV)",
        "data.months.json": "Diese Monate (JSON)",
        "data.months.csv": "Diese Monate (CSV)",
        "data.all": "Alle Kennzahlen (CSV)",
        "data.all.json": "Alle Kennzahlen (JSON)",
        "data.monthly": "Monate (CSV)",
        "data.macros": "LaTeX-Makros",
        "data.bib": "Literatur (BibTeX)",
        "data.version": "Datenstand {version}.",
        "data.notebook": "Berechnet und gezeigt in (englisch): {links}.",
        "data.cell": "{title}, Zelle {number}",
        "plot.words": "In Worten",
        "plot.code": "Code",
        "average": "Mittel",
        "answer.given.html": 'Sofern die <a href="../claims.html" hreflang="en">Aussagen (englisch)</a> und '
        'die <a href="../method.html" hreflang="en">Annahmen (englisch)</a> zutreffen.',
        "answer.more": "Weiterlesen",
        "answer.read": "Wie man ein Band liest",
        "answer.read.md": "Der mittlere Wert ist der Median all dessen, was zu den Aussagen und Annahmen "
        "passt. Für den Druck: *Mit neun Chancen von zehn liegt die wahre Zahl im hellen Band, sofern die "
        "Annahmen zutreffen.* Bei einem schraffierten Monat kommt der Verlauf aus der Vorannahme: Die "
        "Aussagen sagen, wie viel insgesamt, nicht wann.\n\nJede Zahl auf diesen Seiten ist eine "
        "[Kennzahl](figures.md) mit Adresse, Zitat in den üblichen Formen und einem Weg zurück zu den "
        "Aussagen, auf denen sie beruht.",
        "report.title": "{title}: die Kennzahlen",
        "report.version": "Version {version}",
        "report.headlines": "Kurz gefasst",
        "report.plots": "Grafiken",
        "report.figures": "Alle Kennzahlen",
        "report.statements": "Die Aussagen",
        "report.references": "Quellen",
        "report.cite": "Wie man zitiert",
        "report.figure": "Kennzahl",
        "report.median": "Median",
        "report.half": "Eine Chance von zweien",
        "report.unit": "Einheit",
        "report.id": "Kennung",
        "report.month": "Monat",
        "report.shape": "Verlauf",
        "report.wording": "Wortlaut",
        "report.accessed": "Gelesen am {day}",
        "json.description": "Monatswerte, Summen und Verhältnisse mit Bändern, geschätzt aus unscharfen, "
        "gerundeten und überlappenden öffentlichen Aussagen.",
    },
}


def word(language: str, name: str, **parts: object) -> str:
    """Return a text of the pages in a language, filled in.

    Raises
    ------
    KeyError
        If there is no text of that name.
    """
    return fill(WORDS[check_language(language)][name], **parts)


def knows(language: str, name: str) -> bool:
    """Return whether there is a text of that name."""
    return name in WORDS[check_language(language)]
