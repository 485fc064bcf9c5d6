"""What measures announces to the rooms above, which it may not import."""

from django.dispatch import Signal

# Target levels have taken the place of others: `targets` (the new rows, indicator and decision loaded), `present`
# (indicator pk → every level now in force) and `by` (the User). Sent inside the transaction that adds them, so that
# what follows is saved with them or not at all. A receiver returns the names, as Texts, of what went back to somebody.
target_changed = Signal()
