"""How this machine reaches the package registries, told to a root in the same words.

Debian's mirrors, proxies, an index or a registry of one's own and the certificates to trust: all
else that a machine is used to stays outside, because a newcomer has none of it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----\n.*?-----END CERTIFICATE-----\n", re.DOTALL)
PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")
TRUSTED = (
    "SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS",
)  # fmt: skip
"""Variables that name a file of certificates; inside, each names the root's own bundle."""
PIP_KEYS = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "retries")
NPM_KEYS = ("registry", "proxy", "https-proxy", "noproxy", "strict-ssl")
APT_KEYS = re.compile(r"Acquire::(https?::|ftp::|Retries|Check-)")


def variables() -> dict[str, str]:
    """For the environment of whatever runs in a root."""
    proxies = {name: text for name, text in os.environ.items() if name.lower() in PROXIES}
    trusted = {name: str(BUNDLE) for name in TRUSTED if name in os.environ}
    return proxies | trusted | _pip() | _npm()


def mirrors(suite: str) -> list[str]:
    """Lines of sources.list for this release; none where this machine is no Debian."""
    host = _codename()
    lines = [line for line in _indexes() if f" {host}" in line]
    return sorted({f"deb {line.replace(f' {host}', f' {suite}')}" for line in lines})


def apt_settings() -> str:
    """How apt reaches its mirrors, as lines of apt.conf."""
    lines = _said("apt-config", "dump").splitlines()
    return "".join(f"{line}\n" for line in lines if APT_KEYS.match(line))


def certificates() -> list[str]:
    """Every authority that this machine trusts for its registries."""
    named = {Path(os.environ[name]) for name in TRUSTED if name in os.environ} | {BUNDLE}
    texts = [path.read_text(encoding="latin-1") for path in sorted(named) if path.is_file()]
    return list(dict.fromkeys(found for text in texts for found in CERTIFICATE.findall(text)))


def _indexes() -> list[str]:
    fields = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    command = ["apt-get", "indextargets", "--format", fields, "Created-By: Packages"]
    # Where nobody has asked Debian for its lists yet, apt knows of no target.
    known = _said(*command, "Origin: Debian") or (_said("apt-get", "-qq", "update") or "")
    return (known or _said(*command, "Origin: Debian")).splitlines()


def _pip() -> dict[str, str]:
    told = re.findall(
        r"^[^.\n]+\.([a-z-]+)='(.*)'$", _said("python3", "-m", "pip", "config", "list"), re.M
    )
    reach = {key: text for key, text in told if key in PIP_KEYS and "file:" not in text}
    return {f"PIP_{key.replace('-', '_').upper()}": text for key, text in reach.items()}


def _npm() -> dict[str, str]:
    told = json.loads(_said("npm", "config", "list", "--json") or "{}")
    return {f"npm_config_{key.replace('-', '_')}": text for key, text in _texts(told)}


def _texts(told: dict[str, object]) -> Iterator[tuple[str, str]]:
    for key in NPM_KEYS:
        value = told.get(key)
        if isinstance(value, bool):
            yield key, str(value).lower()
        elif isinstance(value, str) and value:
            yield key, value


def _codename() -> str:
    found = re.search(
        r"^VERSION_CODENAME=(\w+)", Path("/etc/os-release").read_text(encoding="utf-8"), re.M
    )
    return found[1] if found else ""


def _said(*command: str) -> str:
    """What a program prints; nothing where it is missing or fails."""
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
