"""How an operation says no: always with a sentence for the person who asked."""


class NotAllowed(Exception):
    """The deed is refused; the message is a sentence in the person's language."""


class Conflict(NotAllowed):
    """Somebody else saved first; `theirs` is what she saved."""

    def __init__(self, message, theirs):
        super().__init__(message)
        self.theirs = theirs
