"""Looks for words in a browser's profile: in every byte, and in what the browser has packed.

Text may stand as UTF-8, as UTF-16, or as a form's body; packed by Firefox (LZ4), in pages of
SQLite, in LevelDB (Snappy), or as a web server sent it (gzip, Zstandard).
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote_plus

import cramjam

MOZILLA = b"mozLz40\0"
SQLITE = b"SQLite format 3\0"
LEVELDB_END = bytes.fromhex("57fb808b247547db")
GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
MUCH = 64 * 1024 * 1024


def found_in(profile: Path, words: Collection[str]) -> dict[str, list[str]]:
    """File below the profile, and the words that stand in it."""
    hits: dict[str, list[str]] = {}
    for file in sorted(profile.rglob("*")):
        if not file.is_file() or file.is_symlink():
            continue
        held = file.read_bytes()
        found = [word for word in words if any(holds(part, word) for part in unpacked(file, held))]
        if found:
            hits[str(file.relative_to(profile))] = found
    return hits


def holds(part: bytes, word: str) -> bool:
    """In any of the ways a browser writes text down."""
    shapes = {word, quote_plus(word), word.replace("-", "")}
    return any(
        shape.encode(how) in part for shape in shapes for how in ("utf-8", "utf-16-le", "utf-16-be")
    )


def unpacked(file: Path, held: bytes) -> Iterator[bytes]:
    """The file as it is, and everything that is packed in it."""
    yield held
    if held.startswith(MOZILLA):
        size = int.from_bytes(held[8:12], "little")
        yield bytes(cramjam.lz4.decompress_block(held[12:], output_len=size))
    if held.startswith(SQLITE):
        yield from _rows(file)
    if held.endswith(LEVELDB_END):
        yield from _blocks(held)
    yield from _streams(held)


def _rows(file: Path) -> Iterator[bytes]:
    """Every value: a long one is cut into pieces in the file."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        database.text_factory = bytes
        try:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type='table'")
            for (name,) in tables.fetchall():
                for row in database.execute(f'SELECT * FROM "{name.decode()}"'):  # noqa: S608
                    yield b"\0".join(v for v in row if isinstance(v, bytes))
        except sqlite3.Error:
            return  # locked, or with an extension of the browser's own; its bytes were looked at


def _blocks(held: bytes) -> Iterator[bytes]:
    """The blocks of a LevelDB table, which its index at the end leads to."""
    footer = held[-48:]
    _, position = _number(footer, 0)
    _, position = _number(footer, position)
    start, position = _number(footer, position)
    length, _ = _number(footer, position)
    index = _block(held, start, length)
    for handle in _values(index):
        begin, position = _number(handle, 0)
        yield _block(held, begin, _number(handle, position)[0])


def _block(held: bytes, start: int, length: int) -> bytes:
    part, packed = held[start : start + length], held[start + length]
    return bytes(cramjam.snappy.decompress_raw(part)) if packed == 1 else part


def _values(block: bytes) -> Iterator[bytes]:
    """Of the entries of a block, in their order."""
    restarts = int.from_bytes(block[-4:], "little")
    end, position = len(block) - 4 * (restarts + 1), 0
    while position < end:
        _, position = _number(block, position)
        own, position = _number(block, position)
        length, position = _number(block, position)
        position += own
        yield block[position : position + length]
        position += length


def _number(data: bytes, position: int) -> tuple[int, int]:
    """A number of LevelDB's, and where the next one begins."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def _streams(held: bytes) -> Iterator[bytes]:
    """What a web server sent packed, wherever it begins in a file of the browser's cache."""
    for start in _places(held, GZIP):
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            yield reader.decompress(held[start:], MUCH)
        except zlib.error:
            continue
    for start in _places(held, ZSTD):
        try:
            yield bytes(cramjam.zstd.decompress(held[start:]))
        except cramjam.DecompressionError:
            continue


def _places(held: bytes, mark: bytes) -> Iterator[int]:
    place = held.find(mark)
    while place >= 0:
        yield place
        place = held.find(mark, place + 1)
