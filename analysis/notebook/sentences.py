"""Sentences in Markdown, made from figures and claims."""

from __future__ import annotations

from analysis.figures.escape import markdown_text
from analysis.notebook.arithmetic import binomial, envelope
from analysis.notebook.view import EVIDENCE, View
from analysis.notebook.widths import factor, log_width, width_shares
from analysis.plots.numbers import rounded, shown, span, value_shown
from analysis.plots.words import count_of, many, percent
from analysis.read.labels import window_label

HOW_SHARED = (
    "Each is what the squared width loses without that cause (for what speakers could know, a third of what "
    "doubling it adds); they need not add up to the whole."
)


def figure_sentences(view: View, figure_ids: tuple[str, ...], language: str = "en") -> str:
    """Return the sentences of figures, each with the id that it is cited by."""
    rows = (view.figure(figure_id) for figure_id in figure_ids)
    return "\n\n".join(f"**{markdown_text(row[f'text_{language}'])}** `{row['figure_id']}`" for row in rows)


def count_sentence(view: View) -> str:
    """Return how many statements there are, from how many origins, and how many are evidence."""
    claims = view.selection.rows("claims")
    used = [row for row in claims if row["status"] in EVIDENCE]
    origins = {row["origin_id"] for row in used}
    silent = sum(row["status"] == "no_figure" for row in claims)
    sources = many(len(view.selection.rows("sources")), "source")
    return (
        f"**{many(len(claims), 'statement')} from {sources}: {len(used)} {'is' if len(used) == 1 else 'are'} "
        f"evidence, going back to {many(len(origins), 'act')} of speech; "
        f"{silent} {'names' if silent == 1 else 'name'} no number.**"
    )


def width_sentence(view: View, figure_id: str) -> str:
    """Return which cause of doubt weighs most in a figure's band, and the weights of the others."""
    most, *others = width_shares(view, figure_id)
    band = view.band(figure_id)
    rest = "; ".join(f"{cause.label.lower()}: {percent(cause.share)}" for cause in others)
    return (
        f"**{most.label} makes up {percent(most.share)} of the width of the 90 % band of "
        f"{markdown_text(lowered(band.label))} ({span(band)}).** {rest[:1].upper()}{rest[1:]}. {HOW_SHARED} "
        f"`{figure_id}`"
    )


def envelope_sentence(view: View, quantity: str) -> str:
    """Return the stated totals over the months of their windows, and how many of these lie in the band."""
    figure_id = f"{quantity}.rate"
    band, divided = view.band(figure_id), envelope(view, quantity)
    if not divided:
        return ""
    inside = sum((band.low_90 or 0) <= (one.value or 0) <= (band.high_90 or 0) for one in divided)
    listed = "; ".join(f"{one.label}: {value_shown(one)}" for one in divided)
    return f"{listed}. {_how_many(inside, len(divided))} in the 90\u202f% band ({span(band)}). `{figure_id}`"


def _how_many(part: int, whole: int) -> str:
    if part == whole:
        return {1: "It lies", 2: "Both lie"}.get(whole, f"All {whole} lie")
    return f"{part} of {whole} {'lies' if part == 1 else 'lie'}"


def binomial_sentence(view: View, ratio: str) -> str:
    """Return how the binomial interval of the stated numbers compares with the band; nothing without both."""
    band = view.band(ratio)
    return "\n\n".join(
        f"The binomial interval of the stated numbers is {span(wrong)}; the band is {span(band)}, "
        f"{shown(rounded(log_width(band) / log_width(wrong)))} times as wide on a logarithmic scale. "
        "The interval says how far a random sample would stray, and nobody drew one."
        for wrong in binomial(view, ratio)
    )


def limits(view: View, subject: str) -> list[str]:
    """Return what the statements leave open about a quantity or a ratio."""
    own = _limit_of_ratio(view, subject) if subject in view.ratios else _limit_of_months(view, subject)
    return [*_limit_of_origins(view, subject), *own]


def _limit_of_origins(view: View, subject: str) -> list[str]:
    if len({row["origin_id"] for row in view.evidence(subject)}) != 1:
        return []
    label = markdown_text(view.label(subject))
    return [f"**{label}**: all evidence goes back to one act of speech; nothing here checks its speaker."]


def _limit_of_months(view: View, quantity: str) -> list[str]:
    series = view.series(quantity)
    if not series.prior_months or not series.published:
        return []
    widest = shown(rounded(max(factor(month.band) for month in series.published)))
    average = shown(rounded(factor(series.average)))
    which = count_of(series.prior_months, len(series.months))
    return [
        f"**{markdown_text(series.label)}**: the shape of {which} "
        f"comes from the prior. The band of a single month spans a factor of up to {widest}, that of the "
        f"average a factor of {average}."
    ]


def _limit_of_ratio(view: View, ratio: str) -> list[str]:
    window = markdown_text(window_label(view.figure(ratio)["window"]))
    return [f"**{markdown_text(view.label(ratio))}**: it holds for {window} as a whole, not month by month."]


def lowered(text: str) -> str:
    """Return a label as it stands inside a sentence; a name or an abbreviation in front keeps its capital."""
    first, _, rest = text.partition(" ")
    is_name = rest[:1].isupper() or first[1:2].isupper()
    return text if is_name else text[:1].lower() + text[1:]
