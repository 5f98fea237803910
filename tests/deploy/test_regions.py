"""Two regions behind one nginx: what `intake region add` writes is taken by nginx itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

from intake_app.cli.region import nginx_file
from tests.support.authority import Authority

HOSTS = {"halton": "one.example", "leeds-grenville": "two.example"}


def test_nginx_takes_the_files_of_two_regions(tmp_path: Path) -> None:
    certificate = Authority.make(tmp_path).server_certificate("one.example")
    sites = []
    for number, (name, host) in enumerate(HOSTS.items()):
        portal = tmp_path / name
        portal.mkdir()
        for beside in ("portal-types.conf", "portal-headers.conf"):
            (portal / beside).touch()
        text = nginx_file(name, host, 8000 + number)
        for shipped, here in {
            f"/etc/letsencrypt/live/{host}/fullchain.pem": str(certificate),
            f"/etc/letsencrypt/live/{host}/privkey.pem": str(certificate),
            f"/var/lib/one-story-portal/{name}": str(portal),
            "/var/log/nginx": str(tmp_path),
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl;\n": "",
            "listen 80;": "listen 127.0.0.1:18080;",
            "listen 443 ssl;": "listen 127.0.0.1:18443 ssl;",
        }.items():
            assert shipped in text
            text = text.replace(shipped, here)
        sites.append(text)
    whole = "\n".join(sites)
    around = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{whole}\n}}\n"
    (tmp_path / "nginx.conf").write_text(around)
    done = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf", "-p", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "conflicting" not in done.stderr
