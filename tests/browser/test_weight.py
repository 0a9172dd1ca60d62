"""The desk is light: what its page fetches before anybody can write."""

import pytest
from playwright.sync_api import Browser

from benchmarks.browser import weigh
from domain.permissions import PersonRole
from tests.browser.people import Desk, arrive

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MOST_BYTES, MOST_REQUESTS = 60_000, 2


@pytest.mark.parametrize("role", [PersonRole.TRANSLATOR, PersonRole.REVIEWER])
def test_script_and_style_are_light_and_few_requests_are_needed(browser: Browser, desk: Desk, role: PersonRole) -> None:
    seen = arrive(browser, desk, "ana@example.org", role)
    fresh = browser.new_context(storage_state=seen.context.storage_state()).new_page()  # with an empty cache
    at_once, later = weigh(fresh, desk.path)
    sizes = "\n".join(f"{size:6} {name}" for name, size in sorted(at_once.files.items(), key=lambda item: item[1]))
    assert len([name for name in at_once.files if name.endswith(".css")]) > 5
    assert "/static/js/components/desk-row.js" in at_once.files
    assert at_once.sum(".css", ".js") < MOST_BYTES, f"{at_once.sum('.css', '.js')} bytes:\n{sizes}"
    assert len(at_once.requests) <= MOST_REQUESTS, at_once.requests
    assert not set(later.files) & set(at_once.files), "a file is fetched twice"
