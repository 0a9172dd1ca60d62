"""The commands of `flask`, one file for each subject; cli.py registers them."""
