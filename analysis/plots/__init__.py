"""One style, one palette, one function a kind of plot."""

from analysis.plots.bands import plot_bands, plot_expected, plot_factors
from analysis.plots.coverage import Coverage, CoverageGroup, plot_coverage
from analysis.plots.data import Band, Month, Series, Span, WidthShare
from analysis.plots.histogram import plot_histogram
from analysis.plots.months import plot_months
from analysis.plots.panels import Panel, plot_panels
from analysis.plots.ranks import RankPanel, plot_ranks
from analysis.plots.rendering import MEDIA_TYPE, Plot
from analysis.plots.scores import MethodScore, plot_scores
from analysis.plots.sensitivity import plot_sensitivity
from analysis.plots.share import plot_share
from analysis.plots.vintages import Vintage, plot_vintages
from analysis.plots.widths import plot_narrowing, plot_widths
from analysis.plots.windows import plot_windows

__all__ = [
    "MEDIA_TYPE",
    "Band",
    "Coverage",
    "CoverageGroup",
    "MethodScore",
    "Month",
    "Panel",
    "Plot",
    "RankPanel",
    "Series",
    "Span",
    "Vintage",
    "WidthShare",
    "plot_bands",
    "plot_coverage",
    "plot_expected",
    "plot_factors",
    "plot_histogram",
    "plot_months",
    "plot_narrowing",
    "plot_panels",
    "plot_ranks",
    "plot_scores",
    "plot_sensitivity",
    "plot_share",
    "plot_vintages",
    "plot_widths",
    "plot_windows",
]
