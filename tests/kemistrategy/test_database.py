"""Both databases find the same Finnish words."""

import pytest

from kemistrategy.database import _like
from kemistrategy.organisation.models import OrgUnit
from tests.factories import OrgUnitFactory

NAMES = ["Äänekoski 100 %", "ÖLJY_SATAMA", "Åbo akademi", "aanekoski", "Kemi\\Torneå", "rivi\ntoinen"]


@pytest.mark.parametrize(
    "typed, found",
    [
        ("äänekoski", ["Äänekoski 100 %"]),
        ("ÄÄNEKOSKI", ["Äänekoski 100 %"]),
        ("öljy", ["ÖLJY_SATAMA"]),
        ("åBO", ["Åbo akademi"]),
        ("AANEKOSKI", ["aanekoski"]),
        ("%", ["Äänekoski 100 %"]),
        ("_", ["ÖLJY_SATAMA"]),
        ("\\", ["Kemi\\Torneå"]),
        ("i\nt", ["rivi\ntoinen"]),
        (".*", []),
        ("'", []),
    ],
)
@pytest.mark.django_db
def test_search_folds_case_of_finnish_letters_and_takes_signs_as_they_are(typed, found):
    for name in NAMES:
        OrgUnitFactory(name=name)
    assert list(OrgUnit.objects.filter(name_fi__icontains=typed).values_list("name_fi", flat=True)) == found


@pytest.mark.django_db
def test_the_whole_word_and_its_beginning_fold_case_too():
    OrgUnitFactory(name="Äiti")
    for condition in ({"name_fi__iexact": "äITI"}, {"name_fi__istartswith": "äI"}, {"name_fi__iendswith": "TI"}):
        assert OrgUnit.objects.filter(**condition).count() == 1


@pytest.mark.parametrize(
    "pattern, text, escape, is_like",
    [
        ("a%", "Abc", None, True),
        ("a_c", "abc", None, True),
        ("a_c", "abbc", None, False),
        ("100\\%", "100%", "\\", True),
        ("100\\%", "100x", "\\", False),
        (None, "a", None, None),
        ("a", None, None, None),
        ("5", 5, None, True),
    ],
)
def test_like(pattern, text, escape, is_like):
    assert _like(pattern, text, escape) is is_like
