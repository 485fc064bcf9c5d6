"""Another target level: proposed by who answers, decided for many at once by who coordinates."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kemistrategy.organisation.models import Decision, User
from kemistrategy.organisation.permissions import rights_of
from kemistrategy.refusals import NotAllowed
from measures.models import ProposedObservation, Target, TargetProposal
from measures.operations.target_proposals import accept_proposals, reject_proposals, withdraw_proposal
from measures.operations.targets import Basis, change_target, level_of
from measures.tasks import mail_decided_proposals
from tests import factories as make
from tests.goals.pages import by_id, list_of, main_words, parsed, said, values_of, with_class, words

DECISION = {"body": "KV", "decided_on": "12.6.2023", "section": "45"}
LIST = "measures:target-proposals"


@pytest.fixture
def coordinator(db):
    return make.UserFactory(role=User.Role.COORDINATOR)


@pytest.fixture
def post(db):
    return make.PositionFactory(title="Vapaa-aikapäällikkö")


@pytest.fixture
def holder(post):
    return make.PositionHolderFactory(post=post).user


@pytest.fixture
def indicator(post):
    return make.IndicatorFactory(
        name="Osallistuneiden osuus", kind="percent", unit="%", direction="up", answering_post=post
    )


@pytest.fixture
def printed(indicator):
    return make.TargetFactory(indicator=indicator, low=80, words="80 %", due_on=date(2023, 12, 31))


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def address(indicator, query=""):
    return reverse("measures:target-propose", args=[indicator.pk]) + query


def propose(client, indicator, query="", **fields):
    page = parsed(client.get(address(indicator, query)))
    form = values_of(page.find(".//main").findall(".//form")[-1])
    return client.post(address(indicator), form | {"figure": "70", "reason": "Väki vähenee."} | fields, follow=True)


def decide(client, *proposals, deed="accept", **fields):
    form = {"proposal": [proposal.pk for proposal in proposals], "deed": deed, **fields}
    return client.post(reverse(LIST), form, follow=True)


def states():
    return list(TargetProposal.objects.order_by("pk").values_list("state", flat=True))


# --- proposing ----------------------------------------------------------------------------------------------------
def test_whoever_answers_proposes_a_level_and_says_why(printed, holder, post):
    page = propose(browser(holder), printed.indicator)
    assert said(page) == ["Ehdotus on tallennettu. Siitä päätetään, ja näet vastauksen tällä sivulla."]
    proposal = TargetProposal.objects.get()
    found = (proposal.replaces, proposal.year, proposal.comparison, proposal.low, proposal.reason)
    assert found == (printed, 2023, "at_least", 70, "Väki vähenee.")
    assert (proposal.post, proposal.proposed_by, proposal.language, proposal.state) == (post, holder, "fi", "open")
    assert proposal.history.get().history_change_reason == "proposed"
    assert list_of(page, ".//main//article/h3") == ["2023: vähintään 70 %"]
    assert parsed(page).find(".//main").find(".//input[@name='figure']") is None


def test_the_level_in_force_stays_until_it_is_decided(printed, holder):
    propose(browser(holder), printed.indicator)
    assert list(Target.objects.present()) == [printed]


def test_the_language_of_the_page_is_that_of_the_reason(printed, holder):
    client = browser(holder)
    swedish = f"/sv{address(printed.indicator)}"
    form = values_of(parsed(client.get(swedish)).find(".//main").findall(".//form")[-1])
    client.post(swedish, form | {"figure": "70", "reason": "Befolkningen minskar."})
    assert TargetProposal.objects.get().language == "sv"


def test_a_level_without_a_year_is_proposed_once(indicator, holder):
    client = browser(holder)
    propose(client, indicator)
    assert list_of(client.get(address(indicator)), ".//main//article/h3") == ["vähintään 70 %"]
    page = propose(client, indicator, figure="60")
    assert "Tästä tasosta on jo avoin ehdotus." in words(by_id(page, "error-summary"))
    assert states() == ["open"]


def test_a_preparer_may_propose_and_others_may_not(printed, post, coordinator):
    preparer = make.PositionHolderFactory(post=post, capacity="preparer").user
    assert propose(browser(preparer), printed.indicator).status_code == 200
    assert states() == ["open"]
    for other in (make.UserFactory(), coordinator, make.PositionHolderFactory().user):
        assert browser(other).get(address(printed.indicator)).status_code == 404
        assert browser(other).post(address(printed.indicator), {"figure": "70"}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reason": ""}, "Miksi tasoa pitäisi muuttaa?: "),
        ({"figure": "80"}, "Tämä taso on jo voimassa"),
        ({"figure": "٧٠"}, "Kirjoita luku numeroilla 0–9."),
        ({"figure": "70 kpl"}, "Mittarin yksikkö on %."),
    ],
)
def test_what_is_wrong_is_told(printed, holder, fields, sentence):
    page = propose(browser(holder), printed.indicator, **fields)
    assert (page.status_code, sentence in words(by_id(page, "error-summary"))) == (422, True)
    assert states() == []


def test_a_second_proposal_is_refused_while_one_is_open(printed, holder):
    client = browser(holder)
    page = parsed(client.get(address(printed.indicator)))
    form = values_of(page.find(".//main").findall(".//form")[-1]) | {"figure": "60", "reason": "Uusi tieto."}
    propose(client, printed.indicator)
    page = client.post(address(printed.indicator), form)
    assert page.status_code == 422
    assert "Tästä tasosta on jo avoin ehdotus." in words(by_id(page, "error-summary"))
    assert "Näin kirjoitit: 60 · Uusi tieto." in main_words(page)
    assert states() == ["open"]


def test_another_years_level_has_a_proposal_of_its_own(printed, holder):
    client = browser(holder)
    propose(client, printed.indicator)
    assert propose(client, printed.indicator, "?level=new", year="2025").status_code == 200
    assert list(TargetProposal.objects.order_by("pk").values_list("year", "replaces")) == [
        (2023, printed.pk),
        (2025, None),
    ]


def test_an_open_proposal_is_taken_back_by_its_own_post_only(printed, holder):
    proposal = make.TargetProposalFactory(indicator=printed.indicator)
    withdraw = reverse("measures:target-proposal-withdraw", args=[proposal.pk])
    assert browser(make.PositionHolderFactory().user).post(withdraw).status_code == 404
    page = browser(holder).post(withdraw, follow=True)
    assert (said(page), states()) == (["Ehdotus on peruttu."], ["withdrawn"])
    assert "vähintään 8 % silloin 80 %" in main_words(page)
    assert said(browser(holder).post(withdraw, follow=True)) == ["Ehdotus on jo ratkaistu."]


# --- deciding -----------------------------------------------------------------------------------------------------
def test_the_list_tells_what_is_proposed_and_why(printed, coordinator):
    make.TargetProposalFactory(indicator=printed.indicator, low=70)
    page = browser(coordinator).get(reverse(LIST))
    assert list_of(page, ".//main//tbody/tr") == [
        "Osallistuneiden osuus 2023 80 % vähintään 70 % "
        "Asiakkaita on vähemmän kuin arvioitiin. Vapaa-aikapäällikkö · 10.8.2023"
    ]


def test_one_decision_for_all_ticked(printed, coordinator):
    proposals = [make.TargetProposalFactory(indicator=printed.indicator), *make.TargetProposalFactory.create_batch(2)]
    left = make.TargetProposalFactory()
    page = decide(browser(coordinator), *proposals, **DECISION)
    assert said(page) == ["3 ehdotusta ratkaistu."]
    decision = Decision.objects.get()
    targets = Target.objects.present().exclude(pk=left.replaces_id).order_by("pk")
    assert [(row.low, row.replaces, row.decision, row.reason) for row in targets] == [
        (8, proposal.replaces, decision, "") for proposal in proposals
    ]
    assert targets[0].due_on == printed.due_on
    assert states() == ["accepted"] * 3 + ["open"]
    for proposal, target in zip(TargetProposal.objects.order_by("pk"), targets, strict=False):
        assert (proposal.target, proposal.decision, proposal.decided_by) == (target, decision, coordinator)
        assert (target.origin, target.entered_by, target.history.count()) == ("decision", coordinator, 1)
        assert proposal.history.latest().history_change_reason == "accepted"
    assert "Hyväksytty 10.8.2023 · kv 12.6.2023 § 45" in main_words(page)


def test_a_first_level_of_a_year_is_accepted_too(indicator, coordinator):
    proposal = make.TargetProposalFactory(indicator=indicator, replaces=None, year=2025)
    decide(browser(coordinator), proposal, **DECISION)
    target = Target.objects.get()
    assert (target.year, target.replaces, str(target.decision)) == (2025, None, "kv 12.6.2023 § 45")


def test_what_the_proposer_wrote_is_not_told_to_the_public(printed, coordinator):
    reason = "Vi har färre anställda."
    make.BenefitFactory(indicators=[printed.indicator])
    proposal = make.TargetProposalFactory(indicator=printed.indicator, reason=reason, language="sv")
    client = browser(coordinator)
    decide(client, proposal, **DECISION)
    public = main_words(Client().get(reverse("reporting:indicator-detail", args=[printed.indicator_id])))
    assert (reason in public, "kv 12.6.2023 § 45" in public) == (False, True)
    told = [part for part in parsed(client.get(reverse(LIST))).iter("span") if words(part) == reason]
    assert [part.get("lang") for part in told] == ["sv"]


def test_rejected_ones_get_an_answer_and_the_level_stays(printed, coordinator, holder):
    proposal = make.TargetProposalFactory(indicator=printed.indicator)
    page = decide(browser(coordinator), proposal, deed="reject", answer="Taso on sovittu vuodeksi.")
    assert (said(page), states()) == (["1 ehdotus ratkaistu."], ["rejected"])
    assert list(Target.objects.present()) == [printed]
    assert "Hylätty 10.8.2023 Taso on sovittu vuodeksi." in main_words(browser(holder).get(address(printed.indicator)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"deed": "accept"}, "Kirjaa päätös, jolla tavoitetasot muuttuvat."),
        ({"deed": "accept", "body": "KV"}, "Kirjaa uudesta päätöksestä toimielin, päivä ja pykälä."),
        ({"deed": "reject"}, "Kirjoita vastaus: miksi tavoitetaso pysyy."),
        ({"deed": "accept", "proposal": []} | DECISION, "Valitse ensin rivit."),
        ({"deed": "accept", "proposal": ["999"]} | DECISION, "Osa ehdotuksista on jo ratkaistu."),
        ({"deed": "accept", "proposal": ["x", "٣"]} | DECISION, "Valitse ensin rivit."),
    ],
)
def test_what_is_wrong_is_told_and_the_ticks_stay(coordinator, fields, sentence):
    proposal = make.TargetProposalFactory()
    page = browser(coordinator).post(reverse(LIST), {"proposal": [proposal.pk]} | fields)
    assert (page.status_code, sentence in words(by_id(page, "error-summary"))) == (422, True)
    assert (states(), Decision.objects.count()) == (["open"], 0)
    ticked = [box.get("checked") is not None for box in parsed(page).iterfind(".//input[@name='proposal']")]
    assert ticked == ["proposal" not in fields]


def test_all_or_none_are_decided(coordinator):
    first, second = make.TargetProposalFactory.create_batch(2)
    decide(browser(coordinator), first, **DECISION)
    page = decide(browser(coordinator), first, second, **DECISION)
    assert "Osa ehdotuksista on jo ratkaistu." in words(by_id(page, "error-summary"))
    assert states() == ["accepted", "open"]


def test_a_level_that_changed_meanwhile_is_not_overwritten(printed, coordinator):
    proposal = make.TargetProposalFactory(indicator=printed.indicator)
    proposal.refresh_from_db()
    change_target(printed.pk, level=level_of(proposal), basis=Basis(reason="Syy"), by=coordinator)
    client = browser(coordinator)
    assert "Taso on muuttunut ehdotuksen jälkeen: ehdotuksen voi vain hylätä." in main_words(client.get(reverse(LIST)))
    page = decide(client, proposal, **DECISION)
    assert "Osallistuneiden osuus: tavoitetaso on muuttunut" in words(by_id(page, "error-summary"))
    assert (states(), Target.objects.count(), Decision.objects.count()) == (["open"], 2, 0)
    assert said(decide(client, proposal, deed="reject", answer="Muutettu jo.")) == ["1 ehdotus ratkaistu."]


def test_operations_know_who_may(printed, holder, coordinator):
    proposal = make.TargetProposalFactory(indicator=printed.indicator)
    with pytest.raises(NotAllowed):
        accept_proposals([proposal.pk], basis=Basis(decision_pk=make.DecisionFactory().pk), rights=rights_of(holder))
    with pytest.raises(TargetProposal.DoesNotExist):
        withdraw_proposal(proposal.pk, rights=rights_of(coordinator))
    assert states() == ["open"]


def test_the_database_refuses_an_acceptance_without_a_level(printed, coordinator):
    proposal = make.TargetProposalFactory(indicator=printed.indicator)
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetProposal.objects.filter(pk=proposal.pk).update(state="accepted")


# --- who is told --------------------------------------------------------------------------------------------------
def test_each_proposer_is_mailed_once_in_her_language(printed, coordinator, run_jobs):
    swedish, finnish = make.UserFactory(language="sv"), make.UserFactory()
    own = [
        make.TargetProposalFactory(indicator=printed.indicator, proposed_by=finnish),
        make.TargetProposalFactory(indicator__name="Kävijät", replaces=None, year=None, proposed_by=finnish),
    ]
    other = make.TargetProposalFactory(indicator__name_sv="Besökare", proposed_by=swedish)
    rights, basis = rights_of(coordinator), Basis(decision_pk=make.DecisionFactory().pk)
    run_jobs(accept_proposals, [row.pk for row in (*own, other)], basis=basis, rights=rights)
    mails = {message.to[0]: message for message in mail.outbox}
    assert (len(mail.outbox), set(mails)) == (2, {finnish.email, swedish.email})
    assert mails[finnish.email].subject == "Tavoitetasoehdotuksistasi on päätetty"
    assert mails[finnish.email].body == (
        "Hei,\n\nehdottamistasi tavoitetasoista on päätetty. Päätökset ja vastaukset ovat mittarien sivuilla:\n\n"
        "Osallistuneiden osuus 2023: Hyväksytty\n"
        f"https://strategia.example{address(printed.indicator)}\n\n"
        "Kävijät: Hyväksytty\n"
        f"https://strategia.example{address(own[1].indicator)}\n"
    )
    assert "Besökare 2023: " in mails[swedish.email].body
    assert f"https://strategia.example/sv{address(other.indicator)}" in mails[swedish.email].body
    mail_decided_proposals.func([row.pk for row in (*own, other)])
    assert len(mail.outbox) == 2


def test_a_rejection_is_told_too(printed, coordinator, run_jobs):
    proposal = make.TargetProposalFactory(indicator=printed.indicator)
    run_jobs(reject_proposals, [proposal.pk], answer="Taso pysyy.", basis=Basis(), rights=rights_of(coordinator))
    message = mail.outbox[0]
    assert (message.to, message.subject) == ([proposal.proposed_by.email], "Tavoitetasoehdotuksestasi on päätetty")
    assert "Osallistuneiden osuus 2023: Hylätty" in message.body


def test_what_was_refused_to_decide_is_told_to_nobody(printed, coordinator, run_jobs):
    proposal = make.TargetProposalFactory(indicator=printed.indicator)
    with pytest.raises(NotAllowed):
        run_jobs(accept_proposals, [proposal.pk], basis=Basis(), rights=rights_of(coordinator))
    assert mail.outbox == []


# --- how much waits and how much is shown -------------------------------------------------------------------------
def tabs(page):
    return [words(tab) for tab in with_class(parsed(page), "tabs__link")]


@pytest.mark.parametrize("name", [LIST, "measures:figures", "measures:fetched"])
def test_the_tabs_tell_how_much_waits(coordinator, holder, indicator, name):
    client = browser(coordinator)
    assert tabs(client.get(reverse(name))) == ["Lukujen kirjaus", "Tilastoluvut", "Tavoitetasojen muutosehdotukset"]
    make.TargetProposalFactory.create_batch(2)
    make.TargetProposalFactory(state="withdrawn", decided_at=make.SOME_MOMENT, decided_by=holder)
    for row in (indicator, make.IndicatorFactory()):
        ProposedObservation.objects.create(
            indicator=row,
            origin="statistics",
            period_start=date(2023, 1, 1),
            period_end=date(2023, 6, 30),
            value=7,
            source="Tilasto",
            retrieved_at=make.SOME_MOMENT,
        )
    assert tabs(client.get(reverse(name))) == [
        "Lukujen kirjaus",
        "Tilastoluvut (2 odottaa)",
        "Tavoitetasojen muutosehdotukset (2 odottaa)",
    ]
    if name != LIST:
        assert tabs(browser(holder).get(reverse(name))) == ["Lukujen kirjaus", "Tilastoluvut (1 odottaa)"]


@pytest.mark.parametrize(("number", "shown"), [(2, 2), (50, 50), (51, 50)])
def test_the_newest_50_decided_ones_are_shown(coordinator, indicator, number, shown):
    for day in range(number):
        make.TargetProposalFactory(
            indicator=indicator,
            replaces=None,
            year=2025,
            low=day + 1,
            state="rejected",
            decided_at=make.SOME_MOMENT + timedelta(hours=day),
            decided_by=coordinator,
        )
    page = browser(coordinator).get(reverse(LIST))
    rows = list_of(page, ".//main//tbody/tr")
    assert (len(rows), f"vähintään {number} %" in rows[0]) == (shown, True)
    assert ("Näkyvissä 50 viimeksi ratkaistua." in main_words(page)) == (number >= 50)


@pytest.mark.parametrize("number", [1, 3])
def test_rows_and_decisions_cost_the_same_with_1_and_3(coordinator, django_assert_num_queries, number):
    client = browser(coordinator)
    proposals = make.TargetProposalFactory.create_batch(number)
    client.get(reverse(LIST))
    with django_assert_num_queries(8):
        page = client.get(reverse(LIST))
    assert len(list_of(page, ".//main//tbody/tr")) == number
    decision = make.DecisionFactory()
    form = {"proposal": [proposal.pk for proposal in proposals], "deed": "accept", "decision": decision.pk}
    with CaptureQueriesContext(connection) as statements:
        assert client.post(reverse(LIST), form).status_code == 302
    assert len(statements) == 11 + 2  # the two are the test's own savepoint
    assert states() == ["accepted"] * number


@pytest.mark.parametrize("number", [1, 3])
def test_the_answerers_page_costs_the_same_with_1_and_3_proposals(printed, holder, django_assert_num_queries, number):
    make.TargetProposalFactory.create_batch(
        number, indicator=printed.indicator, state="rejected", decided_at=make.SOME_MOMENT, decided_by=holder
    )
    client = browser(holder)
    client.get(address(printed.indicator))
    with django_assert_num_queries(7):
        client.get(address(printed.indicator))
