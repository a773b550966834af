"""Colours can be read and told apart, on light and dark pages, with and without colour vision."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.plots.palette import PALETTE, style_sheet

# Machado, Oliveira & Fernandes 2009, severity 1: linear RGB as a dichromat sees it.
VISION = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
TOLD_APART = 15.0
"""Distance in CIELAB that is seen at a glance."""

Vector = NDArray[np.float64]


def linear(colour: str) -> Vector:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: Vector) -> Vector:
    ratio = TO_XYZ @ np.clip(rgb, 0, 1) / (TO_XYZ @ np.ones(3))
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, other: str) -> float:
    light, dark = sorted((float((TO_XYZ @ linear(colour))[1]) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("role", ["ink", "muted", "median", "beside", "plain"])
def test_text_can_be_read_on_the_card(role: str, theme: str) -> None:
    assert contrast(getattr(PALETTE[role], theme), getattr(PALETTE["card"], theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_kinds_of_band_are_told_apart(vision: str, theme: str) -> None:
    roles = ("band-50", "beside-50", "plain-50")
    seen = {role: lab(VISION[vision] @ linear(getattr(PALETTE[role], theme))) for role in roles}
    for one, other in itertools.combinations(roles, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= TOLD_APART, (one, other)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["band", "beside", "plain"])
def test_the_parts_of_a_band_differ_in_lightness(kind: str, theme: str) -> None:
    middle = {"band": "median"}.get(kind, kind)
    steps = [
        lab(linear(getattr(PALETTE[role], theme)))[0] for role in ("card", f"{kind}-90", f"{kind}-50", middle)
    ]
    differences = np.diff(steps) * (1 if theme == "dark" else -1)
    assert (differences > 6).all(), steps


def test_each_colour_has_one_meaning() -> None:
    assert len({colour.light for colour in PALETTE.values()}) == len(PALETTE)


def test_the_style_sheet_sets_every_colour_in_both_themes() -> None:
    rules = style_sheet().split("}")
    assert [rule.count("--plot-") for rule in rules] == [len(PALETTE), len(PALETTE), 0]
    assert 'html[data-theme="dark"]' in rules[1]
