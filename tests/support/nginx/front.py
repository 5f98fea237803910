"""The real nginx with deploy/nginx.conf in front of the real service, everything on free ports.

Only addresses and folders of the sample are changed, and each of them has to be there.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.support.authority import Authority
from tests.support.demo import eventually
from tests.support.portal.builds import build_pages
from tests.support.postgres import free_port
from tests.support.project import PROJECT
from tests.support.service import Service

SAMPLE = PROJECT / "deploy" / "nginx.conf"
HOST = "help.agency.example"
WATCHER_TOKEN = "w" * 40
URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
AROUND = """\
daemon off;
{account}
pid {folder}/nginx.pid;
error_log {folder}/start.log warn;
events {{ }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
{temporary}
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    def all(self, name: str) -> list[str]:
        """Every value under this name."""
        return [value for found, value in self.headers if found.lower() == name.lower()]


@dataclass
class Front:
    """The site as a family reaches it: by TLS, through nginx."""

    folder: Path
    portal: Path
    port: int
    plain_port: int
    trusted: ssl.SSLContext
    authority: str = ""
    """Who vouches for it, as PEM."""
    address: str = "127.0.0.1"
    """Where the browser is; all of 127.* is this machine."""
    host: str = HOST
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> str:
        """Every line that nginx wrote."""
        return "".join(path.read_text() for path in self.folder.glob("nginx-*.log"))

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, *, body: bytes = b""
    ) -> Answer:
        """One request of a browser that keeps cookies."""
        connection = HTTPSConnection(self.host, self.port)
        connection.sock = self.connect()
        said = {"Host": self.host, **(headers or {})}
        if self.cookies:
            said["Cookie"] = "; ".join(f"{name}={it}" for name, it in self.cookies.items())
        connection.request(method, path, body or None, said)
        heard = connection.getresponse()
        answer = Answer(heard.status, tuple(heard.getheaders()), heard.read().decode("latin-1"))
        connection.close()
        for cookie in answer.all("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def read(self, path: str) -> str:
        """The page; fails unless there is one."""
        shown = self.ask("GET", path)
        assert shown.status == 200, shown.body
        return shown.body

    def follow(self, path: str, fields: dict[str, str]) -> str:
        """Where a form that is sent leads to."""
        (place,) = self.post(path, **fields).all("Location")
        return place

    def connect(self) -> ssl.SSLSocket:
        """A line to it, made safe."""
        place = ("127.0.0.1", self.port)
        line = socket.create_connection(place, timeout=60, source_address=(self.address, 0))
        return self.trusted.wrap_socket(line, server_hostname=self.host)

    def post(self, path: str, **fields: str) -> Answer:
        """A form, sent from our own page."""
        headers = {**URLENCODED, "Sec-Fetch-Site": "same-origin", "Origin": f"https://{self.host}"}
        return self.ask("POST", path, headers, body=urlencode(fields).encode())


def make_service(folder: Path) -> Service:
    """The service with a portal, as the sample wants them; no process runs yet."""
    service = Service.make(
        folder,
        INTAKE_PUBLIC_URL=f"https://{HOST}",
        INTAKE_PROXY_HOPS="1",
        INTAKE_METRICS_TOKEN=WATCHER_TOKEN,
    )
    project = folder / "project"
    shutil.copy(PROJECT / "mkdocs.yml", project)
    (project / "site").symlink_to(PROJECT / "site")
    outcome = build_pages(project, REGION="halton", INTAKE_PUBLIC_URL=f"https://{HOST}")
    assert outcome.pages, "\n".join(outcome.faults)
    return service


@contextmanager
def front(
    folder: Path, service: Service, behind: int, second: int | None = None
) -> Iterator[Front]:
    """nginx before the portal and the port `behind`, or two, started for a test, ended after it."""
    authority = Authority.make(folder)
    made = Front(
        folder,
        service.folder / "project" / "build" / "portal",
        port=free_port(),
        plain_port=free_port(),
        trusted=ssl.create_default_context(cafile=authority.ca_file),
        authority=authority.ca_file.read_text(encoding="ascii"),
    )
    # As every Python from 3.13 on does it by itself.
    made.trusted.verify_flags |= ssl.VERIFY_X509_STRICT
    _write_sample(made, behind, second, authority.server_certificate(HOST))
    with _nginx(made):
        yield made


def _write_sample(made: Front, behind: int, second: int | None, certificate: Path) -> None:
    """The sample, with the addresses and folders of this machine."""
    text = SAMPLE.read_text(encoding="utf-8")
    # A machine of the tests may have no IPv6.
    for listened in ("    listen [::]:80;\n", "    listen [::]:443 ssl;\n"):
        assert listened in text
        text = text.replace(listened, "")
    changes = {
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 80;": f"listen 127.0.0.1:{made.plain_port};",
        "listen 443 ssl;": f"listen 127.0.0.1:{made.port} ssl;",
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(certificate),
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(certificate),
        "/var/lib/one-story-portal/portal": str(made.portal),
        "/var/log/nginx/one-story": str(made.folder / "nginx-one-story"),
    }
    if second:
        changes["# server 127.0.0.1:8100 "] = f"server 127.0.0.1:{second} "
    for sample, here in changes.items():
        assert sample in text, f"{SAMPLE.name} no longer says {sample}"
        text = text.replace(sample, here)
    (made.folder / "site.conf").write_text(text, encoding="utf-8")
    spools = "\n".join(f"    {name}_temp_path {made.folder}/spool/{name};" for name in TEMPORARY)
    # Its workers are nobody else, when root starts it, and could not read a test's folder.
    account = "user root;" if os.geteuid() == 0 else ""
    around = AROUND.format(account=account, folder=made.folder, temporary=spools)
    (made.folder / "nginx.conf").write_text(around, encoding="utf-8")


@contextmanager
def _nginx(made: Front) -> Iterator[None]:
    (made.folder / "spool").mkdir()
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen(
        [program, "-p", made.folder, "-c", made.folder / "nginx.conf", "-e", "stderr"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    try:
        started = eventually(lambda: process.poll() is not None or _listens(made.port), 20)
        assert started
        assert process.poll() is None, process.stderr.read()
        # Whatever it would write to a disk now fails, and the request with it.
        shutil.rmtree(made.folder / "spool")
        yield
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
