"""Who comes on a day, drawn before the doors open: traits, arrivals, bookings.

Luck is named by the party's key, so a party has the same traits in every scenario, and asking for
more visits adds parties without changing the earlier ones (only the last one is cut to make the
sum).
"""
