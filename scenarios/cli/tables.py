"""Results as aligned text: the verdict on two scenarios, the outcomes of one."""

from collections.abc import Sequence

from scenarios.comparison import Verdict
from scenarios.outcomes import Better, Summary
from venues.common.i18n import gettext as _
from venues.common.i18n import number, signed


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table, its first column flush left and the others flush right."""
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        first = cells[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
        return "  ".join((first, *rest)).rstrip()

    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([line(header), rule, *(line(row) for row in rows)])


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict as a table, its sentence, and what it rests on."""
    names = _("A: {a}\nB: {b}").format(a=verdict.label_a(), b=verdict.label_b())
    header = (
        _("Median over the draws"),
        "A",
        "B",
        _("B minus A"),
        _("80 % interval"),
        _("95 % interval"),
        _("P(B better)"),
    )
    rows = [
        (
            row.outcome.heading() + ("*" if row.outcome.better is Better.NEITHER else ""),
            number(row.median_a, row.outcome.decimals),
            number(row.median_b, row.outcome.decimals),
            signed(row.difference, row.outcome.decimals),
            row.interval_text(80),
            row.interval_text(95),
            row.probability_text(),
        )
        for row in verdict.rows
    ]
    star = _("* Neither direction is the better one: the probability is that of more in B.")
    parts = [names, aligned(header, rows), star, verdict.sentence(), "\n".join(verdict.notes())]
    return "\n\n".join(parts)


def summary_text(found: Sequence[Summary]) -> str:
    """Return the outcomes of one scenario as a table."""
    header = (_("Over the draws"), _("Median"), _("80 % interval"))
    rows = [
        (
            each.outcome.heading(),
            number(each.median, each.outcome.decimals),
            each.interval_text(),
        )
        for each in found
    ]
    return aligned(header, rows)
