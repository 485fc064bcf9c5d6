"""Own account, and the coordinator's pages of posts and the people in them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kemistrategy import clock
from kemistrategy.htmx import redirect_page, render_page
from kemistrategy.refusals import NotAllowed
from kemistrategy.text import text_of

from .forms import AnonymiseForm, AppointmentForm, EndForm, OwnAccountForm, PostContactForm
from .models import Position, User
from .operations import (
    anonymise_user,
    appoint_by_address,
    end_appointment,
    resend_invitation,
    withdraw_appointment,
)
from .permissions import kept_appointments, kept_people, kept_posts
from .queries import (
    group_rows,
    invitations_gone,
    is_withdrawable,
    past_people,
    people_in_posts,
    post_rows,
    posts_of,
)


# --- one's own account --------------------------------------------------------------------------------------------
def own_account(request):
    # The row is read afresh: a form fills its row while it validates, and the menu shows request.user.
    person = User.objects.get(pk=request.user.pk)
    form = OwnAccountForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, _("Tiedot on tallennettu."))
        with translation.override(person.language):
            return redirect_page(request, "organisation:own-account")
    context = {"form": form, "person": request.user, "posts": posts_of(request.user)}
    return render_page(request, "organisation/own_account.html", context)


def address_is_kept(request):
    """An address belongs to an invitation; the page of one's own account says whom to ask."""
    return redirect_page(request, "organisation:own-account")


# --- posts --------------------------------------------------------------------------------------------------------
def posts_and_holders(request):
    if not request.rights.coordinates:
        raise Http404
    context = {"posts": post_rows(request.rights), "groups": group_rows(request.rights)}
    return render_page(request, "organisation/posts_and_holders.html", context)


def post_holders(request, pk):
    post = get_object_or_404(kept_posts(request.rights).select_related("unit"), pk=pk)
    form = AppointmentForm(
        request.POST if request.method == "POST" else None, initial={"starts_on": clock.today(), "capacity": "holder"}
    )
    if form.is_valid():
        try:
            holder = appoint_by_address(post=post, **form.cleaned_data, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s on merkitty tehtävään.") % {"name": holder.user})
            return redirect_page(request, "organisation:post-holders", post.pk)
    people = people_in_posts([post.pk])[post.pk]
    context = {
        **_post_context(post),
        "form": form if post.kind == Position.Kind.SINGLE else None,
        "people": people,
        "is_vacant": not any(person.capacity == "holder" and not person.begins_later for person in people),
        "past": past_people(post),
    }
    return render_page(request, "organisation/post_holders.html", context)


def post_contact(request, pk):
    post = get_object_or_404(kept_posts(request.rights).select_related("unit"), pk=pk)
    form = PostContactForm(request.POST if request.method == "POST" else None, instance=post)
    if form.is_valid():
        post._change_reason = "contact details"
        form.save()
        messages.success(request, _("Yhteystiedot on tallennettu."))
        return redirect_page(request, "organisation:post-holders", post.pk)
    return render_page(
        request, "organisation/post_contact.html", {**_post_context(post, _("Yhteystiedot")), "form": form}
    )


def appointment_end(request, pk):
    holder = get_object_or_404(kept_appointments(request.rights).select_related("user", "post__unit"), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"ends_on": clock.today()})
    if form.is_valid():
        try:
            end_appointment(holder=holder, ends_on=form.cleaned_data["ends_on"], by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Viimeinen päivä on merkitty."))
            return redirect_page(request, "organisation:post-holders", holder.post_id)
    is_mistake = is_withdrawable(holder.starts_on, today=clock.today())
    context = {
        **_post_context(holder.post, _("Päätä kausi")),
        "holder": holder,
        "form": form,
        "is_withdrawable": is_mistake,
    }
    return render_page(request, "organisation/appointment_end.html", context)


@require_POST
def appointment_withdraw(request, pk):
    holder = get_object_or_404(kept_appointments(request.rights), pk=pk)
    _try(request, _("Merkintä on peruttu."), withdraw_appointment, holder=holder)
    return redirect_page(request, "organisation:post-holders", holder.post_id)


def _post_context(post, page=None):
    """What the pages of one post share; `page` names the page below the post's own."""
    title = text_of(post, "title")
    crumbs = [(_("Tehtävät ja haltijat"), reverse("organisation:posts-and-holders"))]
    if page:
        crumbs += [(title, reverse("organisation:post-holders", args=[post.pk]), title.language), (page, None)]
    else:
        crumbs += [(title, None, title.language)]
    return {"post": post, "title": title, "unit": text_of(post.unit, "name"), "crumbs": crumbs}


# --- people -------------------------------------------------------------------------------------------------------
def person_detail(request, pk):
    person = get_object_or_404(kept_people(request.rights), pk=pk)
    context = {
        "person": person,
        "crumbs": _person_crumbs(person),
        "posts": posts_of(person, past=True),
        "is_on_the_way": bool(person.invited_at and not invitations_gone([person])),
    }
    return render_page(request, "organisation/person_detail.html", context)


@require_POST
def invitation_resend(request, pk):
    person = get_object_or_404(kept_people(request.rights), pk=pk)
    _try(request, _("Uusi kutsu lähtee hetken kuluttua."), resend_invitation, user=person)
    return redirect_page(request, "organisation:person-detail", person.pk)


def person_anonymise(request, pk):
    person = get_object_or_404(kept_people(request.rights), pk=pk)
    form = AnonymiseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            anonymise_user(user=person, by=request.user)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Nimi ja osoite on poistettu. Tehdyt kirjaukset ovat tallessa."))
            return redirect_page(request, "organisation:posts-and-holders")
    context = {"person": person, "form": form, "crumbs": _person_crumbs(person, _("Poista nimi ja osoite"))}
    return render_page(request, "organisation/person_anonymise.html", context)


def _person_crumbs(person, page=None):
    crumbs = [(_("Tehtävät ja haltijat"), reverse("organisation:posts-and-holders"))]
    if page:
        return [*crumbs, (person, reverse("organisation:person-detail", args=[person.pk])), (page, None)]
    return [*crumbs, (person, None)]


def _try(request, success, operation, **what):
    """Does the deed of a single button; the answer, also a refusal, is told on the page that follows."""
    try:
        operation(**what, by=request.user)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, success)
