"""The command line."""

import os
import sys

from . import launch

HELP = """\
usage: python meanwhile.pyz [options] app.py [its arguments]
       python meanwhile.pyz [options] -m module [its arguments]
       python meanwhile.pyz server SCENE [--port N] [--seed N]

Runs an asyncio program as python would, and records what its tasks do: app.trace.json.
Open that at https://ui.perfetto.dev or in the Performance panel of Chrome's DevTools.

options:
  --output FILE   where to write (app.trace.json)
  --no-sources    leave the text of the program's files out of it
  --limit N       how many events to keep at most (1000000); later ones are counted
  --help          this text

server plays the server of a scene for programs to practise on; server --help says more.
"""

DEFAULT_LIMIT = 1_000_000


class Mistake(Exception):
    """A sentence for the user."""


def main(arguments):
    """Does what the command line says. Returns the exit status."""
    try:
        if arguments[:1] == ["server"]:
            from .server import command

            return command.main(arguments[1:])
        return record(arguments)
    except Mistake as mistake:
        print(f"meanwhile: {mistake}", file=sys.stderr)
        return 2


def record(arguments):
    """`record` may be said, and goes without saying."""
    if arguments[:1] == ["record"] and not os.path.exists("record"):
        arguments = arguments[1:]
    options, command = parse(arguments)
    if options is None:
        print(HELP, end="")
        return 0
    if not command:
        raise Mistake("which program? python meanwhile.pyz app.py, or --help")
    if sys.flags.isolated or sys.flags.ignore_environment or sys.flags.no_site:
        raise Mistake(
            "python's options -I, -E and -S leave out what the recorder needs; start it without them."
        )
    name, folder, argv = subject(command)
    shown = options["output"] or f"{name}.trace.json"
    output = os.path.abspath(shown)
    try:
        open(output, "ab").close()
    except OSError as error:
        raise Mistake(f"{shown} cannot be written: {error.strerror}.") from None
    settings = launch.Settings(argv, folder, output, shown, options["limit"], options["sources"])
    return launch.run(settings, command)


def parse(arguments):
    """Options of the recorder, and the rest, which is the program's."""
    options = {"output": None, "limit": DEFAULT_LIMIT, "sources": True}
    rest = list(arguments)
    while rest and rest[0].startswith("-") and rest[0] != "-m":
        option, equals, value = rest.pop(0).partition("=")
        if option in ("--help", "-h"):
            return None, []
        if option == "--no-sources" and not equals:
            options["sources"] = False
            continue
        if option not in ("--output", "--limit"):
            raise Mistake(f"there is no option {option}; see --help.")
        if not equals:
            if not rest:
                raise Mistake(f"{option} needs a value.")
            value = rest.pop(0)
        options[option[2:]] = limit(value) if option == "--limit" else value
    return options, rest


def limit(value):
    """How many events."""
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 10**9:
        raise Mistake(f"--limit is a number of events from 1 to 1000000000, not {value}.")
    return int(value)


def subject(command):
    """The program's name, its folder, and its command line as recorded."""
    if command[0] == "-m":
        if len(command) < 2:
            raise Mistake("-m needs the name of a module.")
        return command[1].split(".")[-1], os.getcwd(), command[1:]
    path = command[0]
    if not os.path.exists(path):
        raise Mistake(f"there is no file {path}.")
    if os.path.isdir(path):
        return os.path.basename(os.path.abspath(path)), path, command
    name = os.path.splitext(os.path.basename(path))[0]
    return name, os.path.dirname(os.path.abspath(path)), command
