"""The worker, which does what takes long beside the server."""

import logging

import click
from flask import current_app
from flask_babel import ngettext

from commands.base import Command, say
from extensions import db


@click.command("worker", cls=Command)
@click.option("--once", is_flag=True, help="Do what waits, then end.")
@click.option("--at-a-time", default=1, type=click.IntRange(1, 64), show_default=True, help="Jobs at a time.")
def worker(*, once: bool, at_a_time: int) -> None:
    """Build the files that people ask for, until Ctrl-C. Any number of workers may share one database."""
    from worker import running

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if once:
        done = running.run_once(app, db.engine)
        say(ngettext("%(number)s job is done.", "%(number)s jobs are done.", done, number=done))
    else:
        running.run(app, db.engine, at_a_time=at_a_time)
