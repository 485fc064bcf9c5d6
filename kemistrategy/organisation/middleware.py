"""Who is here: signed in or asked to, with which rights, and the day she was last seen."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from kemistrategy import clock

from .models import User
from .permissions import rights_of


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks to sign in; what was typed when the session had ended is shown, so that it can be copied."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Where nobody has to sign in nobody is asked who she is: what is the same for all may be kept by anybody."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        typed = [text for name in request.POST for text in request.POST.getlist(name) if " " in text.strip()]
        if typed and not request.htmx:
            return render(request, "organisation/session_ended.html", {"typed": typed}, status=403)
        return super().handle_no_permission(request, view_func)


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
