"""A councillor asks, the coordinator routes, the post answers; and the report is read from disk, without a network."""

from pathlib import Path

from playwright.sync_api import expect

QUESTION = "Milloin kaikki päiväkodit on sertifioitu?"
WAIT_FOR_FILES = 120  # seconds
ANSWER = "Viimeinen päiväkoti auditoidaan marraskuussa."


def test_a_councillors_question_is_routed_answered_and_seen(person):
    councillor = person("councillor")
    councillor.goto("/toimenpiteet/")
    councillor.get_by_role("link", name="Ympäristösertifiointi laajenee päiväkodeille").first.click()
    councillor.get_by_role("complementary").get_by_role("link", name="Kysymys raportista (ei aloite)").click()
    councillor.get_by_label("Kysymys", exact=True).fill(QUESTION)
    councillor.get_by_role("button", name="Esitä kysymys").click()
    expect(councillor.get_by_role("main")).to_contain_text("Odottaa osoittamista")

    coordinator = person("coordinator")
    coordinator.goto("/kysymykset/?tila=asked")
    coordinator.get_by_role("link", name=QUESTION).click()
    expect(coordinator.get_by_label("Kuka vastaa")).to_contain_text("Varhaiskasvatuspäällikkö")
    coordinator.get_by_role("button", name="Osoita kysymys").click()
    expect(coordinator.get_by_role("main")).to_contain_text("vastaa viimeistään 24.8.2023")

    post = person("early_education")
    post.goto("/kysymykset/?kenen=answer")
    post.get_by_role("link", name=QUESTION).click()
    post.get_by_label("Vastaus").fill(ANSWER)
    post.get_by_role("button", name="Lähetä vastaus").click()
    expect(post.get_by_role("main")).to_contain_text("vastasi 10.8.2023")

    councillor.goto("/valtuusto/")
    expect(councillor.get_by_role("main")).to_contain_text(ANSWER)


def wait_until_published(page):
    """The worker that came with the program makes the practice report's files."""
    for _second in range(WAIT_FOR_FILES):
        if page.goto("/raportit/2022-year/").ok and page.get_by_role("link", name="Lataa tabletille").count():
            return
        page.wait_for_timeout(1_000)


def test_the_report_is_read_from_the_disk_without_a_network(browser, program, tmp_path):
    with browser.new_page(base_url=program.address) as page:
        wait_until_published(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Lataa tabletille").click()
        kit = Path(tmp_path) / download.value.suggested_filename
        download.value.save_as(kit)
    assert kit.name == "strategia-2022-year-fi.html"
    context = browser.new_context(offline=True, viewport={"width": 768, "height": 1024})
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(kit.as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("Tilinpäätösraportti 2022")
    page.get_by_role("link", name="5 Sitovat tavoitteet ja poikkeamat").click()
    expect(page.get_by_role("heading", name="5 Sitovat tavoitteet ja poikkeamat")).to_be_in_viewport()
    for width in (768, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert asked == [kit.as_uri()]
    context.close()
