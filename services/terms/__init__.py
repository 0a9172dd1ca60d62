"""The termbase: agreed terms, found in every inflection."""
