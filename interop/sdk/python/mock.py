"""The mock, and a person with a browser that has no JavaScript."""

import html
import os
import re
import time
from types import SimpleNamespace
from urllib.parse import urljoin

import requests

BASE = os.environ["INTEROP_MOCK"]
DOMAIN = BASE.removeprefix("https://")
API_ONE = "https://api.one.example"
CALLBACK = "http://localhost/callback"
DEAD_TOKEN = "Unknown or invalid refresh token."


def client(role):
    secret = None if role in ("public", "rotating") else f"mock-secret-of-{role}-good-for-nothing-else"
    return SimpleNamespace(id="mock-" + role, secret=secret)


ann = SimpleNamespace(id=f"auth0|{1:024x}", email="user01@example.com", password="mock-password-01")


def reset():
    bearer = {"Authorization": "Bearer " + os.environ["INTEROP_CONTROL"]}
    requests.post(BASE + "/_mock/reset", headers=bearer, timeout=20).raise_for_status()


def signing_key():
    with open(os.path.join(os.environ["INTEROP_DIR"], "mock.jwt.pem")) as file:
        return file.read()


def browse(url, user, browser=None):
    """Signs the user in where the URL leads, consents, and returns the redirect to the application."""
    browser = browser or requests.Session()
    fields = None
    for _ in range(10):
        answer = browser.request("POST" if fields else "GET", url, data=fields, allow_redirects=False, timeout=20)
        fields = None
        if answer.is_redirect:
            url = urljoin(url, answer.headers["Location"])
            if url.startswith(CALLBACK):
                return url
            continue
        form = re.search(r'<form method="post" action="([^"]*)"', answer.text)
        assert form, answer.text
        state = re.search(r'name="state" value="([^"]*)"', answer.text)
        url = urljoin(url, html.unescape(form[1]))
        fields = {"state": html.unescape(state[1]), "username": user.email, "password": user.password, "action": "accept"}
    raise AssertionError("there is no end of pages")


def soon(done):
    """Waits for what the Management API accepts with 202 and does later."""
    deadline = time.monotonic() + 5
    while not done():
        assert time.monotonic() < deadline, "it did not happen within 5 s"
        time.sleep(0.02)
