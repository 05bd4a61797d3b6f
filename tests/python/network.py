"""The local network's plans and answers, as src/runtime/plan.rs and network.rs have them."""

import pathlib
from dataclasses import dataclass

from virtual_time import micros_of, now

POSTS = (pathlib.Path(__file__).parents[2] / "static/data/posts.json").read_text(encoding="utf-8").split("\n")

# A request that is never answered holds a virtual thread for a minute, as in the Rust runtime.
HUNG = 60_000_000


class Broken(Exception):
    """The connection broke."""


@dataclass
class Plan:
    """What the network does with a request. Times are in microseconds."""

    uplink: int = 0
    think: int = 0
    downlink: int = 0
    size: int | None = None
    chunks: int = 1
    status: int = 200
    fail: str | None = None

    @classmethod
    def read(cls, params):
        plan = cls()
        for name, value in params.items():
            if name == "delay":
                latency = micros_of(float(value))
                plan.uplink = plan.downlink = latency * 8 // 100
                plan.think = latency - 2 * plan.uplink
            elif name in ("up", "think", "down"):
                setattr(plan, {"up": "uplink", "down": "downlink"}.get(name, name), micros_of(float(value)))
            elif name in ("size", "chunks", "status"):
                setattr(plan, name, int(value))
            elif name == "fail" and value in ("refused", "reset", "hang"):
                plan.fail = value
            else:
                raise ValueError(f"the network's plans have no {name}={value}")
        return plan


def resource(path, plan):
    """The status and the body that the network has under a path."""
    if plan.size is not None:
        return plan.status, filler(plan.size)
    kind, _, number = path.strip("/").partition("/")
    if number.isascii() and number.isdigit():
        if kind == "bytes":
            return plan.status, filler(int(number))
        if kind == "posts" and int(number) < len(POSTS) and POSTS[int(number)].startswith("{"):
            return plan.status, POSTS[int(number)].rstrip(",").encode()
        if kind == "users" and 1 <= int(number) <= 1_000:
            return plan.status, user(int(number))
    return 404, b"{}"


def user(number):
    return f'{{"id":{number},"name":"user {number}","followers":{number * 7_919 % 10_007}}}'.encode()


def filler(size):
    return (b"meanwhile " * (size // 10 + 1))[:size]


class Exchange:
    """A request under way: the moments at which its steps are over, counted from its sending."""

    def __init__(self, path, plan):
        self.plan = plan
        self.begun = now.micros
        self.sent = now.micros + plan.uplink
        self.headers = self.sent + plan.think
        self.status, self.body = resource(path, plan)
        # In HTTP these are over with their headers.
        self.bare = self.status in (204, 205, 304)
        if self.bare:
            self.body = b""

    def parts(self):
        """The parts of the body, each with the moment at which it is there. None is the end of an
        empty body; an exception is where the connection breaks."""
        if self.bare:
            return
        length = max(1, -(-len(self.body) // max(1, self.plan.chunks)))
        parts = [self.body[at : at + length] for at in range(0, len(self.body), length)]
        count = len(parts)
        if self.plan.fail == "reset":
            parts = parts[: count // 2] + [Broken()]
        for place, part in enumerate(parts or [None]):
            yield self.headers + self.plan.downlink * (place + 1) // max(1, count), part
