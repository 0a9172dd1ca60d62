"""The small programs behind the Makefile. None of them is imported by the application."""
