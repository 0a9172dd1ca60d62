"""The tests; their folders mirror the program's."""
