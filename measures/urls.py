"""The addresses of the working pages of measures."""

from django.urls import path

from .views import observations, statistics, targets

app_name = "measures"
urlpatterns = [
    # --- targets
    path("mittarit/<int:pk>/tavoitetaso/", targets.target_change, name="target-change"),
    path("mittarit/<int:pk>/ehdota-tavoitetasoa/", targets.target_propose, name="target-propose"),
    path("tavoitetasoehdotukset/", targets.target_proposals, name="target-proposals"),
    path("tavoitetasoehdotukset/<int:pk>/peru/", targets.target_proposal_withdraw, name="target-proposal-withdraw"),
    # --- observations and evidence
    path("luvut/", observations.figures, name="figures"),
    path("mittarit/<int:pk>/luku/", observations.observation_add, name="observation-add"),
    path("havainnot/<int:pk>/oikaise/", observations.observation_correct, name="observation-correct"),
    path("havainnot/<int:pk>/naytto/", observations.evidence_add, name="evidence-add"),
    # --- statistics
    path("tilastoluvut/", statistics.fetched, name="fetched"),
]
