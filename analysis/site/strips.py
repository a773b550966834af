"""Small bands that fit into a line of a table or a card."""

from __future__ import annotations

from analysis.plots.data import Band
from analysis.plots.numbers import SHARE

WIDTH, HEIGHT = 100.0, 10.0
OPENING = (
    f'<svg class="hr-strip" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none" '
    'aria-hidden="true" focusable="false">'
)


def strip(band: Band, top: float | None = None, behind: Band | None = None) -> str:
    """Return a band as an SVG line from zero to ``top``; decoration, because its numbers stand beside it.

    The wide band of ``behind`` is drawn as a frame, to compare with.
    """
    if band.value is None:
        return ""
    full = top or (1.0 if band.unit == SHARE else max(band.ends()) * 1.05) or 1.0
    parts = [_rectangle("axis", 0, WIDTH, HEIGHT / 2 - 0.4, 0.8)]
    for part, low, high in (("90", band.low_90, band.high_90), ("50", band.low_50, band.high_50)):
        if low is not None and high is not None:
            parts.append(_rectangle(part, low / full * WIDTH, (high - low) / full * WIDTH, 1, HEIGHT - 2))
    if behind and behind.low_90 is not None and behind.high_90 is not None:
        left, width = behind.low_90 / full * WIDTH, (behind.high_90 - behind.low_90) / full * WIDTH
        parts.append(_rectangle("behind", left, width, 0.5, HEIGHT - 1))
    parts.append(_rectangle("median", band.value / full * WIDTH - 0.5, 1, 0, HEIGHT))
    return f"{OPENING}{''.join(parts)}</svg>"


def _rectangle(part: str, left: float, width: float, top: float, height: float) -> str:
    place = f'x="{left:.2f}" y="{top:g}" width="{width:.2f}" height="{height:g}"'
    return f'<rect class="hr-strip-{part}" {place}/>'
