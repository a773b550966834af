"""One style, one palette, one function a kind of plot."""

from analysis.plots.bands import plot_bands
from analysis.plots.data import Band, Month, Series, Span, WidthShare
from analysis.plots.months import plot_months
from analysis.plots.rendering import MEDIA_TYPE, Plot
from analysis.plots.sensitivity import plot_sensitivity
from analysis.plots.share import plot_share
from analysis.plots.widths import plot_widths
from analysis.plots.windows import plot_windows

__all__ = [
    "MEDIA_TYPE",
    "Band",
    "Month",
    "Plot",
    "Series",
    "Span",
    "WidthShare",
    "plot_bands",
    "plot_months",
    "plot_sensitivity",
    "plot_share",
    "plot_widths",
    "plot_windows",
]
