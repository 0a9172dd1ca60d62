"""The command line: thin, the same services as the web. The commands themselves are in commands/."""

from flask import Flask

from commands import analysis, checking, demo, editions, memory, people, statements, terms, worker

COMMANDS = (
    statements.import_statement,
    statements.segments,
    statements.export,
    statements.import_targets,
    editions.edition,
    analysis.analyse,
    analysis.pretranslate,
    checking.check,
    memory.memory,
    terms.terms,
    people.user,
    worker.worker,
    demo.demo,
)


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in COMMANDS:
        app.cli.add_command(command)
