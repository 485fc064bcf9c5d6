"""Mails to people: in their own language, each occasion once, and nobody's name in a subject."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from .models import SentMail, User


def send_once(user: User, *, occasion: str, template: str, context: dict) -> bool:
    """Sends `<template>_subject.txt` and `<template>.txt` unless this occasion's mail has gone; False: nothing went."""
    return send_parts_once(user, parts={occasion: None}, template=template, context=context)


def send_parts_once(user: User, *, parts: Mapping[str, object], template: str, context: dict) -> bool:
    """One mail of those parts (occasion → what the template finds in its list `parts`) that have not gone yet.

    The occasions are claimed before the mail leaves: a job that is killed and runs again may lose a mail, which can be
    sent anew, but never sends it twice. A mail that the server refuses gives its claims back.
    """
    if not user.is_active:
        return False
    claims = _claimed(user, parts)
    if not claims:
        return False
    try:
        _message(user, template, {**context, "parts": [parts[claim.occasion] for claim in claims]}).send()
    except Exception:
        SentMail.objects.filter(pk__in=[claim.pk for claim in claims]).delete()
        raise
    return True


@transaction.atomic
def _claimed(user, occasions):
    """The claims that are ours, in the order of the parts; all of them are made, or none."""
    gone = set(SentMail.objects.filter(user=user, occasion__in=list(occasions)).values_list("occasion", flat=True))
    claims = [
        SentMail.objects.get_or_create(user=user, occasion=occasion)
        for occasion in sorted(occasion for occasion in occasions if occasion not in gone)
    ]
    ours = {claim.occasion: claim for claim, is_ours in claims if is_ours}
    return [ours[occasion] for occasion in occasions if occasion in ours]


def _message(user, template, context):
    with translation.override(user.language):
        words = {"site_url": settings.SITE_URL, **context}
        subject = " ".join(render_to_string(f"{template}_subject.txt", words).split())
        return EmailMessage(subject, render_to_string(f"{template}.txt", words).strip() + "\n", to=[user.email])


def address_of(name: str, language: str, **kwargs) -> str:
    """The whole address of a page in a language, for a mail."""
    with translation.override(language):
        return settings.SITE_URL.rstrip("/") + reverse(name, kwargs=kwargs)
