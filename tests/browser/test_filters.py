"""A list is narrowed, its address is given to somebody else, and exactly what is seen comes out as a file."""

import csv
from pathlib import Path

from playwright.sync_api import expect

WORD = "palvelu"


def test_a_list_is_narrowed_shared_and_exported(person, browser, program, tmp_path):
    page = person(None)
    page.goto("/toimenpiteet/")
    count = page.locator(".found__count")
    everything = count.inner_text()
    page.get_by_label("Sana").fill(WORD)
    expect(count).not_to_have_text(everything)
    page.wait_for_url("**q=palvelu**")
    titles = page.locator("#found .link-list__title").all_inner_texts()
    assert titles and all(WORD in title.casefold() for title in titles)

    page.get_by_text("Kopioi linkki tähän näkymään").click()
    shared = page.get_by_label("Tämän näkymän osoite").input_value()
    with browser.new_context(java_script_enabled=False) as somebody:
        other = somebody.new_page()
        other.goto(shared)
        assert other.locator("#found .link-list__title").all_inner_texts() == titles

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    file = Path(tmp_path) / "toimenpiteet.csv"
    download.value.save_as(file)
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    told = {cell for row in rows for cell in row}
    assert set(titles) <= told
    assert everything not in told
