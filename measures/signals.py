"""What measures announces to the rooms above, which it may not import."""

from django.dispatch import Signal

# A target level has taken the place of another: `target` (the new Target) and `by` (the User). Sent inside the
# transaction that adds it, so that what follows from it is saved with it or not at all.
target_changed = Signal()
