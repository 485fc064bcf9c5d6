"""The addresses of the working pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import (
    answerers,
    approvals,
    corrections,
    editing,
    entries,
    evidence,
    imports,
    late_edits,
    opening,
    plan_levels,
    plans,
    readiness,
    rounds,
    sdg,
    workbooks,
)


class GroupConverter(StringConverter):
    """A goal's number, or one of the two groups without a goal."""

    regex = r"\d{1,18}|projects|indicators"


register_converter(GroupConverter, "group")

app_name = "goals"
urlpatterns = [
    path("omat-kirjaukset/", entries.my_entries, name="my-entries"),
    path("omat-kirjaukset/laheta/", entries.entries_send, name="entries-send"),
    path("omat-kirjaukset/ennallaan/", entries.entries_unchanged, name="entries-unchanged"),
    path("omat-kirjaukset/sama-teksti/", entries.entries_shared_text, name="entries-shared-text"),
    path("omat-kirjaukset/<group:group>/", entries.goal_entries, name="goal-entries"),
    path("kirjaukset/<int:pk>/", entries.entry_progress, name="entry-progress"),
    path("kirjaukset/<int:pk>/ehdotukset/", entries.entry_proposals, name="entry-proposals"),
    path("kirjaukset/<int:pk>/naytot/", evidence.entry_evidence, name="entry-evidence"),
    path("kirjaukset/<int:pk>/seuraava/", entries.entry_next, name="entry-next"),
    path("kirjaukset/<int:pk>/takaisin/", entries.entry_take_back, name="entry-take-back"),
    path("kirjaukset/<int:pk>/myohainen-muutos/", late_edits.entry_late_edit, name="entry-late-edit"),
    path("kirjaukset/<int:pk>/lupaus/", entries.entry_promise_close, name="entry-promise-close"),
    path("hyvaksyttavat/", approvals.approvals, name="approvals"),
    path("hyvaksyttavat/hyvaksy/", approvals.entries_approve, name="entries-approve"),
    path("hyvaksyttavat/<int:pk>/palauta/", approvals.entry_return, name="entry-return"),
    path("hyvaksyttavat/<int:pk>/peru/", approvals.approval_withdraw, name="approval-withdraw"),
    path("valmius/", readiness.readiness, name="readiness"),
    path("valmius/muistuta/", readiness.readiness_remind, name="readiness-remind"),
    path("valmius/<slug:slug>/<int:pk>/", readiness.readiness_post, name="readiness-post"),
    path("vastaajat/", answerers.answerers, name="answerers"),
    path("vastaajat/<slug:kind>/<int:pk>/", answerers.answerer_change, name="answerer-change"),
    path("raportoinnin-ohjaus/", rounds.round_list, name="round-list"),
    path("raportoinnin-ohjaus/sanat/", rounds.round_words, name="round-words-of-all"),
    path("raportoinnin-ohjaus/<slug:slug>/", rounds.round_detail, name="round-detail"),
    path("raportoinnin-ohjaus/<slug:slug>/kirjaukset/", rounds.round_entries, name="round-entries"),
    path("raportoinnin-ohjaus/<slug:slug>/sanat/", rounds.round_words, name="round-words"),
    path(
        "raportoinnin-ohjaus/<slug:slug>/valmis-avattavaksi/", opening.round_before_opening, name="round-before-opening"
    ),
    path("raportoinnin-ohjaus/<slug:slug>/avaa/", rounds.round_open, name="round-open"),
    path("raportoinnin-ohjaus/<slug:slug>/paata/", rounds.round_close, name="round-close"),
    path("raportoinnin-ohjaus/<slug:slug>/avaa-uudelleen/", rounds.round_reopen, name="round-reopen"),
    path("uusi-vuosi/", plans.new_year, name="new-year"),
    path("uusi-vuosi/<int:pk>/luonnos/", plans.plan_draft, name="plan-draft"),
    path("uusi-vuosi/<int:pk>/", plans.plan_checklist_page, name="plan-checklist"),
    path("uusi-vuosi/<int:pk>/saannot/<int:goal>/", plans.plan_rule, name="plan-rule"),
    path("uusi-vuosi/<int:pk>/saannot/", plan_levels.plan_rules, name="plan-rules"),
    path("uusi-vuosi/<int:pk>/tavoitetasot/", plan_levels.plan_levels, name="plan-levels"),
    path("uusi-vuosi/<int:pk>/hyvaksy/", plans.plan_adopt, name="plan-adopt"),
    path("uusi-vuosi/<int:pk>/lisaa-toimenpide/", plans.plan_line_add, name="plan-line-add"),
    path("uusi-vuosi/rivit/<int:pk>/poista/", plans.plan_line_leave_out, name="plan-line-leave-out"),
    path("tyokirjat/", workbooks.workbook_list, name="workbook-list"),
    path("tyokirjat/tuo/", workbooks.workbook_bring_in, name="workbook-bring-in"),
    path("tyokirjat/mittarit.xlsx", workbooks.workbook_indicators, name="workbook-indicators"),
    path("tyokirjat/suunnitelmat/<int:pk>.xlsx", workbooks.workbook_plan, name="workbook-plan"),
    path("tyokirjat/projektit/<slug:slug>.xlsx", workbooks.workbook_projects, name="workbook-projects"),
    path("tyokirjat/kirjaukset/<slug:slug>.xlsx", workbooks.workbook_entries, name="workbook-entries"),
    path("tyokirjat/tayttopohja/<slug:slug>.xlsx", workbooks.workbook_template, name="workbook-template"),
    path("tuonti/", imports.import_list, name="import-list"),
    path("tuonti/<int:pk>/", imports.import_detail, name="import-detail"),
    path("tuonti/<int:pk>/vastaus/", imports.import_answer, name="import-answer"),
    path("tuonti/<int:pk>/rivi/", imports.import_line, name="import-line"),
    path("tuonti/<int:pk>/ota-kayttoon/", imports.import_adopt, name="import-adopt"),
    path("tuonti/<int:pk>/hylkaa/", imports.import_discard, name="import-discard"),
    path("tuonti/<int:pk>/alkuperainen/", imports.import_original, name="import-original"),
    path("tuonti/<int:pk>/merkitty/", imports.import_marked, name="import-marked"),
    path("kestava-kehitys/vahvistus/", sdg.sdg_confirm, name="sdg-confirm"),
    path("kestava-kehitys/merkinta/", sdg.sdg_add, name="sdg-add"),
    path("kielentarkistus/", editing.editing_list, name="editing-list"),
    path("kielentarkistus/<int:pk>/", editing.editing_entry, name="editing-entry"),
    path("korjaavat-toimet/", corrections.correction_list, name="correction-list"),
    path("korjaavat-toimet/<int:pk>/kuittaa/", corrections.correction_close, name="correction-close"),
    path("korjaavat-toimet/<int:pk>/avaa/", corrections.correction_reopen, name="correction-reopen"),
]
