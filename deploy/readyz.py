"""Ends well while a family's request would be kept: a container's health check."""

from __future__ import annotations

import os
import urllib.request

port = os.environ.get("INTAKE_PORT", "8000")
urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=8).close()
