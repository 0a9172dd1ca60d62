"""The termbase: agreed terms, found in every inflection, brought in from files, shown beside a paragraph."""

from services.terms.using import Beside, beside, termbase

__all__ = ["Beside", "beside", "termbase"]
