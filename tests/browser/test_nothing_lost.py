"""What can go wrong while somebody writes: another person, an ended session, no network. Nothing typed is lost."""

import re

from playwright.sync_api import expect

from .conftest import sign_in

TEXT = "Teksti raporttiin (julkinen)"
SAVED = re.compile("Tallennettu luonnoksena")


def open_entry(page, title):
    page.goto("/omat-kirjaukset/")
    page.get_by_role("link", name=title).first.click()
    page.wait_for_url("**/kirjaukset/*/")


def write(page, words):
    page.get_by_label(TEXT).fill(words)
    page.get_by_role("button", name="Tallenna luonnos").click()


def test_the_second_of_two_people_sees_both_texts_and_chooses(person):
    title = "Kuntalaisten kuuleminen tapahtumien järjestämiseksi"
    first, second = person("post_holder"), person("preparer")
    open_entry(first, title)
    open_entry(second, title)
    write(first, "Haltijan teksti.")
    expect(first.get_by_role("main").get_by_text(SAVED)).to_be_visible()
    write(second, "Valmistelijan teksti.")
    comparison = second.get_by_role("table")
    expect(comparison).to_contain_text("Haltijan teksti.")
    expect(comparison).to_contain_text("Valmistelijan teksti.")
    expect(second.get_by_label(TEXT)).to_have_value("Valmistelijan teksti.")
    second.get_by_role("button", name="Tallenna luonnos").click()
    expect(second.get_by_role("main").get_by_text(SAVED)).to_be_visible()
    first.reload()
    expect(first.get_by_label(TEXT)).to_have_value("Valmistelijan teksti.")
    second.complaints.clear()  # the browser logs the 409


def test_an_ended_session_keeps_the_text_and_the_save_goes_through_after_signing_in(person, program):
    page = person("deputy")
    open_entry(page, "Palvelutarjonnan mitoittaminen asukasmäärään ja kohdentaminen kuntalaisiin")
    page.context.clear_cookies(name="sessionid")
    write(page, "Kirjoitettu, kun istunto oli jo päättynyt.")
    expect(page.locator("[data-request-error]")).to_be_visible()
    expect(page.get_by_label(TEXT)).to_have_value("Kirjoitettu, kun istunto oli jo päättynyt.")
    sign_in(page.context.new_page(), program, "deputy")
    page.get_by_role("button", name="Tallenna luonnos").click()
    expect(page.get_by_role("main").get_by_text(SAVED)).to_be_visible()
    page.complaints.clear()


def test_without_a_network_the_failure_is_seen_and_the_text_stays(person):
    page = person("welfare_coordinator")
    open_entry(page, "Kulttuurikumppanuus")
    page.context.set_offline(True)
    write(page, "Kirjoitettu ilman verkkoa.")
    expect(page.locator("[data-request-error]")).to_be_visible()
    expect(page.get_by_label(TEXT)).to_have_value("Kirjoitettu ilman verkkoa.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Tallenna luonnos").click()
    expect(page.get_by_role("main").get_by_text(SAVED)).to_be_visible()
    page.complaints.clear()


def test_without_scripts_each_entry_of_a_goal_is_filled_in_on_its_own_page(browser, program, signed_in_states, person):
    person("post_holder")  # signs in
    page = browser.new_context(
        base_url=program.address, java_script_enabled=False, storage_state=signed_in_states["post_holder"]
    ).new_page()
    page.goto(f"/omat-kirjaukset/{program.cast['goals']['h4']}/")
    expect(page.get_by_label(TEXT).first).to_be_hidden()
    page.get_by_role("link", name="Kirjaa omalla sivullaan").first.click()
    page.get_by_label(TEXT).fill("Kirjoitettu ilman skriptejä.")
    page.get_by_role("button", name="Tallenna luonnos").click()
    expect(page.get_by_role("main").get_by_text(SAVED)).to_be_visible()
    page.context.close()
