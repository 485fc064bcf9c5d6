"""The addresses of the working pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import (
    action_editing,
    action_lineage,
    answerers,
    approvals,
    attached,
    bulk_editing,
    corrections,
    editing,
    entries,
    environment,
    evidence,
    imports,
    late_edits,
    milestones,
    opening,
    plan_levels,
    plan_outline,
    plans,
    programmes,
    projects,
    readiness,
    rounds,
    sdg,
    structure,
    successions,
    workbooks,
)


class GroupConverter(StringConverter):
    """A goal's number, or one of the two groups without a goal."""

    regex = r"\d{1,18}|projects|indicators"


class PartConverter(StringConverter):
    """A kind of a strategy's parts, in the word of its address."""

    regex = "|".join(structure.PARTS)


class SubjectConverter(StringConverter):
    """What own fields and money hang on, in the word of its address; a link may name it by its code too."""

    WORDS = {"tavoite": "goal", "toimenpide": "action", "projekti": "project"}
    regex = "|".join([*WORDS, *WORDS.values()])

    def to_python(self, value):
        return self.WORDS.get(value, value)

    def to_url(self, value):
        return next((word for word, code in self.WORDS.items() if code == value), value)


ACTION, PROJECT = {"kind": "action"}, {"kind": "project"}

register_converter(GroupConverter, "group")
register_converter(SubjectConverter, "subject")
register_converter(PartConverter, "part")

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
    path("muokkaus/suunnitelmat/<int:pk>/", plan_outline.plan_editing, name="plan-editing"),
    path("muokkaus/suunnitelmat/<int:pk>/lisaa/", plan_outline.plan_action_add, name="plan-action-add"),
    path("muokkaus/suunnitelmat/<int:pk>/tuo/", plan_outline.plan_line_print, name="plan-line-print"),
    path("muokkaus/suunnitelmat/<int:pk>/painot/", plan_outline.plan_weights, name="plan-weights"),
    path("muokkaus/suunnitelmat/rivit/<int:pk>/siirra/", plan_outline.plan_line_move, name="plan-line-move"),
    path("muokkaus/suunnitelmat/rivit/<int:pk>/poista/", plan_outline.plan_line_remove, name="plan-line-remove"),
    path("muokkaus/toimenpiteet/", bulk_editing.action_bulk, name="action-bulk"),
    path("muokkaus/toimenpiteet/<int:pk>/", action_editing.action_edit, name="action-edit"),
    path("muokkaus/toimenpiteet/<int:pk>/poista/", action_editing.action_delete, name="action-delete"),
    path("muokkaus/toimenpiteet/<int:pk>/jatko/", action_lineage.action_lineage, name="action-lineage"),
    path("muokkaus/toimenpiteet/<int:pk>/valietapit/", milestones.action_milestones, name="action-milestones"),
    path("muokkaus/valietapit/<int:pk>/siirra/", milestones.milestone_move, ACTION, name="milestone-move"),
    path("muokkaus/valietapit/<int:pk>/valmis/", milestones.milestone_done, ACTION, name="milestone-done"),
    path("muokkaus/valietapit/<int:pk>/poista/", milestones.milestone_remove, ACTION, name="milestone-remove"),
    path("muokkaus/aikataulu/", action_editing.schedule_read, name="schedule-read"),
    path("muokkaus/maararahat/<subject:kind>/<int:pk>/", attached.budget_edit, name="budget-edit"),
    path(
        "muokkaus/maararahat/<subject:kind>/<int:pk>/<int:line>/poista/",
        attached.budget_line_remove,
        name="budget-line-remove",
    ),
    path("muokkaus/omat-kentat/", attached.own_field_list, name="own-field-list"),
    path("muokkaus/omat-kentat/uusi/", attached.own_field_add, name="own-field-add"),
    path("muokkaus/omat-kentat/kentat/<int:pk>/", attached.own_field_edit, name="own-field-edit"),
    path("muokkaus/omat-kentat/kentat/<int:pk>/siirra/", attached.own_field_move, name="own-field-move"),
    path("muokkaus/omat-kentat/kentat/<int:pk>/poista/", attached.own_field_delete, name="own-field-delete"),
    path("muokkaus/omat-kentat/<subject:kind>/<int:pk>/", attached.own_values, name="own-values"),
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
    path("muokkaus/", structure.editing_home, name="editing-home"),
    path("muokkaus/uusi-strategia/", structure.strategy_add, name="strategy-add"),
    path("muokkaus/strategiat/<slug:slug>/", structure.structure_outline, name="structure-outline"),
    path("muokkaus/strategiat/<slug:slug>/tiedot/", structure.strategy_edit, name="strategy-edit"),
    path("muokkaus/strategiat/<slug:slug>/voimaan/", structure.strategy_in_force, name="strategy-in-force"),
    path("muokkaus/strategiat/<slug:slug>/paata/", structure.strategy_end, name="strategy-end"),
    path("muokkaus/strategiat/<slug:slug>/poista/", structure.strategy_remove, name="strategy-remove"),
    path("muokkaus/strategiat/<slug:slug>/uusi-suunnitelma/", structure.plan_add, name="plan-add"),
    path("muokkaus/strategiat/<slug:slug>/<part:part>/lisaa/", structure.part_add, name="part-add"),
    path("muokkaus/strategiat/<slug:slug>/<part:part>/<int:pk>/", structure.part_edit, name="part-edit"),
    path("muokkaus/strategiat/<slug:slug>/<part:part>/<int:pk>/poista/", structure.part_remove, name="part-remove"),
    path("muokkaus/strategiat/<slug:slug>/<part:part>/<int:pk>/siirra/", structure.part_move, name="part-move"),
    path("muokkaus/projektit/uusi/", projects.project_add, name="project-add"),
    path("muokkaus/projektit/<int:pk>/", projects.project_edit, name="project-edit"),
    path("muokkaus/projektit/<int:pk>/vaiheet/", milestones.project_stages, name="project-stages"),
    path("muokkaus/projektit/vaiheet/<int:pk>/siirra/", milestones.milestone_move, PROJECT, name="stage-move"),
    path("muokkaus/projektit/vaiheet/<int:pk>/poista/", milestones.milestone_remove, PROJECT, name="stage-remove"),
    path("muokkaus/toimintaymparisto/", environment.environment_links_page, name="environment-links"),
    path("muokkaus/muut-suunnitelmat/uusi/", environment.other_plan_add, name="other-plan-add"),
    path("muokkaus/muut-suunnitelmat/<int:pk>/", environment.other_plan_edit, name="other-plan-edit"),
    path("muokkaus/muut-suunnitelmat/<int:pk>/poista/", environment.other_plan_remove, name="other-plan-remove"),
    path("juurrutus/<int:pk>/muokkaa/", programmes.rollout_edit, name="rollout-edit"),
    path("viestinta/toimialat/<int:pk>/muokkaa/", programmes.communication_edit, name="communication-edit"),
    path("toimialat/<int:pk>/kortti/<int:card>/", programmes.card_edit, name="card-edit"),
    path("jatkumot/kasittely/", successions.succession_handling, name="succession-handling"),
    path("jatkumot/kasittely/<slug:kind>/<int:pk>/", successions.succession_thing, name="succession-thing"),
    path("kestava-kehitys/vahvistus/", sdg.sdg_confirm, name="sdg-confirm"),
    path("kestava-kehitys/merkinta/", sdg.sdg_add, name="sdg-add"),
    path("kielentarkistus/", editing.editing_list, name="editing-list"),
    path("kielentarkistus/<int:pk>/", editing.editing_entry, name="editing-entry"),
    path("korjaavat-toimet/", corrections.correction_list, name="correction-list"),
    path("korjaavat-toimet/<int:pk>/kuittaa/", corrections.correction_close, name="correction-close"),
    path("korjaavat-toimet/<int:pk>/avaa/", corrections.correction_reopen, name="correction-reopen"),
]
