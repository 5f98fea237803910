"""Firefox ESR as people use it: with a window and a profile of its own, driven by WebDriver BiDi.

Debian brings no geckodriver, and needs none: Firefox itself speaks BiDi on a socket. Clicks and
keys are real ones, because what a script puts into a field is not what a browser remembers.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import websocket  # type: ignore[import-untyped]

log = logging.getLogger(__name__)

SECONDS = 60
SPEAKS = "WebDriver BiDi listening on "
# What Mozilla's own tests set would hide what a browser keeps: none of it. The rest asks nobody.
PREFERENCES: dict[str, object] = {
    "remote.prefs.recommended": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.startup.homepage": "about:blank",
    # It opens what was open before, as many people have set it.
    "browser.startup.page": 3,
    # It ends without asking again.
    "browser.warnOnQuitShortcut": False,
    # Fifteen seconds as shipped; what is written is the same.
    "browser.sessionstore.interval": 1000,
}


@dataclass
class Firefox:
    """One running browser and its first tab."""

    process: subprocess.Popen[str]
    socket: websocket.WebSocket
    tab: str = ""
    _calls: int = field(default=0, repr=False)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol; its answer."""
        self._calls += 1
        told = {"id": self._calls, "method": method, "params": parameters}
        self.socket.send(json.dumps(told))
        while True:
            heard: dict[str, Any] = json.loads(self.socket.recv())
            if heard.get("id") == self._calls:
                assert heard["type"] == "success", f"{method}: {heard.get('message')}"
                result: dict[str, Any] = heard["result"]
                return result

    def tabs(self) -> list[str]:
        """All that are open, in order."""
        return [one["context"] for one in self.call("browsingContext.getTree")["contexts"]]

    def address(self) -> str:
        """Of this tab, which may be one of the browser's own pages; empty when it is gone."""
        for one in self.call("browsingContext.getTree")["contexts"]:
            if one["context"] == self.tab:
                return str(one["url"])
        return ""

    def evaluate(self, script: str) -> Any:
        """What a script that only looks gives back, through JSON."""
        result = self.call(
            "script.evaluate",
            expression=f"JSON.stringify({script})",
            target={"context": self.tab, "sandbox": "test"},
            awaitPromise=True,
        )
        assert result["type"] == "success", result
        return json.loads(result["result"]["value"])

    def located(self, role: str, name: str) -> list[dict[str, Any]]:
        """Elements with this role and accessible name."""
        locator = {"type": "accessibility", "value": {"role": role, "name": name}}
        found = self.call("browsingContext.locateNodes", context=self.tab, locator=locator)
        nodes: list[dict[str, Any]] = found["nodes"]
        return nodes

    def click(self, node: dict[str, Any]) -> None:
        """As a mouse does."""
        origin = {"type": "element", "element": {"sharedId": node["sharedId"]}}
        self.call(
            "script.callFunction",
            functionDeclaration="e => e.scrollIntoView({block: 'center', behavior: 'instant'})",
            arguments=[{"sharedId": node["sharedId"]}],
            target={"context": self.tab, "sandbox": "test"},
            awaitPromise=False,
        )
        self._act(
            "pointer",
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        )

    def type(self, text: str) -> None:
        """As a keyboard does, a key after another."""
        strokes = ({"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp"))
        self._act("key", *strokes)

    def _act(self, kind: str, *actions: dict[str, Any]) -> None:
        source = {"type": kind, "id": kind, "actions": list(actions)}
        self.call("input.performActions", context=self.tab, actions=[source])


def write_profile(folder: Path, weather_port: int) -> None:
    """A new one. Every name but ours leads to the neutral site of this machine."""
    folder.mkdir(parents=True)
    roads = {
        "network.dns.forceResolve": "127.0.0.1",
        "network.socket.forcePort": f"443={weather_port}",
    }
    lines = (
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in {**PREFERENCES, **roads}.items()
    )
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")


@contextmanager
def firefox(
    profile: Path, display: str, desktop: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Firefox]:
    """Started on this profile; `desktop` is what a session sets besides. Whoever uses it ends it as
    a person does: the protocol's own end closes each tab first, and so would hide what a session
    file keeps."""
    browser = _started(profile, {**desktop, "DISPLAY": display})
    try:
        browser.call("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        browser.tab = browser.tabs()[0]
        yield browser
    finally:
        browser.socket.shutdown()
        browser.process.kill()
        browser.process.communicate()


def _started(profile: Path, desktop: Mapping[str, str], *, again: bool = True) -> Firefox:
    """On a busy machine it ends now and then before it has shown anything; then once more."""
    process = subprocess.Popen(
        ["firefox-esr", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"],
        env={**os.environ, **desktop, "MOZ_DISABLE_AUTO_SAFE_MODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        return Firefox(process, _connected(process))
    except AssertionError as error:
        # Else a later test is blamed for the process that nobody ended.
        process.kill()
        process.communicate()
        if not again:
            raise
        log.warning("begun anew: %s", error)
        return _started(profile, desktop, again=False)


def _connected(process: subprocess.Popen[str]) -> websocket.WebSocket:
    assert process.stderr
    said = []
    for line in process.stderr:
        said.append(line)
        if SPEAKS in line:
            address = line.partition(SPEAKS)[2].strip()
            return websocket.create_connection(
                f"{address}/session", timeout=SECONDS, suppress_origin=True
            )
    raise AssertionError(f"Firefox did not come up. It said: {''.join(said)}")
