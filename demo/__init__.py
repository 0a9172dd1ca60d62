"""The demo: three short statements of our own with their translations, and people of every role who work on them."""
