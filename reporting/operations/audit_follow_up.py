"""What follows a recommendation: the board's statement, what is told in each review, and its end (kuntalaki 121 §)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from goals.models import Round
from kemistrategy import clock
from kemistrategy.history import save_with_history
from kemistrategy.organisation.models import Decision
from kemistrategy.organisation.permissions import Rights
from kemistrategy.refusals import Conflict, NotAllowed
from measures.operations.targets import Basis, decision_of
from reporting.models import Finding, FollowUp
from reporting.permissions import followed_recommendations


@transaction.atomic
def record_statement(
    pk: int, *, statement: str, decided_on: date | None, section: str, version: int, rights: Rights
) -> Finding:
    """What the board stated and by which decision, recorded by the coordinator.

    Raises Conflict when somebody has saved meanwhile, NotAllowed with a sentence for everything else.
    """
    if not rights.coordinates:
        raise NotAllowed(_("Kaupunginhallituksen lausunnon kirjaa strategiakoordinaattori."))
    finding = _open_recommendation(pk, version=version, rights=rights)
    finding.statement = statement
    basis = Basis(body=Decision.Body.BOARD, decided_on=decided_on, section=section)
    finding.statement_decision = decision_of(basis, by=rights.user)
    if decided_on < timezone.localtime(finding.report.handed_over_at).date():
        raise NotAllowed(_("Lausunto on annettu ennen arviointikertomuksen luovuttamista. Tarkista päivä."))
    finding.version += 1
    return save_with_history(finding, by=rights.user, reason="statement of the board")


@transaction.atomic
def tell_follow_up(pk: int, *, words: str, version: int, rights: Rights) -> FollowUp:
    """What has been done by the review that is open now; told once in it, and mended while it is open."""
    if not rights.coordinates:
        raise NotAllowed(_("Toteutumisen kirjaa strategiakoordinaattori."))
    finding = _open_recommendation(pk, version=version, rights=rights)
    round = Round.objects.filter(state=Round.State.OPEN, kind__in=Round.CITY_KINDS).first()
    if round is None:
        raise NotAllowed(_("Yhtään katsausta ei ole avoinna. Kirjaa toteutuminen, kun seuraava katsaus on avattu."))
    told = finding.follow_ups.filter(round=round).first() or FollowUp(finding=finding, round=round)
    told.words, told.told_at, told.told_by = words, clock.now(), rights.user
    save_with_history(told, by=rights.user, reason="told")
    finding.version += 1
    save_with_history(finding, by=rights.user, reason="follow-up told")
    return told


@transaction.atomic
def close_recommendation(pk: int, *, note: str, version: int, rights: Rights) -> Finding:
    """The committee says that the recommendation needs no more following, and how it came out."""
    if not rights.audits:
        raise NotAllowed(_("Suosituksen seurannan päättää tarkastuslautakunta."))
    finding = _open_recommendation(pk, version=version, rights=rights)
    finding.closed_on, finding.closing_note = clock.today(), note
    finding.version += 1
    return save_with_history(finding, by=rights.user, reason="closed")


def _open_recommendation(pk, *, version, rights) -> Finding:
    rows = followed_recommendations(rights).select_for_update(of=("self",)).select_related("report")
    finding = rows.get(pk=pk)
    if finding.closed_on:
        raise NotAllowed(_("Suosituksen seuranta on päätetty."))
    if finding.version != version:
        raise Conflict(_("Joku muu ehti tallentaa. Vertaa ja tallenna uudelleen."), theirs=finding)
    return finding
