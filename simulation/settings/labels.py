"""Days of the week, and what a user calls each value of a field that offers a choice."""

from typing import Final, Literal

from venues.common.i18n import N_

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

CHOICE_LABELS: Final = {
    "tickets": N_("Ticket desk"),
    "cloakroom": N_("Cloakroom"),
    "security": N_("Security check"),
    "exhibit": N_("Hands-on exhibit"),
    "lognormal": N_("Log-normal"),
    "exponential": N_("Exponential"),
    "erlang": N_("Erlang"),
    "gamma": N_("Gamma"),
    "hyperexponential": N_("Hyperexponential"),
    "fixed": N_("Always the same"),
    "stay": N_("As long as the visitor stays (seats, cubicles)"),
    "members": N_("Members"),
    "prebooked": N_("Visitors who have booked"),
    "step_free": N_("Visitors who need a step-free way"),
    "everyone": N_("Everyone"),
    "families": N_("Families"),
    "adults": N_("Adults"),
    "cafe": N_("Café"),
    "shop": N_("Shop"),
    "toilets": N_("Toilets"),
    "mon": N_("Monday"),
    "tue": N_("Tuesday"),
    "wed": N_("Wednesday"),
    "thu": N_("Thursday"),
    "fri": N_("Friday"),
    "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}
"""What a user calls each value of the fields that offer a choice."""
