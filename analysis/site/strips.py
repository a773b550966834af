"""Small bands that fit into a line of a table or a card."""

from __future__ import annotations

from analysis.plots.data import Band
from analysis.plots.numbers import SHARE

WIDTH, HEIGHT = 100.0, 10.0


def strip(band: Band, top: float | None = None) -> str:
    """Return a band as an SVG line from zero to ``top``; decoration, because its numbers stand beside it."""
    if band.value is None:
        return ""
    full = top or (1.0 if band.unit == SHARE else max(band.ends()) * 1.05) or 1.0
    parts = [f'<rect class="hr-strip-axis" x="0" y="{HEIGHT / 2 - 0.4:g}" width="{WIDTH:g}" height="0.8"/>']
    for coverage, low, high in ((90, band.low_90, band.high_90), (50, band.low_50, band.high_50)):
        if low is not None and high is not None:
            start, width = low / full * WIDTH, (high - low) / full * WIDTH
            parts.append(
                f'<rect class="hr-strip-{coverage}" x="{start:.2f}" y="1" width="{width:.2f}" height="{HEIGHT - 2:g}"/>'
            )
    parts.append(
        f'<rect class="hr-strip-median" x="{band.value / full * WIDTH - 0.5:.2f}" y="0" width="1" height="{HEIGHT:g}"/>'
    )
    box = f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none"'
    return f'<svg class="hr-strip" {box} aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
