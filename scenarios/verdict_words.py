"""The verdict on two scenarios in words: one sentence, and probabilities no surer than they are."""

import math
from typing import TYPE_CHECKING

from scenarios.outcomes import VISITS
from venues.common.i18n import gettext as _
from venues.common.i18n import ngettext, number

if TYPE_CHECKING:
    from scenarios.comparison import Row, Verdict


def shown_probability(probability: float, draws: int) -> str:
    """Return a probability with two decimals, and never surer than the draws allow."""
    least = 1 / (draws + 1)
    if probability < least:
        return _("below {probability}").format(probability=number(_up(least), 2))
    if probability > 1 - least:
        return _("above {probability}").format(probability=number(1 - _up(least), 2))
    return number(probability, 2)


def _up(share: float) -> float:
    return math.ceil(share * 100) / 100


def sentence(verdict: "Verdict") -> str:
    """Return one sentence: who wins on visits, and what becomes of the first named room."""
    visits = verdict.row(VISITS)
    room = next((row for row in verdict.rows if row.outcome.key.startswith("crowded:")), None)
    b_wins = visits.p_better >= 0.5
    winner, loser = verdict.label_a(), verdict.label_b()
    if b_wins:
        winner, loser = loser, winner
    amount = round(abs(visits.difference))
    if amount == 0:
        text = _("On visits there is no difference between “{winner}” and “{loser}”{room}.")
    else:
        text = _(
            "“{winner}” beats “{loser}” on visits with probability {probability},"
            " by {visits}{room}."
        )
    counted = ngettext("{count} visit", "{count} visits", amount).format(count=number(amount))
    probability = visits.p_better if b_wins else 1 - visits.p_better
    return text.format(
        winner=winner,
        loser=loser,
        probability=shown_probability(probability, visits.draws),
        visits=counted,
        room=_room_clause(room, b_wins) if room else "",
    )


def _room_clause(row: "Row", b_wins: bool) -> str:
    """Return how much more or less a room is crowded in the winner than in the loser."""
    change = round(row.difference if b_wins else -row.difference)
    minutes = ngettext("{count} minute", "{count} minutes", abs(change)).format(
        count=number(abs(change))
    )
    if change < 0:
        text = _(", and “{room}” is crowded {minutes} less a day")
    elif change > 0:
        text = _(", though “{room}” is crowded {minutes} more a day")
    else:
        text = _(", and “{room}” is crowded as long in both")
    return text.format(room=row.outcome.room_name(), minutes=minutes)
