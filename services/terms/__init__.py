"""The termbase: agreed terms, found in every inflection, brought in from files, shown beside a paragraph."""

from services.terms.editing import add, may_add
from services.terms.files import Brought, import_terms
from services.terms.using import Beside, beside, termbase

__all__ = ["Beside", "Brought", "add", "beside", "import_terms", "may_add", "termbase"]
