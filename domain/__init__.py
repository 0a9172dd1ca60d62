"""The rules of the desk: standard library only (see README.md)."""
