"""What pages tell of the present review: to the public what has been published, to signed-in readers a working copy.

The one home of the rule. Signed-in readers see the sent entries of the review under way, marked as a draft; everybody
sees the newest published state of each thing (PublishedState), and a signed-in reader too, once the review is out.
"""

from kemistrategy.organisation.permissions import Rights

from .told_published import published_review
from .told_review import Review
from .told_review import Told as Told
from .told_working import working_review


def present_review(rights: Rights, **subjects) -> Review | None:
    """`present_review(rights, goal=3, action__in=[…])`: of any of these; two queries. None when nothing can be told.

    Of signed-in readers the city's open round, else the one that closed last; a project's own report is told of on its
    own page until it is published.
    """
    return working_review(rights, subjects) if rights.is_signed_in else published_review(**subjects)
