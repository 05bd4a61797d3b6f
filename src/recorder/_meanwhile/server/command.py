"""`python meanwhile.pyz server SCENE`."""

import asyncio
import difflib

from ..command import Mistake
from . import http, plans

HELP = """\
usage: python meanwhile.pyz server SCENE [options]

Plays the server of a scene at http://127.0.0.1:8000, until Ctrl-C: posts/1 to posts/100, users/1 to users/1000,
bytes/N, as slow and as unreliable as the scene wants it.

options:
  --port N   where to listen (8000; 0 is any free port)
  --seed N   what is random is drawn from it (1)
  --pace N   so many times as fast (1)
  --help     this text

scenes:
"""

BACKLOG = 4096


def main(arguments):
    """Serves until it is interrupted. Returns the exit status."""
    table = plans.servers()
    scene, options = parse(arguments)
    if scene is None:
        print(HELP + "".join(f"  {name}\n" for name in table), end="")
        return 0
    if scene not in table:
        near = difflib.get_close_matches(scene, table, 1)
        hint = f"did you mean {near[0]}?" if near else "server --help lists them."
        raise Mistake(f"there is no scene {scene} with a server; {hint}")
    server = plans.Server(seed=options["seed"], pace=options["pace"], **fields(table[scene]))
    allow_connections()
    try:
        return asyncio.run(serve(scene, server, options["port"]))
    except KeyboardInterrupt:
        return 0


def parse(arguments):
    """The scene, or None where help is asked for, and the options."""
    options = {"port": 8000, "seed": 1, "pace": 1}
    scene = None
    rest = list(arguments)
    if not rest or "--help" in rest or "-h" in rest:
        return None, options
    while rest:
        option, equals, value = rest.pop(0).partition("=")
        if option[:2] == "--" and option[2:] in options:
            if not equals and not rest:
                raise Mistake(f"{option} needs a number.")
            options[option[2:]] = number(option, value if equals else rest.pop(0))
        elif option.startswith("-") or scene is not None:
            raise Mistake(f"{option} is not understood; see server --help.")
        else:
            scene = option
    if scene is None:
        raise Mistake("which scene? server --help lists them.")
    return scene, options


def number(option, value):
    most = {"--port": 65535, "--pace": 1000}.get(option, 2**63)
    least = 1 if option == "--pace" else 0
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise Mistake(f"{option} is a number from {least} to {most}, not {value}.")
    return int(value)


def fields(entry):
    return {name: value for name, value in entry.items() if name in ("routes", "workers", "room", "refusal")}


def allow_connections():
    """As many connections as the system lets a process have."""
    try:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    except (ImportError, OSError, ValueError):
        pass


async def serve(scene, server, port):
    """Listens, and says so."""
    practice = http.Practice(server, plans.Content())
    try:
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(practice.protocol, "127.0.0.1", port, backlog=BACKLOG)
    except OSError as error:
        reason = "it is taken" if "in use" in str(error) or error.errno in (48, 98, 10048) else error.strerror
        raise Mistake(f"port {port} cannot be used: {reason}. Try --port {port % 65535 + 1}.") from None
    address = "http://127.0.0.1:%d" % listening.sockets[0].getsockname()[1]
    print(f"The server of {scene} is at {address}; Ctrl-C ends it.", flush=True)
    async with listening:
        await listening.serve_forever()
    return 0
