"""Two coordinators bring workbooks of the same thing in the same moment: what exists is read when the first is done."""

import time

import pytest

from goals.models import Project
from goals.operations import workbook_edits
from goals.operations.workbook_edits import Applied, NotApplied, apply
from goals.plan_workbook.own.projects import projects_workbook
from kemistrategy.organisation.models import User
from kemistrategy.organisation.permissions import rights_of
from tests.factories import PositionFactory, ProjectFactory, UserFactory
from tests.goals.threads import Together

from .files import put, read_quickly, saved_again, written

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_second_of_two_sees_what_the_first_has_written(tmp_path, monkeypatch):
    post = PositionFactory()
    project = ProjectFactory(name="Silta", answering_post=post, units=[post.unit])
    rights = rights_of(UserFactory(role=User.Role.COORDINATOR))
    went_out = written(projects_workbook(project.strategy, rights, "fi"))
    names = ("Iso silta", "Pieni silta")
    books = [
        read_quickly(
            saved_again(went_out, lambda book, name=name: put(book, "Projektit", f"P{project.pk}", "Projekti", name))
        )
        for name in names
    ]
    read_now = workbook_edits.workbook_now

    def read_slowly(*about):
        existing = read_now(*about)
        time.sleep(0.3)  # long enough for the other one to read too, were it let in
        return existing

    monkeypatch.setattr(workbook_edits, "workbook_now", read_slowly)

    def deed(book):
        try:
            return type(apply(book, rights=rights)), Project.objects.get().name_fi
        except NotApplied:
            return NotApplied, Project.objects.get().name_fi

    (first, name), (second, again) = together_run(tmp_path, deed, books)
    assert {first, second} == {Applied, NotApplied}
    assert name in names
    assert again in names


def together_run(folder, deed, books):
    return Together(folder).run(*(lambda book=book: deed(book) for book in books))
