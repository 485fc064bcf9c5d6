"""Every address × every role × every way of asking: who gets in is written in one table, and the rest get a 404.

A new address fails here until it has a line in DOORS: its name, who may pass, and the arguments of its address.
"""

from collections.abc import Callable
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.utils import translation

from goals.operations import imports
from kemistrategy.organisation.evidence import NewEvidence, keep_evidence
from kemistrategy.organisation.models import User
from kemistrategy.organisation.permissions import rights_of
from reporting.content import SCHEMA
from reporting.content.freezing import freeze
from reporting.models import (
    AuditReport,
    Feedback,
    Finding,
    Handling,
    HandlingFile,
    HandlingVersion,
    Publication,
    PublicationContent,
    PublicationFile,
    ReportFile,
)
from reporting.operations.publishing import published_content
from tests import factories as make

pytestmark = pytest.mark.once  # the same rights are asked of both databases wherever a view is tested

ROLES = ("public", "reader", "councillor", "holder", "director", "coordinator", "auditor", "administrator")
ALL = frozenset(ROLES)
SIGNED_IN = ALL - {"public"}
READER = frozenset({"reader"})
COUNCILLOR = frozenset({"councillor"})
HOLDER = frozenset({"holder"})
DIRECTOR = frozenset({"director"})
COORDINATOR = frozenset({"coordinator"})
AUDITOR = frozenset({"auditor"})
ADMINISTRATOR = frozenset({"administrator"})
HTMX = {"HX-Request": "true"}
WAYS = [("get", {}), ("get", HTMX), ("post", {}), ("post", HTMX)]
WAYS_OF_AN_OPEN_DOOR = [("get", {}), ("post", HTMX)]


@dataclass(frozen=True)
class Door:
    """`allowed`: the roles that pass; `kwargs`: makes the address's arguments of the world; `is_button`: POST only."""

    allowed: frozenset
    kwargs: Callable = field(default=lambda world: {})
    is_button: bool = False


def pk_of(name):
    return lambda world: {"pk": getattr(world, name).pk}


def slug_of(name):
    return lambda world: {"slug": getattr(world, name).slug}


def fixed(**kwargs):
    return lambda world: kwargs


def handled(**more):
    """The handling version of the world."""
    return lambda world: {"slug": world.handling.version.round.slug, "number": world.handling.version.number} | more


def part_of(part, name):
    """A part of the world's strategy, by the word of its address."""
    return lambda world: {"slug": world.strategy.slug, "part": part, "pk": getattr(world, name).pk}


DOORS = {
    "healthz": Door(ALL),
    "favicon": Door(ALL),
    "gallery": Door(ALL),
    # --- what is read
    "reporting:front-page": Door(ALL),
    "reporting:strategy-list": Door(ALL),
    "reporting:strategy-detail": Door(ALL, slug_of("strategy")),
    "reporting:strategy-content": Door(ALL, slug_of("strategy")),
    "reporting:strategy-changes": Door(ALL, slug_of("strategy")),
    "reporting:strategy-summary": Door(ALL, slug_of("strategy")),
    "reporting:strategy-summary-export": Door(ALL, slug_of("strategy")),
    "reporting:theme-list": Door(ALL),
    "reporting:theme-detail": Door(ALL, pk_of("theme")),
    "reporting:focus-area-list": Door(ALL),
    "reporting:focus-area-detail": Door(ALL, pk_of("focus_area")),
    "reporting:goal-list": Door(ALL),
    "reporting:goal-export": Door(ALL, fixed(format="csv")),
    "reporting:goal-detail": Door(ALL, pk_of("goal")),
    "reporting:action-list": Door(ALL),
    "reporting:action-export": Door(ALL, fixed(format="csv")),
    "reporting:action-detail": Door(ALL, pk_of("action")),
    "reporting:benefit-list": Door(ALL),
    "reporting:benefit-detail": Door(ALL, pk_of("benefit")),
    "reporting:indicator-list": Door(ALL),
    "reporting:indicator-export": Door(ALL, fixed(format="csv")),
    "reporting:indicator-detail": Door(ALL, pk_of("indicator")),
    "reporting:indicator-chart": Door(ALL, pk_of("indicator")),
    "reporting:indicator-embed": Door(ALL, pk_of("indicator")),
    "reporting:open-data": Door(ALL),
    "reporting:open-data-list": Door(ALL),
    "reporting:open-data-schema": Door(ALL, fixed(dataset="mittarit")),
    "reporting:open-data-set": Door(ALL, fixed(dataset="mittarit", ending="json")),
    "reporting:open-data-report": Door(ALL, lambda world: {"slug": world.published.round.slug, "ending": "csv"}),
    "reporting:report-feed": Door(ALL),
    "reporting:decision-feed": Door(ALL),
    "reporting:robots": Door(ALL),
    "reporting:sitemap": Door(ALL),
    # The audit committee reads an entry's evidence by a recorded decision of its own, which this world has not.
    "reporting:evidence": Door(HOLDER | DIRECTOR | COORDINATOR, pk_of("evidence")),
    "reporting:measurability": Door(SIGNED_IN),
    "reporting:project-list": Door(ALL),
    "reporting:project-export": Door(ALL, fixed(format="csv")),
    "reporting:project-detail": Door(ALL, pk_of("project")),
    "reporting:project-card": Door(ALL, pk_of("project")),
    "reporting:department-list": Door(ALL),
    "reporting:department-detail": Door(ALL, pk_of("unit")),
    "reporting:post-list": Door(ALL),
    "reporting:post-detail": Door(ALL, pk_of("post")),
    "reporting:sdg-list": Door(ALL),
    "reporting:sdg-coverage": Door(ALL),
    "reporting:sdg-detail": Door(ALL, lambda world: {"number": world.sdg_goal.number}),
    "reporting:challenge-list": Door(ALL),
    "reporting:challenge-detail": Door(ALL, pk_of("challenge")),
    "reporting:swot-list": Door(ALL),
    "reporting:swot-detail": Door(ALL, fixed(quadrant="internal-strengths")),
    "reporting:rollout-list": Door(ALL),
    "reporting:rollout-detail": Door(ALL, pk_of("card")),
    "reporting:communication-list": Door(ALL),
    "reporting:communication-detail": Door(ALL, pk_of("communication_line")),
    "reporting:other-plan-list": Door(ALL),
    "reporting:plan-list": Door(ALL),
    "reporting:plan-detail": Door(ALL, pk_of("plan")),
    "reporting:decision-list": Door(ALL),
    "reporting:decision-detail": Door(ALL, pk_of("decision")),
    "reporting:succession-list": Door(ALL),
    "reporting:search": Door(ALL),
    "reporting:accessibility-statement": Door(ALL),
    "reporting:feedback": Door(ALL),
    "reporting:feedback-thanks": Door(ALL),
    "reporting:feedback-list": Door(COORDINATOR),
    "reporting:feedback-detail": Door(COORDINATOR, pk_of("feedback")),
    "reporting:history-detail": Door(SIGNED_IN, lambda world: {"model": "goal", "pk": world.goal.pk}),
    "reporting:report-list": Door(ALL),
    "reporting:report-detail": Door(SIGNED_IN, slug_of("round")),
    "reporting:report-draft": Door(SIGNED_IN, slug_of("round")),
    "reporting:report-comparison": Door(SIGNED_IN, slug_of("round")),
    "reporting:report-version": Door(ALL, lambda world: {"slug": world.published.round.slug, "version": 1}),
    "reporting:published-file": Door(
        ALL,
        lambda world: {"slug": world.published.round.slug, "version": 1, "language": "fi", "format": "json"},
    ),
    "reporting:review-list": Door(DIRECTOR | COORDINATOR, slug_of("round")),
    "reporting:review-edit": Door(
        DIRECTOR | COORDINATOR, lambda world: {"slug": world.round.slug, "key": f"department-{world.unit.pk}"}
    ),
    "reporting:review-figures": Door(
        DIRECTOR | COORDINATOR, lambda world: {"slug": world.round.slug, "key": f"department-{world.unit.pk}"}
    ),
    "reporting:told-translations": Door(COORDINATOR, lambda world: {"slug": world.round.slug, "language": "sv"}),
    "reporting:handling-list": Door(SIGNED_IN, slug_of("round")),
    "reporting:handling-freeze": Door(COORDINATOR, slug_of("round")),
    "reporting:handling-detail": Door(SIGNED_IN, handled()),
    "reporting:handling-file": Door(SIGNED_IN, handled(format="pdf")),
    "reporting:handling-package": Door(SIGNED_IN, handled()),
    "reporting:handling-retry": Door(COORDINATOR, handled(), is_button=True),
    "reporting:handling-record": Door(COORDINATOR, handled(), is_button=True),
    "reporting:handling-correct": Door(COORDINATOR, lambda world: handled()(world) | {"pk": world.handling.pk}),
    "reporting:handling-remove": Door(
        COORDINATOR, lambda world: handled()(world) | {"pk": world.handling.pk}, is_button=True
    ),
    "reporting:publication": Door(COORDINATOR, slug_of("round")),
    "reporting:publication-translations": Door(COORDINATOR, slug_of("round"), is_button=True),
    "reporting:publication-corrected": Door(COORDINATOR, slug_of("round"), is_button=True),
    "reporting:publication-retry": Door(COORDINATOR, slug_of("round"), is_button=True),
    "reporting:publication-discard": Door(COORDINATOR, slug_of("round"), is_button=True),
    "reporting:correct-published": Door(COORDINATOR, lambda world: {"slug": world.published.round.slug}),
    "reporting:published-correction": Door(
        COORDINATOR, lambda world: {"slug": world.published.round.slug, "pk": world.published_entry.pk}
    ),
    "reporting:published-text-correction": Door(
        COORDINATOR, lambda world: {"slug": world.published.round.slug, "key": "environment"}
    ),
    "reporting:report-file-create": Door(SIGNED_IN, slug_of("round"), is_button=True),
    # A file is there for the person who asked for it: here the reader.
    "reporting:report-file": Door(READER, pk_of("report_file")),
    "reporting:report-file-download": Door(READER, pk_of("report_file")),
    # --- the council view and councillors' questions
    "reporting:council": Door(SIGNED_IN),
    "reporting:offline-kit": Door(ALL, lambda world: {"slug": world.published.round.slug, "version": 1}),
    "reporting:discussion": Door(SIGNED_IN, lambda world: {"kind": "goal", "pk": world.goal.pk}),
    "reporting:comment-remove": Door(HOLDER | COORDINATOR, pk_of("comment"), is_button=True),
    "reporting:question-list": Door(SIGNED_IN),
    "reporting:question-ask": Door(COUNCILLOR),
    "reporting:question-detail": Door(SIGNED_IN, pk_of("question")),
    "reporting:question-withdraw": Door(COUNCILLOR, pk_of("question"), is_button=True),
    "reporting:question-route": Door(COORDINATOR, pk_of("question"), is_button=True),
    "reporting:question-answer": Door(HOLDER, pk_of("routed_question"), is_button=True),
    # --- the audit committee: 2022 is handed over, 2023 is its draft
    "reporting:audit-list": Door(ALL),
    "reporting:audit-access": Door(AUDITOR),
    "reporting:audit-detail": Door(AUDITOR, fixed(year=2023)),
    "reporting:audit-judgement": Door(AUDITOR, lambda world: {"year": 2023, "pk": world.goal.pk}),
    "reporting:audit-differences": Door(AUDITOR, fixed(year=2023)),
    "reporting:audit-findings": Door(AUDITOR, fixed(year=2023)),
    "reporting:audit-finding-change": Door(AUDITOR, lambda world: {"year": 2023, "pk": world.finding.pk}),
    "reporting:audit-finding-delete": Door(
        AUDITOR, lambda world: {"year": 2023, "pk": world.finding.pk}, is_button=True
    ),
    "reporting:audit-introduction": Door(AUDITOR, fixed(year=2023)),
    "reporting:audit-report": Door(AUDITOR, fixed(year=2023)),
    "reporting:audit-hand-over": Door(AUDITOR, fixed(year=2023)),
    "reporting:audit-material": Door(AUDITOR, fixed(year=2023)),
    "reporting:audit-entries": Door(AUDITOR, lambda world: {"year": 2022, "slug": world.published.round.slug}),
    "reporting:audit-notes": Door(AUDITOR, fixed(year=2023)),
    "reporting:audit-year-file": Door(AUDITOR, fixed(year=2023, format="xlsx")),
    "reporting:recommendation-list": Door(SIGNED_IN),
    "reporting:recommendation-detail": Door(SIGNED_IN, pk_of("recommendation")),
    "reporting:recommendation-statement": Door(COORDINATOR, pk_of("recommendation"), is_button=True),
    "reporting:recommendation-follow-up": Door(COORDINATOR, pk_of("recommendation"), is_button=True),
    "reporting:recommendation-close": Door(AUDITOR, pk_of("recommendation"), is_button=True),
    # --- what is reported
    "goals:my-entries": Door(SIGNED_IN),
    "goals:entries-send": Door(SIGNED_IN, is_button=True),
    "goals:entries-unchanged": Door(SIGNED_IN, is_button=True),
    "goals:entries-shared-text": Door(SIGNED_IN, is_button=True),
    "goals:goal-entries": Door(HOLDER, lambda world: {"group": str(world.goal.pk)}),
    "goals:entry-progress": Door(HOLDER, pk_of("entry")),
    "goals:entry-proposals": Door(HOLDER, pk_of("entry")),
    "goals:entry-evidence": Door(HOLDER | DIRECTOR | COORDINATOR, pk_of("entry")),
    "goals:editing-list": Door(COORDINATOR),
    "goals:editing-entry": Door(COORDINATOR, pk_of("sent_entry")),
    "goals:entry-promise-close": Door(HOLDER, pk_of("entry"), is_button=True),
    "goals:entry-next": Door(HOLDER, pk_of("sent_entry")),
    "goals:entry-take-back": Door(HOLDER, pk_of("sent_entry"), is_button=True),
    "goals:approvals": Door(DIRECTOR),
    "goals:entries-approve": Door(DIRECTOR, is_button=True),
    "goals:entry-return": Door(DIRECTOR, pk_of("sent_entry"), is_button=True),
    "goals:approval-withdraw": Door(DIRECTOR | COORDINATOR, lambda world: {"pk": world.correction.entry_id}),
    "goals:readiness": Door(DIRECTOR | COORDINATOR),
    "goals:readiness-remind": Door(DIRECTOR | COORDINATOR, is_button=True),
    "goals:readiness-post": Door(DIRECTOR | COORDINATOR, lambda world: {"slug": world.round.slug, "pk": world.post.pk}),
    "goals:answerers": Door(COORDINATOR),
    "goals:answerer-change": Door(COORDINATOR, lambda world: {"kind": "action", "pk": world.action.pk}),
    "goals:import-list": Door(COORDINATOR),
    "goals:import-detail": Door(COORDINATOR, pk_of("plan_import")),
    "goals:import-answer": Door(COORDINATOR, pk_of("plan_import"), is_button=True),
    "goals:import-line": Door(COORDINATOR, pk_of("plan_import")),
    "goals:import-adopt": Door(COORDINATOR, pk_of("plan_import")),
    "goals:import-discard": Door(COORDINATOR, pk_of("plan_import"), is_button=True),
    "goals:import-original": Door(COORDINATOR, pk_of("plan_import")),
    "goals:import-marked": Door(COORDINATOR, pk_of("plan_import")),
    # --- plan editing: actions and plan lines, money, the city's own fields
    "goals:plan-editing": Door(COORDINATOR, pk_of("plan")),
    "goals:plan-action-add": Door(COORDINATOR, pk_of("plan")),
    "goals:plan-line-print": Door(COORDINATOR, pk_of("plan")),
    "goals:plan-weights": Door(COORDINATOR, pk_of("plan")),
    "goals:plan-line-move": Door(COORDINATOR, lambda world: {"pk": world.plan.lines.get().pk}, is_button=True),
    "goals:plan-line-remove": Door(COORDINATOR, lambda world: {"pk": world.plan.lines.get().pk}),
    "goals:action-bulk": Door(COORDINATOR),
    "goals:action-edit": Door(COORDINATOR, pk_of("action")),
    "goals:action-delete": Door(COORDINATOR, pk_of("action"), is_button=True),
    "goals:action-lineage": Door(COORDINATOR, pk_of("action")),
    "goals:action-milestones": Door(COORDINATOR, pk_of("action")),
    "goals:milestone-move": Door(COORDINATOR, pk_of("milestone"), is_button=True),
    "goals:milestone-done": Door(COORDINATOR, pk_of("milestone"), is_button=True),
    "goals:milestone-remove": Door(COORDINATOR, pk_of("milestone"), is_button=True),
    "goals:schedule-read": Door(COORDINATOR),
    "goals:budget-edit": Door(COORDINATOR, lambda world: {"kind": "project", "pk": world.project.pk}),
    "goals:budget-line-remove": Door(
        COORDINATOR,
        lambda world: {"kind": "action", "pk": world.budget_line.action_id, "line": world.budget_line.pk},
        is_button=True,
    ),
    "goals:own-field-list": Door(COORDINATOR),
    "goals:own-field-add": Door(COORDINATOR),
    "goals:own-field-edit": Door(COORDINATOR, pk_of("own_field")),
    "goals:own-field-move": Door(COORDINATOR, pk_of("own_field"), is_button=True),
    "goals:own-field-delete": Door(COORDINATOR, pk_of("own_field"), is_button=True),
    "goals:own-values": Door(COORDINATOR, lambda world: {"kind": "goal", "pk": world.goal.pk}),
    # --- plan editing: the strategy's structure
    "goals:editing-home": Door(COORDINATOR),
    "goals:strategy-add": Door(COORDINATOR),
    "goals:structure-outline": Door(COORDINATOR, slug_of("strategy")),
    "goals:strategy-edit": Door(COORDINATOR, slug_of("strategy")),
    "goals:strategy-in-force": Door(COORDINATOR, slug_of("strategy")),
    "goals:strategy-end": Door(COORDINATOR, slug_of("strategy")),
    "goals:strategy-remove": Door(COORDINATOR, slug_of("strategy"), is_button=True),
    "goals:plan-add": Door(COORDINATOR, slug_of("strategy")),
    "goals:part-add": Door(COORDINATOR, lambda world: {"slug": world.strategy.slug, "part": "teemat"}),
    "goals:part-edit": Door(COORDINATOR, part_of("tavoitteet", "goal")),
    "goals:part-remove": Door(COORDINATOR, part_of("tavoitteet", "goal")),
    "goals:part-move": Door(COORDINATOR, part_of("teemat", "theme"), is_button=True),
    "reporting:strategy-preview": Door(
        COORDINATOR, lambda world: {"slug": world.strategy.slug, "address": f"teemat/{world.theme.pk}/"}
    ),
    "goals:project-add": Door(COORDINATOR),
    "goals:project-edit": Door(COORDINATOR, pk_of("project")),
    "goals:project-stages": Door(COORDINATOR, pk_of("project")),
    "goals:stage-move": Door(COORDINATOR, pk_of("stage"), is_button=True),
    "goals:stage-remove": Door(COORDINATOR, pk_of("stage"), is_button=True),
    "goals:environment-links": Door(COORDINATOR),
    "goals:other-plan-add": Door(COORDINATOR),
    "goals:other-plan-edit": Door(COORDINATOR, pk_of("other_plan")),
    "goals:other-plan-remove": Door(COORDINATOR, pk_of("other_plan"), is_button=True),
    "goals:rollout-edit": Door(DIRECTOR | COORDINATOR, pk_of("card")),
    "goals:communication-edit": Door(DIRECTOR | COORDINATOR, pk_of("card")),
    "goals:card-edit": Door(DIRECTOR | COORDINATOR, lambda world: {"pk": world.unit.pk, "card": world.card.pk}),
    "goals:succession-handling": Door(COORDINATOR),
    "goals:succession-thing": Door(COORDINATOR, lambda world: {"kind": "goal", "pk": world.goal.pk}),
    "goals:sdg-confirm": Door(COORDINATOR),
    "goals:sdg-add": Door(COORDINATOR),
    "goals:round-list": Door(COORDINATOR),
    "goals:round-open": Door(COORDINATOR, slug_of("round"), is_button=True),
    "goals:round-close": Door(COORDINATOR, slug_of("round"), is_button=True),
    "goals:round-reopen": Door(COORDINATOR, slug_of("round"), is_button=True),
    "goals:round-detail": Door(COORDINATOR, slug_of("round")),
    "goals:round-before-opening": Door(COORDINATOR, slug_of("round")),
    "goals:round-entries": Door(COORDINATOR, slug_of("round")),
    "goals:round-words": Door(COORDINATOR, slug_of("round")),
    "goals:round-words-of-all": Door(COORDINATOR),
    "goals:entry-late-edit": Door(COORDINATOR, pk_of("entry")),
    "goals:new-year": Door(COORDINATOR),
    "goals:plan-draft": Door(COORDINATOR, pk_of("plan"), is_button=True),
    "goals:plan-checklist": Door(COORDINATOR, pk_of("plan")),
    "goals:plan-rule": Door(COORDINATOR, lambda world: {"pk": world.plan.pk, "goal": world.goal.pk}, is_button=True),
    "goals:plan-rules": Door(COORDINATOR, pk_of("plan"), is_button=True),
    "goals:plan-levels": Door(COORDINATOR, pk_of("plan")),
    "goals:plan-adopt": Door(COORDINATOR, pk_of("plan"), is_button=True),
    "goals:plan-line-add": Door(COORDINATOR, pk_of("plan")),
    "goals:plan-line-leave-out": Door(COORDINATOR, lambda world: {"pk": world.plan.lines.first().pk}, is_button=True),
    "goals:workbook-list": Door(SIGNED_IN),
    "goals:workbook-bring-in": Door(HOLDER | DIRECTOR),
    "goals:workbook-indicators": Door(SIGNED_IN),
    "goals:workbook-plan": Door(SIGNED_IN, pk_of("plan")),
    "goals:workbook-projects": Door(SIGNED_IN, slug_of("strategy")),
    # A person's own: what she may read of the review.
    "goals:workbook-entries": Door(HOLDER | DIRECTOR | COORDINATOR, slug_of("round")),
    "goals:workbook-template": Door(COORDINATOR, slug_of("round")),
    "goals:correction-list": Door(SIGNED_IN),
    "goals:correction-close": Door(HOLDER | DIRECTOR | COORDINATOR, pk_of("correction"), is_button=True),
    "goals:correction-reopen": Door(COORDINATOR, pk_of("correction"), is_button=True),
    # --- what is measured
    "measures:figures": Door(HOLDER | DIRECTOR | COORDINATOR),
    "measures:observation-add": Door(HOLDER | COORDINATOR, pk_of("indicator")),
    "measures:observation-correct": Door(HOLDER | COORDINATOR, pk_of("observation")),
    "measures:evidence-add": Door(HOLDER | COORDINATOR, pk_of("observation")),
    "measures:target-change": Door(COORDINATOR, pk_of("indicator")),
    "measures:target-propose": Door(HOLDER, pk_of("indicator")),
    "measures:target-proposals": Door(COORDINATOR),
    "measures:target-proposal-withdraw": Door(HOLDER, pk_of("target_proposal"), is_button=True),
    "measures:fetched": Door(HOLDER | DIRECTOR | COORDINATOR),
    # --- people and posts
    "organisation:own-account": Door(SIGNED_IN),
    "organisation:address-is-kept": Door(SIGNED_IN),
    "organisation:address-confirmation": Door(SIGNED_IN),
    "organisation:posts-and-holders": Door(COORDINATOR),
    "organisation:post-holders": Door(COORDINATOR, pk_of("post")),
    "organisation:post-contact": Door(COORDINATOR, pk_of("post")),
    "organisation:appointment-end": Door(COORDINATOR, pk_of("appointment")),
    "organisation:appointment-withdraw": Door(COORDINATOR, pk_of("appointment"), is_button=True),
    "organisation:person-detail": Door(COORDINATOR, pk_of("person")),
    "organisation:person-anonymise": Door(COORDINATOR, pk_of("person")),
    "organisation:invitation-resend": Door(COORDINATOR, pk_of("person"), is_button=True),
    # --- signing in
    "account_login": Door(ALL),
    "account_logout": Door(ALL),
    "account_inactive": Door(ALL),
    "account_signup": Door(ALL),
    "account_request_login_code": Door(ALL),
    "account_confirm_login_code": Door(ALL),
    "account_reset_password": Door(ALL),
    "account_reset_password_done": Door(ALL),
    "account_reset_password_from_key": Door(ALL, fixed(uidb36="1", key="no-such-key")),
    "account_reset_password_from_key_done": Door(ALL),
    "account_reauthenticate": Door(SIGNED_IN),
    "account_change_password": Door(SIGNED_IN),
    "account_set_password": Door(SIGNED_IN),
    # These addresses of allauth are ours before: address-is-kept.
    "account_email": Door(SIGNED_IN),
    "account_email_verification_sent": Door(SIGNED_IN),
    "account_confirm_email": Door(SIGNED_IN, fixed(key="no-such-key")),
}
ADMIN_ARGUMENTS = {"object_id": "1", "content_type_id": "1", "app_label": "organisation", "url": "no-such-page"}


# --- the world ----------------------------------------------------------------------------------------------------
@pytest.fixture
def world(settings, db, tmp_path):
    """One of everything. The holder answers for the action; the director heads the unit of that post."""
    translation.activate("fi")  # a request in another language leaves it active
    settings.TODAY = date(2023, 8, 10)
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    strategy, decision = make.StrategyFactory(), make.DecisionFactory()
    theme, unit = make.ThemeFactory(strategy=strategy), make.OrgUnitFactory()
    post, head = make.PositionFactory(unit=unit), make.PositionFactory(unit=unit)
    unit.head = head
    unit.save()
    goal = make.GoalFactory(strategy=strategy, themes=[theme], decision=decision)
    action = make.ActionFactory(unit=unit, answering_post=post, goals=[goal])
    project = make.ProjectFactory(strategy=strategy, answering_post=post, units=[unit])
    indicator = make.IndicatorFactory(answering_post=post, is_key=True)
    card = make.DepartmentCardFactory(strategy=strategy, unit=unit)
    round = make.RoundFactory(year=2023, strategies=[strategy])
    entry = make.EntryFactory(round=round, action=action)
    sent_entry = make.EntryFactory(round=round, project=project, post=post, unit=unit, sent=True)
    promised = make.EntryFactory(round=round, indicator=indicator, unit=unit, correction_post=post, approved=True)
    users = _cast(post, head)
    return SimpleNamespace(
        strategy=strategy,
        decision=decision,
        theme=theme,
        unit=unit,
        post=post,
        goal=goal,
        action=action,
        project=project,
        indicator=indicator,
        card=card,
        round=round,
        entry=entry,
        sent_entry=sent_entry,
        correction=make.CorrectionFactory(entry=promised),
        target_proposal=make.TargetProposalFactory(indicator=indicator),
        observation=make.ObservationFactory(indicator=indicator),
        evidence=_evidence_file(entry, users["holder"]),
        plan=action.plan_lines.get().plan,
        focus_area=make.FocusAreaFactory(theme=theme),
        benefit=make.BenefitFactory(strategy=strategy),
        sdg_goal=make.SdgGoalFactory(),
        challenge=make.ChangeChallengeFactory(strategy=strategy),
        swot_item=make.SwotItemFactory(strategy=strategy),
        communication_line=make.CommunicationLineFactory(strategy=strategy),
        stage=make.MilestoneFactory(project=project),
        other_plan=make.OtherPlanFactory(strategy=strategy),
        milestone=make.MilestoneFactory(action=action),
        budget_line=make.BudgetLineFactory(action=action),
        own_field=make.OwnFieldFactory(),
        appointment=make.PositionHolderFactory(post=post, capacity="preparer"),
        person=make.UserFactory(),
        published=(published := _publication(users["coordinator"], strategy)),
        published_entry=make.EntryFactory(round=published.round, action=action, approved=True),
        handling=_handling(published.round, users["coordinator"]),
        report_file=_report_file(round, users["reader"]),
        finding=_finding(users["auditor"], year=2023),
        recommendation=_finding(users["auditor"], year=2022, handed_over_at=make.SOME_MOMENT),
        feedback=Feedback.objects.create(text="Hyvä sivu", sent_at=make.SOME_MOMENT, due_on=make.SOME_DAY),
        plan_import=_plan_import(users["coordinator"], strategy),
        question=make.QuestionFactory(goal=goal, asked_by=users["councillor"]),
        comment=make.CommentFactory(goal=goal, written_by=users["holder"]),
        routed_question=make.QuestionFactory(goal=goal, post=post, routed=True),
        users=users,
        clients={role: _client(users.get(role)) for role in ROLES},
    )


def _cast(post, head):
    users = {role: make.UserFactory() for role in ("reader", "holder", "director")}
    users |= {role: make.UserFactory(role=role) for role in ("councillor", "coordinator", "auditor", "administrator")}
    make.PositionHolderFactory(post=post, user=users["holder"])
    make.PositionHolderFactory(post=head, user=users["director"])
    assert set(User.Role.values) <= {user.role for user in users.values()}, "a new role needs a place in ROLES"
    return users


def _report_file(round, user):
    return ReportFile.objects.create(
        round=round,
        language="fi",
        asked_by=user,
        state=ReportFile.State.READY,
        percent=100,
        file=ContentFile(b"%PDF-", name="report.pdf"),
        sha256="0" * 64,
    )


def _publication(user, strategy):
    """A published version of the year before, with one of its files."""
    round = make.RoundFactory(year=2022, kind="year_end", closed=True, strategies=[strategy])
    text, moment = freeze(published_content(round, "fi", version=1)), make.SOME_MOMENT
    publication = Publication.objects.create(
        round=round, languages=["fi"], state="ready", frozen_at=moment, frozen_by=user, published_at=moment
    )
    PublicationContent.objects.create(publication=publication, language="fi", schema=SCHEMA, content=text)
    PublicationFile.objects.create(
        publication=publication,
        language="fi",
        format="json",
        file=ContentFile(text.encode(), name="report.json"),
        sha256="0" * 64,
        size=len(text.encode()),
        made_at=moment,
    )
    return publication


def _handling(round, user):
    """That a body has handled a version of the report, with the files that the package takes."""
    version = HandlingVersion.objects.create(
        round=round,
        number=1,
        body="Kaupunginhallitus",
        language="fi",
        schema=SCHEMA,
        content=freeze(published_content(round, "fi", version=1)),
        state="ready",
        frozen_at=make.SOME_MOMENT,
        frozen_by=user,
    )
    for format in ("pdf", "docx"):
        kept = {"sha256": "0" * 64, "size": 5, "made_at": make.SOME_MOMENT}
        HandlingFile.objects.create(
            version=version, language="fi", format=format, file=ContentFile(b"%PDF-", name=f"version.{format}"), **kept
        )
    return Handling.objects.create(version=version, body="Kaupunginhallitus", handled_on="2023-09-25", section="88")


def _finding(user, *, year, handed_over_at=None):
    """A recommendation of the audit committee, in a draft or in a report that is handed over."""
    by = user if handed_over_at else None
    report = AuditReport.objects.create(year=year, handed_over_at=handed_over_at, handed_over_by=by)
    written = {"written_at": make.SOME_MOMENT, "written_by": user}
    return Finding.objects.create(report=report, kind="recommendation", text="Mitataan.", version=1, **written)


def _plan_import(user, strategy):
    """A table that is being checked."""
    data = b"Tavoite;Toimenpiteet\nKaunis kaupunki;Puita istutetaan"
    return imports.receive(data, "suunnitelma.csv", strategy=strategy, by=user)


def _evidence_file(entry, user):
    kept = keep_evidence(NewEvidence(file=SimpleUploadedFile("naytto.txt", b"12 kpl")), by=user)
    entry.evidence.add(kept)
    return kept


def _client(user):
    client = Client()
    if user:
        client.force_login(user)
    return client


# --- the walk -----------------------------------------------------------------------------------------------------
def addresses():
    """(name with namespace, names of arguments) of every URL pattern; an unnamed one has the name ""."""
    found = []

    def walk(patterns, namespace, arguments):
        for pattern in patterns:
            own = arguments | set(pattern.pattern.converters) | set(getattr(pattern.pattern.regex, "groupindex", {}))
            if isinstance(pattern, URLPattern):
                found.append((namespace + (pattern.name or ""), own))
            else:
                walk(pattern.url_patterns, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""), own)

    walk(get_resolver().url_patterns, "", set())
    return found


def answer(client, method, url, headers):
    """The answer, after which the database is as it was."""
    with transaction.atomic():
        response = getattr(client, method)(url, headers=headers)
        transaction.set_rollback(True)
    return response


def asks_to_sign_in(response):
    """A redirect to our sign-in, or the same as htmx follows it."""
    to = response.headers.get("HX-Redirect") or response.headers.get("Location", "")
    return "/tili/login/" in to or "/hallinta/login/" in to


def verdict(response, *, role, may_pass, method, is_button):
    """What is wrong with the answer, or nothing."""
    status = response.status_code
    if status >= 500:
        return "failed"
    if method == "get" and is_button:
        return None if status in (302, 404, 405) else "a button was pressed by GET"
    if may_pass:
        refused = status in (401, 403, 404) or (role != "public" and asks_to_sign_in(response))
        return "was refused" if refused else None
    if role == "public":
        return None if asks_to_sign_in(response) or status == 404 else "let the public in"
    return None if status == 404 else "let in"


def wrong_answers(world, url, door):
    for role in ROLES:
        for method, headers in WAYS_OF_AN_OPEN_DOOR if door.allowed == ALL else WAYS:
            response = answer(world.clients[role], method, url, headers)
            wrong = verdict(response, role=role, may_pass=role in door.allowed, method=method, is_button=door.is_button)
            if wrong:
                yield f"{role} {method.upper()} {url} {headers}: {wrong} ({response.status_code})"


def test_every_address_has_a_line_in_the_table():
    names = {name for name, _arguments in addresses() if not name.startswith("admin:")}
    assert (names - set(DOORS), set(DOORS) - names) == (set(), set())


# One world serves many doors: whatever a door does is undone before the next one is tried.
SHARES = [tuple(DOORS)[start::8] for start in range(8)]


@pytest.mark.parametrize("names", SHARES, ids=range(len(SHARES)))
def test_the_right_people_pass_and_nobody_else(world, names):
    wrong = {}
    for name in names:
        url = reverse(name, kwargs=DOORS[name].kwargs(world))
        with undone(), as_they_came(world.clients.values()):
            wrong[name] = list(wrong_answers(world, url, DOORS[name]))
    assert {name: lines for name, lines in wrong.items() if lines} == {}


@contextmanager
def undone():
    cache.clear()  # it counts sign-ins that failed
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def as_they_came(clients):
    """A door that signs somebody in or out gives another cookie: each client leaves with the one it came with."""
    brought = [(client, deepcopy(client.cookies)) for client in clients]
    yield
    for client, cookies in brought:
        client.cookies = cookies


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_doors_are_the_same_in_every_language(world, language):
    """The same views stand behind them; one door of each kind is tried."""
    for name in ("reporting:front-page", "goals:entry-progress", "organisation:posts-and-holders"):
        with translation.override(language):
            url = reverse(name, kwargs=DOORS[name].kwargs(world))
        assert url.startswith(f"/{language}/")
        assert list(wrong_answers(world, url, DOORS[name])) == []


NO_ROW = 10**9  # fits the column of a primary key; no row has it


MISSING = {"pk": NO_ROW, "slug": "no-such-thing", "number": 99, "quadrant": "no-such-thing", "group": str(NO_ROW)}
MISSING |= {"year": 1999, "format": "no-such-thing", "dataset": "no-such-thing"}


def test_what_is_not_there_is_not_found_by_anybody(world):
    rooms = ("reporting", "goals", "organisation")
    for name in (name for name in DOORS if name.partition(":")[0] in rooms):
        if kwargs := DOORS[name].kwargs(world):
            url = reverse(name, kwargs={argument: MISSING.get(argument, value) for argument, value in kwargs.items()})
            found = {role: client.post(url).status_code for role, client in world.clients.items()}
            assert {role: status for role, status in found.items() if status not in (302, 404)} == {}, name
            assert {found[role] for role in SIGNED_IN} == {404}, name


def admin_urls():
    for name, arguments in addresses():
        if name.startswith("admin:") and name != "admin:":
            yield name, reverse(name, kwargs={argument: ADMIN_ARGUMENTS[argument] for argument in arguments})


def test_every_page_of_the_administration_works_for_administrators(world):
    """Nothing fails and nothing can be deleted."""
    statuses = {name: answer(world.clients["administrator"], "get", url, {}).status_code for name, url in admin_urls()}
    closed = {name for name, status in statuses.items() if status in (403, 404) and not name.endswith("_history")}
    assert [name for name, status in statuses.items() if status >= 500] == []
    assert closed == {name for name in statuses if name.endswith("_delete")} | {
        "admin:autocomplete",
        "admin:view_on_site",
    }


def test_the_administration_does_not_exist_for_others(world):
    """Some hundred pages have one guard, so the views are asked themselves; one page is asked through everything."""
    for name, url in admin_urls():
        for role in SIGNED_IN - ADMINISTRATOR:
            for method, headers in WAYS:
                request = getattr(RequestFactory(), method)(url, headers=headers)
                request.user = world.users[role]
                request.rights = rights_of(request.user)
                view, args, kwargs = resolve(url)
                with pytest.raises(Http404):
                    view(request, *args, **kwargs)
        assert asks_to_sign_in(world.clients["public"].get(url)), name
    assert list(wrong_answers(world, reverse("admin:index"), Door(ADMINISTRATOR))) == []


def test_a_holder_of_another_post_does_not_find_the_entry(world):
    stranger = _client(make.PositionHolderFactory().user)
    for name in ("goals:entry-progress", "goals:goal-entries", "goals:entry-take-back", "goals:entry-return"):
        url = reverse(name, kwargs=DOORS[name].kwargs(world))
        assert [answer(stranger, "post", url, headers).status_code for _method, headers in WAYS] == [404] * len(WAYS)


def test_the_table_notices_a_door_left_open(world):
    """The walk itself is tried: a public page told to be the coordinator's is reported for everybody else."""
    lines = list(wrong_answers(world, reverse("reporting:strategy-list"), Door(COORDINATOR)))
    assert {line.split()[0] for line in lines} == ALL - COORDINATOR
