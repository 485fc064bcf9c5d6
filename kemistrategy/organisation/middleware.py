"""Who is here: the person's rights on every request, and the day she was last seen."""

from django.utils.functional import SimpleLazyObject

from kemistrategy import clock

from .models import User
from .permissions import rights_of


class RightsMiddleware:
    """Puts `request.rights` there: read from the facts once a request, and only when something asks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.rights = SimpleLazyObject(lambda: rights_of(request.user))
        return self.get_response(request)


class LastSeenMiddleware:
    """One write a day, for the list of posts and holders."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.session.session_key and request.user.is_authenticated and request.user.last_seen_on != clock.today():
            User.objects.filter(pk=request.user.pk).update(last_seen_on=clock.today())
        return self.get_response(request)
