"""Which HTML, links and pictures a page may hold, in Markdown or as typed HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import normpath
from urllib.parse import unquote
from urllib.parse import urljoin
from urllib.parse import urlsplit

from intake_app.catalog import SHORT_CODES
from intake_app.catalog import reader
from intake_app.catalog import web_address_flaw
from intake_app.catalog.web_address import NOT_PERSONAL
from intake_app.catalog.web_address import is_personal
from intake_app.telephone import NotDialled
from intake_app.telephone import read_telephone
from portal.checks.structure import Article
from portal.checks.structure import PageFlaw
from portal.markdown_pages import PICTURES
from portal.markdown_pages import address_of

TAGS = re.compile(
    "a|abbr|blockquote|br|cite|code|dd|details|div|dl|dt|em|h[1-6]|hr|img|kbd|li|ol|p|q|section"
    "|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|ul"
)
ATTRIBUTES = re.compile(
    "abbr|alt|class|colspan|dir|href|id|lang|open|rowspan|scope|src|start|title"
)
POLICY = "Write it in Markdown; docs/editor.md lists the HTML that a page may hold."
SCHEMES = frozenset({"https", "mailto", "tel", "sms"})
VAGUE = frozenset(
    {"here", "click here", "this", "link", "this link", "more", "read more", "ici", "lien"}
    | {"cliquez ici", "ce lien", "plus", "en savoir plus", "lire la suite", "cliquer ici"}
)
SITE = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+(?:ca|com|org|net))(?:/.*)?")
FILE_NAME = re.compile(
    r"(?i)\S+\.(?:jpe?g|png|gif|webp)|image\d*|picture|photo|img[_-]?\d+|untitled"
)


def html_flaws(article: Article) -> Iterator[PageFlaw]:
    """Tags and attributes that a page may not hold."""
    for comment in article.comments:
        cure = "Take it out, or write `{## … ##}`, which stays in the file."
        yield PageFlaw("<!--", f"A comment would be published: “{comment.strip()[:40]}”.", cure)
    for tag in article.unclosed:
        cure = "Write both, like `<details>` and `</details>`, each on a line of its own."
        yield PageFlaw(tag, f"`{tag}>` has no other half.", cure)
    for line in article.programs:
        cure = "Take the four spaces, or the marks ```, at the beginning away."
        yield PageFlaw(line, f"“{line}” is shown as program code.", cure)
    for tag, attributes in article.tags:
        if tag != "pre" and not TAGS.fullmatch(tag):
            yield PageFlaw(f"<{tag}", f"`<{tag}>` may not stand on a page.", POLICY)
        for name, value in attributes:
            if not ATTRIBUTES.fullmatch(name):
                words = value if name == "style" and value else name
                yield PageFlaw(words, f"`{name}` may not stand in `<{tag}>`.", POLICY)


def link_flaw(uri: str, target: str, words: str) -> PageFlaw | None:
    """What is wrong with a link, whether or not its page exists."""
    if problem := _wrong_target(uri, target):
        # `<name@agency.example>` is typed without its scheme.
        typed = target.removeprefix("mailto:").partition("?")[0]
        return PageFlaw(typed or words or "](", *problem)
    if not words:
        return PageFlaw(target, f"The link to `{target}` has no words.", "Write `[words](…)`.")
    if _says_another(target, words):
        said = f"The link “{words}” leads to `{target}`."
        return PageFlaw(f"[{words}", said, "Write the same address or number in both places.")
    if words.lower().strip(" .…!»›>→") in VAGUE:
        cure = "Say where it leads: many people hear only the links of a page."
        return PageFlaw(f"[{words}", f"The link “{words}” does not say where it leads.", cure)
    return None


def _says_another(target: str, words: str) -> bool:
    """Whether its words are an address or a number, and it leads to another one."""
    words = words.strip(" .")
    scheme, _, rest = target.partition(":")
    if "@" in words and reader.is_email(words):
        return scheme == "mailto" and unquote(rest).casefold() != words.casefold()
    if re.fullmatch(r"[\d()+. -]{7,}", words) and scheme in ("tel", "sms"):
        said, dialled = (re.sub(r"\D", "", one)[-10:] for one in (words, rest.partition(";")[0]))
        return said != dialled
    if host := re.fullmatch(
        r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+(?:ca|com|org|net))/?.*", words
    ):
        leads_to = (urlsplit(target).hostname or "").removeprefix("www.").casefold()
        return scheme == "https" and leads_to != host[1].casefold()
    return False


def picture_flaw(source: str, words: str) -> PageFlaw | None:
    """What is wrong with a picture, whether or not its file exists."""
    if not words.strip():
        problem = f"The image `{source}` has no alternative text."
        return PageFlaw(source, problem, "Write `![what it shows](…)`.")
    if FILE_NAME.fullmatch(words.strip()):
        problem = f"“{words}” does not say what the picture shows."
        return PageFlaw(words, problem, "Say it in a few words, for people who cannot see it.")
    if not re.search(rf"(?:^|/){PICTURES}/[^/]+$", source) or urlsplit(source).netloc:
        cure = f"Put it into the folder `{PICTURES}`, and write `![…]({PICTURES}/file.jpg)`."
        return PageFlaw(source, f"The picture `{source}` does not lie on this site.", cure)
    return None


def _wrong_target(uri: str, target: str) -> tuple[str, str] | None:
    said = f"The link `{target}`"
    try:
        parts = urlsplit(target)
    except ValueError:
        return f"{said} is no address.", "Mend it."
    if not target.strip("# "):
        return "A link leads nowhere.", "Write `[words](page.md)`."
    if parts.scheme == "http":
        return f"{said} is not safe.", "Begin it with https://."
    if parts.scheme and parts.scheme not in SCHEMES:
        return _wrong_scheme(said, parts.scheme)
    if parts.scheme:
        return _wrong_address(said, target)
    return _wrong_path(uri, said, target)


def _wrong_scheme(said: str, scheme: str) -> tuple[str, str]:
    if scheme == "file" or len(scheme) == 1:
        return f"{said} leads into your own computer.", "Name a page, or an https:// address."
    return f"{said} begins with `{scheme}:`.", "Use a page, https://, mailto: or tel:."


def _wrong_address(said: str, target: str) -> tuple[str, str] | None:
    scheme, _, rest = target.partition(":")
    if scheme == "https":
        if flaw := web_address_flaw(target):
            return f"{said} {flaw.problem}.", flaw.cure
    elif scheme == "mailto":
        if "?" in rest:
            return f"{said} fills in a mail.", "Leave away what stands behind the `?`."
        if is_personal(rest):
            return f"{said} leads to a person's own mailbox.", NOT_PERSONAL
        if not reader.is_email(unquote(rest.partition("?")[0])):
            return f"{said} holds no e-mail address.", "Write it like mailto:name@agency.example."
    elif " " in rest or not _is_number(rest):
        return f"{said} holds no number that rings.", "Write it like tel:+1-613-555-0123."
    return None


def _is_number(text: str) -> bool:
    digits = re.sub(r"\D", "", text.partition(";")[0])
    if digits in SHORT_CODES or 5 <= len(digits) <= 6:
        return True
    try:
        read_telephone(text.partition(";")[0])
    except NotDialled:
        return False
    return True


def _wrong_path(uri: str, said: str, target: str) -> tuple[str, str] | None:
    path = urlsplit(target).path
    if re.match(r"(?:www\.|[\w-]+\.(?:ca|com|org|net)(?:/|$))", path):
        return f"{said} is taken for a page of this site.", "Begin it with https://."
    if "@" in path:
        return f"{said} is taken for a page of this site.", "Begin it with mailto:."
    if "\\" in path or " " in path:
        return f"{said} has spaces or backslashes.", "Write the name of the page, like contact.md."
    here = f"/{address_of(uri)}"
    language = normpath(urljoin(here, path)).strip("/").partition("/")[0]
    if language in ("en", "fr") and language != uri.partition("/")[0]:
        return f"{said} leads into the other language.", "Name the page of this language."
    return None
