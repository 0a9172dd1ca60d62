"""What we write against the official schemas of XLIFF, and against the DTD of TMX as its specification gives it.

XLIFF 1.2 (strict) and the core of 2.x are read from Debian's php-symfony-translation, which ships them as OASIS
publishes them. TMX 1.4b has no schema in any package: tests/peers/tmx14.dtd is written here after the specification.
"""

from pathlib import Path

import pytest
from lxml import etree

from formats import REGISTRY
from scripts.programs import XLIFF_SCHEMAS as SCHEMAS
from tests.formats.reading_room import LIBRARY
from tests.tools import needs

ROOT = Path(__file__).parent.parent.parent
WRAPPER = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<xsd:import namespace="{namespace}" schemaLocation="{schema}"/>
<xsd:import namespace="urn:rectoverso:exchange:1" schemaLocation="{own}"/>
</xsd:schema>"""


class AtHand(etree.Resolver):
    """Gives the copy at hand of the one schema that the others fetch from the network."""

    def resolve(self, url: str, _id: str, context: object) -> object:
        return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context) if url.endswith("xml.xsd") else None


def schema(namespace: str, name: str) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(AtHand())
    own = (ROOT / "docs" / "exchange.xsd").as_uri()
    text = WRAPPER.format(namespace=namespace, schema=(SCHEMAS / name).as_uri(), own=own)
    return etree.XMLSchema(etree.fromstring(text, parser))


@needs("xliff-schemas")
@pytest.mark.parametrize(
    ("format", "namespace", "name"),
    [
        ("xliff", "urn:oasis:names:tc:xliff:document:1.2", "xliff-core-1.2-strict.xsd"),
        ("xliff2", "urn:oasis:names:tc:xliff:document:2.0", "xliff-core-2.0.xsd"),
    ],
)
def test_what_is_written_meets_the_schema(format: str, namespace: str, name: str) -> None:
    official = schema(namespace, name)
    written = REGISTRY[format].write(LIBRARY)
    official.assertValid(etree.fromstring(written))
    broken = etree.fromstring(written.replace(b"<source>", b"<sauce>").replace(b"</source>", b"</sauce>"))
    assert not official.validate(broken)


def test_tmx_meets_the_dtd() -> None:
    dtd = etree.DTD(str(Path(__file__).parent / "tmx14.dtd"))
    written = REGISTRY["tmx"].write(LIBRARY)
    assert dtd.validate(etree.fromstring(written)), dtd.error_log
    assert not dtd.validate(etree.fromstring(written.replace(b' srclang="en"', b"")))
