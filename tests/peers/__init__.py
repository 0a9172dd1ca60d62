"""What a translator does: our files go through another program and come back. `make test-peers` runs these.

They are left out of `make test`, as the programs are large and slow to start; CI runs both. A test names its program
by `tests.tools.needs("omegat")` and starts it by `tests.tools.command("omegat")`; scripts/programs.py installs it.
"""
