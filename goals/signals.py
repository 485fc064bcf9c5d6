"""What goals announces to the rooms above, which it may not import."""

from django.dispatch import Signal

# A closed review is about to be opened again: `round` (the locked row, still closed). Sent inside the transaction that
# opens it. A receiver that can't allow it returns the sentence that tells why and what to do instead; others return "".
round_reopening = Signal()

# An entry of a closed review is about to be changed: `round` (the locked row). Answered in the same way.
entry_replacing = Signal()

# It was: `old` and `new` (Entry), `by`. Sent inside the transaction; what hangs on the old one may be taken over.
entry_replaced = Signal()
