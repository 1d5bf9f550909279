"""Ratios as horizontal bars from 1, on a logarithmic scale: to the left tare is faster."""

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

# These are legible on white and on black.
TEXT, FASTER, SLOWER = "#767676", "#2a7fbf", "#d9752b"
TICKS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)


def plain(text):
    return text.replace("`", "")


def draw(comparisons, path):
    pyplot.rcParams.update(
        {
            "svg.hashsalt": "tare",
            "svg.fonttype": "none",
            "font.family": "sans-serif",
            "font.size": 9,
            **{f"{what}.color": TEXT for what in ("text", "xtick", "ytick")},
            **{f"axes.{what}": TEXT for what in ("edgecolor", "labelcolor")},
        }
    )
    comparisons = comparisons[::-1]  # the first one on top
    ratios = [one.ratio() for one in comparisons]
    figure, axes = pyplot.subplots(figsize=(9, 0.9 + 0.3 * len(ratios)))
    axes.set_xscale("log")
    axes.barh(
        range(len(ratios)),
        [ratio - 1 for ratio in ratios],
        left=1,
        height=0.62,
        color=[FASTER if ratio <= 1 else SLOWER for ratio in ratios],
    )
    for y, one in enumerate(comparisons):
        every = one.ratios()
        axes.plot([every[0], every[-1]], [y, y], color=TEXT, linewidth=0.8)
        end, align, shift = (
            (every[0], "right", -4) if one.ratio() <= 1 else (every[-1], "left", 4)
        )
        axes.annotate(
            one.shown_ratio(),
            (end, y),
            (shift, 0),
            textcoords="offset points",
            ha=align,
            va="center",
            fontsize=8,
        )
    axes.axvline(1, color=TEXT, linewidth=1)
    axes.grid(axis="x", color=TEXT, alpha=0.3, linewidth=0.6)
    axes.set_axisbelow(True)
    extremes = [value for one in comparisons for value in one.ratios()] + [1]
    axes.set_xlim(min(extremes) / 1.5, max(extremes) * 1.5)
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    labels = [plain(f"{one.job}, against {one.against}") for one in comparisons]
    axes.set_yticks(range(len(ratios)), labels)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel("wall time of tare / wall time of the other; left of 1 tare is faster")
    figure.savefig(path, transparent=True, bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)
