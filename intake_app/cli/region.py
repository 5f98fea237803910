"""`intake region`: another region on this machine, with settings and database of its own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import click

from intake_app.catalog import region_names
from intake_app.cli.disk_troubles import writing
from intake_app.cli.region_own import own
from intake_app.settings import CONTENT
from intake_app.settings import DEFAULTS
from intake_app.settings import PROJECT
from intake_app.settings import SETTINGS
from intake_app.settings import host_of
from intake_app.settings import parts_of
from intake_app.settings import read_file
from intake_app.settings import unreachable

ETC, NGINX = Path("/etc/one-story"), Path("/etc/nginx/sites-available")
HTTPS = "https://"
LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*")
FIRST_PORT = int(DEFAULTS["INTAKE_PORT"])
SHIPPED_HOST = "help.agency.example"
FOLLOWING = """
Written: {written}
Next, as root:
  1. Fill in {settings}; put keys and certificates beside it (handbook, Keys). Then:
     install -d -o one-story -g one-story -m 0700 /var/lib/one-story/{region}
     chown -R root:one-story {folder} && chmod 0750 {folder} && chmod 0640 {folder}/*
  2. Build the pages:
     systemctl start intake-portal@{region}
  3. Prove the keys, by phone with whoever holds them, and check:
     intake @{region} key prove --send
     intake @{region} check
  4. Start:
     systemctl enable --now intake-web@{region} intake-deliver@{region}
     systemctl enable --now intake-portal@{region}.timer intake-backup@{region}.timer
     systemctl start intake-backup@{region}
     systemctl enable --now intake-check@{region}.timer
  5. With a TLS certificate where certbot puts it:
     ln -s {site} /etc/nginx/sites-enabled/ && nginx -t && systemctl reload nginx
  6. See that all regions are well:
     intake board
"""


@click.group()
def region() -> None:
    """Several regions on one machine, apart from each other."""


region.add_command(own)


@region.command()
@click.argument("name")
@click.option(
    "--url", required=True, help="Its https address, such as https://help.agency.example."
)
@click.option(
    "--content",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="INTAKE_CONTENT_DIR, as `intake region own` made it.",
)
@click.option("--etc", type=click.Path(path_type=Path), default=ETC, show_default=True)
@click.option("--nginx", type=click.Path(path_type=Path), default=NGINX, show_default=True)
def add(name: str, url: str, content: Path | None, etc: Path, nginx: Path) -> None:
    """Write settings and an nginx file for the region NAME of content/regions/. As root.

    Never writes over a file. Starts nothing: what comes next is said.
    """
    known = region_names(content or CONTENT)
    if name not in known:
        raise click.BadParameter(f"There is no region `{name}`. Use: {', '.join(known)}.")
    host = _address_in(url)
    _refuse_taken_address(etc, host)
    folder, site = etc / name, nginx / f"one-story-{name}.conf"
    port = _free_port(etc)
    own_content = f"INTAKE_CONTENT_DIR={content.absolute()}\n" if content else ""
    written = {
        folder / "settings": _settings(name, f"https://{host}", port) + own_content,
        folder / "portal": f"REGION={name}\nINTAKE_PUBLIC_URL=https://{host}\n{own_content}",
        site: nginx_file(name, host, port),
    }
    for file in written:
        if file.exists():
            raise click.UsageError(f"{file} is there already. Nothing was written.")
    _write(written)
    click.echo(
        FOLLOWING.format(
            written=", ".join(map(str, written)),
            settings=folder / "settings",
            folder=folder,
            region=name,
            site=site,
        ).strip()
    )


def settings_files(etc: Path) -> dict[str, Path]:
    """Those of every region on this machine, by the folder's name; `` is the one alone."""
    folders = {"": etc}
    if etc.is_dir():
        folders |= {one.name: one for one in sorted(etc.iterdir()) if not one.is_file()}
    files = {name: folder / "settings" for name, folder in folders.items()}
    # One that is out of reach is a region all the same: who asks shall hear of it.
    return {name: file for name, file in files.items() if unreachable(file) or file.exists()}


def _address_in(url: str) -> str:
    """Its host, where it is nothing but one: what nginx could not serve is not left out silently.

    Raises BadParameter.
    """
    host = _host_of(url)
    if not url.startswith(HTTPS) or not HOST.fullmatch(host):
        raise click.BadParameter("Write it like https://help.agency.example.", param_hint="--url")
    if url.removeprefix(HTTPS).removesuffix("/").lower() not in (host, f"{host}:443"):
        problem = f"nginx serves a region at port 443, at the top. Write {HTTPS}{host} instead."
        raise click.BadParameter(problem, param_hint="--url")
    return host


def _host_of(url: str) -> str:
    """In small letters, without the dot that may end it; empty where there is none.

    A neighbour's slip is told by its own `intake check`.
    """
    parts = parts_of(url)
    return host_of((parts and parts.hostname) or "").removesuffix(".")


def _refuse_taken_address(etc: Path, host: str) -> None:
    for file in settings_files(etc).values():
        if _host_of(read_file(file).get("INTAKE_PUBLIC_URL", "")) == host:
            problem = f"{file} has this address already."
            raise click.BadParameter(problem, param_hint="--url")


def _free_port(etc: Path) -> int:
    files = settings_files(etc).values()
    taken = {read_file(file).get("INTAKE_PORT") or str(FIRST_PORT) for file in files}
    ports = range(FIRST_PORT, FIRST_PORT + 1000)
    return next(port for port in ports if str(port) not in taken)


def _settings(name: str, url: str, port: int) -> str:
    known = {
        "REGION": name,
        "INTAKE_PUBLIC_URL": url,
        "INTAKE_PORT": str(port),
        "INTAKE_PROXY_HOPS": "1",
        "INTAKE_SECRET_KEY": secrets.token_hex(32),
        "INTAKE_STATE_DIR": f"/var/lib/one-story/{name}",
        "INTAKE_PORTAL_DIR": f"/var/lib/one-story-portal/{name}/portal",
    }
    lines = [f"{setting}={value}" for setting, value in known.items()]
    lines.append("# To be filled in; README.md says what each is.")
    lines += [f"{one.name}=" for one in SETTINGS if one.required and one.name not in known]
    lines.append("# May be filled in:")
    optional = (one.name for one in SETTINGS if not one.required and one.name not in known)
    lines += [f"#{name}=" for name in optional if name.startswith("INTAKE_")]
    return "\n".join([*lines, ""])


def nginx_file(name: str, host: str, port: int) -> str:
    """deploy/nginx.conf for this region; every name in it that nginx shares is its own."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    own = f"one_story_{name.replace('-', '_')}"
    changes = {
        SHIPPED_HOST: host,
        f"127.0.0.1:{FIRST_PORT}": f"127.0.0.1:{port}",
        "/var/lib/one-story-portal/": f"/var/lib/one-story-portal/{name}/",
        "/var/log/nginx/one-story": f"/var/log/nginx/one-story-{name}",
        "sites-enabled/one-story.conf": f"sites-enabled/one-story-{name}.conf",
    }
    for old, new in changes.items():
        text = text.replace(old, new)
    return text.replace("one_story", own)


def _write(texts: Mapping[Path, str]) -> None:
    """All of them or none: what is there already would be in the way of the next try."""
    made: list[Path] = []
    try:
        for file, text in texts.items():
            file.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            file.touch(0o640, exist_ok=False)
            made.append(file)
            with writing(file):
                file.write_text(text, encoding="utf-8")
    except OSError:
        for file in made:
            file.unlink()
        raise
