"""Reads the bytes of a posted form, also those of a program that does not write UTF-8."""

from __future__ import annotations

from typing import IO
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import FileStorage
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser


class PostedFormParser(FormDataParser):
    """Werkzeug leaves bytes that are not UTF-8 as `%92` in what staff would read."""

    def _parse_urlencoded(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        pairs = parse_qsl(
            stream.read().decode("latin-1"), keep_blank_values=True, encoding="latin-1"
        )
        read = self.cls((_text(name), _text(value)) for name, value in pairs)
        return stream, read, self.cls()


def _text(latin: str) -> str:
    """UTF-8; otherwise Windows-1252, which old keyboards and tools write."""
    written = latin.encode("latin-1")
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("cp1252", errors="replace")


class PostedForm(Request):
    """A request whose form is read so."""

    form_data_parser_class = PostedFormParser
