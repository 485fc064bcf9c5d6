"""Mails to people: in their own language, each occasion once, and nobody's name in a subject."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from .models import SentMail, User


def send_once(user: User, *, occasion: str, template: str, context: dict) -> bool:
    """Sends `<template>_subject.txt` and `<template>.txt` unless this occasion's mail has gone; False: nothing went.

    The occasion is claimed before the mail leaves: a job that is killed and runs again may lose a mail, which can be
    sent anew, but never sends it twice. A mail that the server refuses gives its claim back.
    """
    if not user.is_active:
        return False
    claim, is_ours = SentMail.objects.get_or_create(user=user, occasion=occasion)
    if not is_ours:
        return False
    try:
        _message(user, template, context).send()
    except Exception:
        claim.delete()
        raise
    return True


def _message(user, template, context):
    with translation.override(user.language):
        words = {"site_url": settings.SITE_URL, **context}
        subject = " ".join(render_to_string(f"{template}_subject.txt", words).split())
        return EmailMessage(subject, render_to_string(f"{template}.txt", words).strip() + "\n", to=[user.email])


def address_of(name: str, language: str, **kwargs) -> str:
    """The whole address of a page in a language, for a mail."""
    with translation.override(language):
        return settings.SITE_URL.rstrip("/") + reverse(name, kwargs=kwargs)
