"""How many requests a second: more at once helps, until the server is full."""

import asyncio
import time

import httpx

MOST = 64  # clients
PLACES = 16  # requests that the server works on at a time
WORK = 0.1  # seconds a request
ROUNDS = 5  # requests a client


class Server:
    """Works on some requests at a time; the others wait in line."""

    def __init__(self):
        # When each of its places will be free again.
        self.free = [0.0] * PLACES

    def enter(self, now):
        # A request takes the place that is free first.
        place = self.free.index(min(self.free))
        self.free[place] = max(now, self.free[place]) + WORK
        return {"delay": self.free[place] - now}


def levels():
    # 1, 2, 4 and so on, up to the most.
    level = 1
    while level < MOST:
        yield level
        level *= 2
    yield MOST


def report(what, requests, seconds):
    print(f"{what}: {requests / seconds:.1f} requests a second")


# ── Async ────────────────────────────────────────────────────────────────────


async def ask(client, server):
    # One request at a time, again and again.
    loop = asyncio.get_running_loop()
    for round in range(1, ROUNDS + 1):
        response = await client.get(f"/posts/{round}", params=server.enter(loop.time()))
        response.raise_for_status()


async def main():
    async with httpx.AsyncClient() as client:
        for level in levels():
            server = Server()
            start = time.perf_counter()
            await asyncio.gather(*(ask(client, server) for _ in range(level)))
            report(f"{level} at once", level * ROUNDS, time.perf_counter() - start)


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    with httpx.Client() as client:
        for level in levels():
            start = time.perf_counter()
            # The server has places, and all but one of them are empty.
            for number in range(level * ROUNDS):
                client.get(f"/posts/{number % 100 + 1}", params={"delay": WORK}).raise_for_status()
            report(f"{level} in turn", level * ROUNDS, time.perf_counter() - start)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
