"""What jobs there are: one file for each kind and one line in the registry below, which is the only list of them."""

from domain.errors import BadValue
from services.job_kinds import (
    edition_build,
    edition_bundle,
    memory_export,
    memory_import,
    memory_merging,
    memory_removal,
    pretranslation,
    statement_export,
    term_suggestions,
    translation_analysis,
)
from services.job_kinds.base import Kind

REGISTRY: dict[str, Kind] = {
    kind.KIND: kind
    for kind in (
        edition_build,
        edition_bundle,
        statement_export,
        translation_analysis,
        pretranslation,
        memory_import,
        memory_removal,
        memory_merging,
        memory_export,
        term_suggestions,
    )
}


def find_kind(name: str) -> Kind:
    """Return the kind of that name; raise BadValue if there is none."""
    if name not in REGISTRY:
        raise BadValue(field="kind", value=name)
    return REGISTRY[name]
