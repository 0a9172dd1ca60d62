"""From the bytes of a web page to a tree that is safe to walk over, in bounded time.

First the tags are gone through once: of each only the name and the few attributes that say something here go on, and
what is no text (scripts, styles, comments) goes. Then nh3 builds the tree as browsers do and sanitises it, and lxml
reads what nh3 wrote. Parsing as browsers do takes quadratic time for some files; those are known by then.
"""

import html
import re
from collections import Counter

import nh3
from lxml import etree

from domain.errors import BrokenFile, FileTooLarge
from formats.xml import Element

DEEPEST = 200  # libxml2 leaves out in silence what lies deeper than 256
MOST_TAGS = 300_000
MOST_MEGABYTES = 8  # of words and tags alone, without scripts and pictures
_ENTITIES_A_TAG = 4  # what they cost


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ATTRIBUTES = _names(
    "id class role hidden aria-hidden style href name alt title type start value reversed width height epub:type"
)
_BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table "
    "tbody td tfoot th thead tr ul"
)
_LOOKS = _names(
    "abbr acronym b bdi bdo big cite code dfn del em font i ins kbd label mark q s samp small span strike strong "
    "time tt u var"
)
_SOLID = _names("audio button canvas embed iframe math object select svg video")
TAGS = _BLOCKS | _LOOKS | _SOLID | _names("a br img input sub sup wbr")
# No end tag, or one that may be left out: these do not nest.
_SHALLOW = _names("br dd dt hr img input embed li p tbody td tfoot th thead tr wbr")
_EMPTY = _names("br hr img input embed wbr")
_RAW = _names("script style template noscript textarea title xmp noembed noframes plaintext datalist")
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[\s/]+|[^\s/>=][^\s/>=]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>][^\s>]*)?)?|=)*+)>"""
)
_ATTRIBUTE = re.compile(r"""([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?""")
_TITLE = re.compile(r"<title[^>]{0,300}>([^<]{0,5000})</title", re.IGNORECASE)
_LANGUAGE = re.compile(r"""<html[^>]{0,2000}?\s(?:xml:)?lang\s*=\s*["']?([A-Za-z0-9-]{2,35})""", re.IGNORECASE)
_XHTML = re.compile(r"\s*<\?xml|<!DOCTYPE[^>]{0,200}XHTML|<html[^>]{0,300}1999/xhtml", re.IGNORECASE)
_HEAD = 200_000
_LONGEST_RUN = 10_000  # characters without a tag: nh3 takes quadratic time for those of them that it escapes
_RUN = re.compile(rf".{{1,{_LONGEST_RUN}}}(?=\s|\Z)|.{{1,{_LONGEST_RUN}}}", re.DOTALL)


def tree(text: str, *, format: str = "html") -> tuple[Element, bool]:
    """Return the body of a page, and whether it is whole: False when only words and paragraphs are left of it.

    Raises BrokenFile for more tags than a text could have, FileTooLarge for more words.
    """
    tame, depth = _tamed(text, format)
    if len(tame) > MOST_MEGABYTES * 1_000_000:
        raise FileTooLarge(limit_mb=MOST_MEGABYTES)
    if depth > DEEPEST:
        tame, depth = _tamed(_TAG.sub(_without_looks, tame), format)
    is_whole = depth <= DEEPEST
    if not is_whole:
        tame = _words_alone(tame)
    clean = nh3.clean(tame, tags=set(TAGS), clean_content_tags=set(), attributes={"*": set(_ATTRIBUTES)}, link_rel=None)
    # Without huge_tree libxml2 leaves out a paragraph of 10 MB in silence; what it guards against was looked for above.
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(f"<html><body><div>{clean}</div></body></html>".encode(), parser)
        return root.find("body"), is_whole
    except (etree.LxmlError, ValueError) as error:
        raise BrokenFile(format=format, line=None, detail=" ".join(str(error).split())[:200]) from error


def title_of_page(text: str) -> str:
    """Return what stands in the title of a page, "" for none."""
    found = _TITLE.search(text[:_HEAD])
    return " ".join(html.unescape(found[1]).split()) if found else ""


def language_of_page(text: str) -> str:
    """Return the language that the page says it is in, "" for none."""
    found = _LANGUAGE.search(text[:_HEAD])
    return found[1] if found else ""


def _tamed(text: str, format: str) -> tuple[str, int]:
    """Return the page with known tags and attributes alone, and how deep it may nest at most."""
    parts: list[str] = []
    opened: Counter[str] = Counter()
    at = depth = deepest = 0
    count = text.count("&") // _ENTITIES_A_TAG
    is_xhtml = _XHTML.search(text[:_HEAD]) is not None
    while found := _MARKUP.search(text, at):
        start = found.start()
        count += 1
        if count > MOST_TAGS:
            raise BrokenFile(format=format, line=None, detail="too many tags")
        parts.append(_words(text[at:start]))
        if text.startswith("<!--", start):
            at = _after(text, "-->", start + 4)
            continue
        tag = _TAG.match(text, start)
        if tag is None:
            at = _no_tag(text, start, parts)
            continue
        at, (slash, name, attributes) = tag.end(), tag.groups()
        name = name.lower()
        is_closed = is_xhtml and attributes.endswith("/") and name not in _EMPTY
        if name in _RAW and not slash:
            at = at if is_closed else _after_raw(text, name, at)
        elif name in TAGS:
            parts.append(f"</{name}>" if slash else f"<{name}{_kept(attributes)}>{f'</{name}>' * is_closed}")
            if name not in _SHALLOW and not is_closed:
                change = -1 if slash and opened[name] else int(not slash)
                opened[name] += change
                depth += change
                deepest = max(deepest, depth)
    parts.append(_words(text[at:]))
    return "".join(parts), deepest


def _words(text: str) -> str:
    """Return text that no parser finds a fault in: nh3 keeps a note of each fault, and a file may be full of them."""
    text = html.unescape(text)
    if len(text) <= _LONGEST_RUN:
        return html.escape(text, quote=False)
    return "<wbr>".join(html.escape(piece, quote=False) for piece in _RUN.findall(text))


def _no_tag(text: str, start: int, parts: list[str]) -> int:
    """Pass over a declaration, or take a "<" that begins no tag for a letter; a tag that never ends takes the rest."""
    following = text[start + 1 : start + 2]
    if following in ("!", "?"):
        return _after(text, ">", start + 1)
    if following.isalpha() or (following == "/" and text[start + 2 : start + 3].isalpha()):
        end = text.find(">", start)
        return len(text) if end < 0 else end + 1
    parts.append("&lt;")
    return start + 1


def _after(text: str, end: str, start: int) -> int:
    found = text.find(end, start)
    return len(text) if found < 0 else found + len(end)


def _after_raw(text: str, name: str, start: int) -> int:
    """Return where the content of a script or the like ends; one that never ends takes the rest, as in browsers."""
    closing = re.compile(rf"</{re.escape(name)}[\s/>]", re.IGNORECASE)
    found = closing.search(text, start)
    return _after(text, ">", found.start()) if found else len(text)


def _kept(attributes: str) -> str:
    if not attributes.strip(" /"):
        return ""
    kept: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(attributes):
        if (name := name.lower()) in _ATTRIBUTES and name not in kept:
            kept[name] = "".join(values).replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f' {name}="{value}"' for name, value in kept.items())


def _without_looks(tag: re.Match[str]) -> str:
    return "" if tag[2] in _LOOKS else tag[0]


def _words_alone(tame: str) -> str:
    """Return the words with a paragraph break for each tag that begins or ends a block."""

    def replaced(tag: re.Match[str]) -> str:
        return "<p>" if tag[2].lower() in _BLOCKS or tag[2].lower() == "br" else ""

    return _TAG.sub(replaced, tame)
