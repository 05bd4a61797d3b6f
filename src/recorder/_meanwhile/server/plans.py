"""What happens to a request, and when: the plans of the site's local network, over a real one.

A server's behaviour is data: `servers.json` has, for each scene,

    workers   how many requests it works on at a time; the others wait in line
    room      how many may be there, at work or in line; one more is answered with status 503
    refusal   milliseconds that takes
    routes    the first that fits decides: `path` with `*` for a number, and
        latency          milliseconds in all: 8 % to get there, 84 % thinking, 8 % for the body. A list is for one
                         number after another, and begins again at its end
        between          a latency drawn between two
        up, think, down  the three by themselves
        per-kb           milliseconds more for 1,000 bytes
        jitter           per cent by which a latency is drawn longer or shorter
        size, packet     bytes of the body, if it is not to be what the path names; bytes of one part of it
        status           of the answer
        fail             refused, reset (after half of the body) or hang
        failing          per cent of the requests, drawn, that are answered with `failing-status`

What is drawn depends on the seed, the path and how often that was asked for, not on the order of requests.

A request's own query overrides the route: `up`, `think`, `down` in microseconds, `size`, `chunks`, `status`, `fail`
as in the site's service worker, and `delay`, a latency in seconds.
"""

import json
import math
import pathlib
import pkgutil
import random
import re
from dataclasses import dataclass, field

FAILURES = ("refused", "reset", "hang")
# Answers with these statuses have no body.
BARE = (204, 205, 304)
LARGEST_BODY = 100_000_000
LONGEST_SECONDS = 86_400


class BadPlan(ValueError):
    """A query that makes no sense, as a sentence."""


@dataclass
class Plan:
    """Times are seconds."""

    up: float = 0.0
    think: float = 0.0
    down: float = 0.0
    size: int | None = None
    chunks: int = 1
    status: int = 200
    fail: str | None = None

    def take(self, latency):
        """The three parts of a latency."""
        self.up = self.down = latency * 0.08
        self.think = latency - 2 * self.up

    def parts(self, body):
        """The parts of a body that are sent: each with its moment, counted from the headers."""
        length = max(1, math.ceil(len(body) / max(1, self.chunks)))
        pieces = [body[at : at + length] for at in range(0, len(body), length)]
        count = len(pieces)
        if self.fail == "reset":
            pieces = pieces[: count // 2]
        return [(self.down * (index + 1) / count, piece) for index, piece in enumerate(pieces)]


@dataclass
class Server:
    """The server of a scene."""

    routes: list
    seed: int
    pace: float = 1.0
    workers: int | None = None
    room: int | None = None
    refusal: float = 0.0
    asked: dict = field(default_factory=dict)

    def plan(self, path, query):
        """The plan for a request. `query` is a list of pairs."""
        plan = Plan()
        kind, _, last = path.rpartition("/")
        number = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else None
        for route in self.routes:
            if route["path"] == path or (number is not None and route["path"] == f"{kind}/*"):
                self.follow(route, path, number, plan)
                break
        override(plan, query)
        return plan

    def follow(self, route, path, number, plan):
        """What a route says."""
        visit = self.asked[path] = self.asked.get(path, 0) + 1
        draw = random.Random(f"{self.seed} {path} {visit}")
        latency = route.get("latency", 0)
        if isinstance(latency, list):
            latency = latency[((number or 1) - 1) % len(latency)]
        if "between" in route:
            latency = draw.uniform(*route["between"])
        size = route.get("size", number if path.startswith("bytes/") else 0) or 0
        latency += route.get("per-kb", 0) * size / 1000
        latency *= 1 + route.get("jitter", 0) / 100 * draw.uniform(-1, 1)
        plan.take(latency / 1000)
        for part in ("up", "think", "down"):
            if part in route:
                setattr(plan, part, route[part] / 1000)
        plan.size = route.get("size")
        if "packet" in route:
            plan.chunks = math.ceil(size / route["packet"])
        plan.status = route.get("status", 200)
        plan.fail = route.get("fail")
        if draw.random() * 100 < route.get("failing", 0):
            plan.status = route["failing-status"]


def override(plan, query):
    """What a request says itself."""
    for name, value in query:
        if name == "delay":
            plan.take(number(name, value, LONGEST_SECONDS))
        elif name in ("up", "think", "down"):
            setattr(plan, name, number(name, value, LONGEST_SECONDS * 1e6) / 1e6)
        elif name in ("size", "chunks"):
            setattr(plan, name, int(number(name, value, LARGEST_BODY)))
        elif name == "status":
            plan.status = int(number(name, value, 599))
            if plan.status < 200:
                raise BadPlan(f"status={value} is no status of an answer: 200 to 599")
        elif name == "fail":
            if value not in FAILURES:
                raise BadPlan(f"fail={value} is none of {', '.join(FAILURES)}")
            plan.fail = value


def number(name, value, most):
    """A number from 0 up."""
    try:
        given = float(value)
    except ValueError:
        given = -1
    if not 0 <= given <= most:
        raise BadPlan(f"{name}={value} is no number from 0 to {most:g}")
    return given


def servers():
    """The table of scenes."""
    return json.loads(pkgutil.get_data(__package__, "servers.json"))


class Content:
    """What there is: a hundred posts, a thousand users, and any number of bytes."""

    def __init__(self):
        lines = posts().decode().splitlines()
        self.posts = [line.rstrip(",").encode() for line in lines if line.startswith("{")]

    def find(self, path, plan):
        """Status and body."""
        if plan.size is not None:
            return plan.status, filler(plan.size)
        found = re.fullmatch(r"(posts|users|bytes)/(\d{1,9})", path, re.ASCII)
        kind, number = (found[1], int(found[2])) if found else (None, 0)
        if kind == "bytes" and number <= LARGEST_BODY:
            return plan.status, filler(number)
        if kind == "posts" and 1 <= number <= len(self.posts):
            return plan.status, self.posts[number - 1]
        if kind == "users" and 1 <= number <= 1000:
            return plan.status, user(number)
        return 404, b"{}"


def posts():
    """The posts of the site, which lie beside this file in `meanwhile.pyz`."""
    try:
        return pkgutil.get_data(__package__, "posts.json")
    except OSError:
        return (pathlib.Path(__file__).parents[4] / "static/data/posts.json").read_bytes()


def user(number):
    return b'{"id":%d,"name":"user %d","followers":%d}' % (number, number, number * 7919 % 10007)


def filler(size):
    return (b"meanwhile " * (size // 10 + 1))[:size]
