"""Makes answers light: gzip for text, quickly, because a family may be on a slow phone."""

from __future__ import annotations

import gzip

from flask import Response
from flask import request

WORTH_IT = 1024
LEVEL = 3
"""5 would save 300 bytes of a page and cost three times the work."""


def compress(response: Response) -> Response:
    """Compress what is text and long enough, for browsers that say they can read it."""
    if not (response.mimetype or "").startswith("text/") or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) < WORTH_IT or request.accept_encodings["gzip"] <= 0:
        return response
    response.set_data(gzip.compress(body, LEVEL, mtime=0))
    response.content_encoding = "gzip"
    return response
