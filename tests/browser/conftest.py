"""The program as `make run` starts it, on a database of its own, and people in front of a real browser."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PROJECT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 60  # seconds; a guard against waiting for ever, not a measure

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Program:
    """The program on a database of its own: its address, the names `load_cast --json` gives and its environment."""

    address: str
    cast: dict
    environment: dict

    def url(self, path: str) -> str:
        return self.address + path

    def manage(self, *words: str) -> str:
        """What a command of manage.py says."""
        run = [sys.executable, "manage.py", *words]
        return subprocess.run(
            run, cwd=PROJECT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    program = prepared(tmp_path_factory.mktemp("program"))
    with served(program):
        yield program


def prepared(folder: Path) -> Program:
    """A database with Kemi's strategies and the practice people, to be served."""
    port = _free_port()
    environment = {
        **os.environ,
        "APP_ENV": "development",
        "TODAY": "2023-08-10",
        "DATABASE_URL": f"sqlite:///{folder / 'kemi.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": "dummymail://",
        "STATFIN_ADDRESS": "http://127.0.0.1:9",  # nobody answers there: no test asks the real services
        "SOTKANET_ADDRESS": "http://127.0.0.1:9",
    }
    subprocess.run([sys.executable, "deploy/prepare_data.py"], cwd=PROJECT, env=environment, check=True)
    program = Program(environment["SITE_URL"], {}, environment)
    return replace(program, cast=json.loads(program.manage("load_cast", "--json")))


@contextmanager
def served(program: Program, *, today: str = "2023-08-10"):
    """The web and the worker, for as long as it lasts, with the clock on a day."""
    environment = {**program.environment, "TODAY": today}
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "kemistrategy.wsgi",
        "--bind",
        program.address.removeprefix("http://"),
        "--threads",
        "8",
        "--no-control-socket",
    ]
    worker = [sys.executable, "manage.py", "run_jobs"]
    children = [subprocess.Popen(command, cwd=PROJECT, env=environment) for command in (web, worker)]
    try:
        _wait_until_alive(program.address)
        yield
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_until_alive(address):
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            return urllib.request.urlopen(f"{address}/healthz", timeout=2)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def signed_in_states(browser, program):
    """Role → cookies of a session: each person signs in once."""
    return {}


@pytest.fixture
def person(browser, program, signed_in_states):
    """Gives a page of somebody signed in (or of the public, with None); what the console complains of fails a test."""
    contexts, complaints = [], []

    def open_page(role: str | None, *, width: int = 1280) -> Page:
        state = _signed_in_state(browser, program, signed_in_states, role) if role else None
        context = browser.new_context(
            base_url=program.address, locale="fi-FI", viewport={"width": width, "height": 900}, storage_state=state
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.complaints = complaints
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _signed_in_state(browser, program, states, role):
    if role not in states:
        context = browser.new_context(base_url=program.address, locale="fi-FI")
        page = context.new_page()
        sign_in(page, program, role)
        states[role] = context.storage_state()
        context.close()
    return states[role]


def sign_in(page: Page, program: Program, role: str) -> None:
    page.goto("/tili/login/")
    page.get_by_label("Sähköposti").fill(program.cast["users"][role])
    page.get_by_label("Salasana").fill(program.cast["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/tili/login" not in url)


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it is now, one line each; [] is the goal."""
    options = {"preload": False, "resultTypes": ["violations"]}  # what is right is not listed: four times as quick
    found = Axe().run(page, options=options).response["violations"]
    return [f"{item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]
