"""What the worker does for people: it mails them."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django_tasks import task

from .mail import address_of, send_once
from .models import User


@task()
def send_invitation(user_pk: int, occasion: str) -> bool:
    """Mails a link that opens once, to the page where the person sets her password.

    The link is made here and not when the job is queued, so that it never lies in the table of jobs.
    """
    user = User.objects.get(pk=user_pk)
    link = address_of(
        "account_reset_password_from_key",
        user.language,
        uidb36=user_pk_to_url_str(user),
        key=default_token_generator.make_token(user),
    )
    sign_in = address_of("account_request_login_code", user.language)
    context = {"name": user.name, "link": link, "sign_in": sign_in}
    return send_once(user, occasion=occasion, template="organisation/mail/invitation", context=context)
