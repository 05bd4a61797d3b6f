"""Ten thousand requests at once, and a server that has other plans."""

import asyncio
import time

import httpx

N = 10_000
LIMIT = None  # how many may be under way at once: try 200
WORKERS = 200  # how many the server works on at a time
ROOM = 1_000  # how many may be there, at work or in line
WORK = 0.2  # seconds
REFUSAL = 0.01  # seconds


class Server:
    """Says what becomes of a request: it knows no clock, it counts who is there."""

    def __init__(self):
        self.there = 0

    def enter(self):
        ahead = self.there
        if ahead >= ROOM:
            return {"delay": REFUSAL, "status": 503}
        # Those ahead are worked on in rounds, so many at a time.
        self.there += 1
        return {"delay": WORK * (ahead // WORKERS + 1)}

    def leave(self):
        self.there -= 1


def path(number):
    return f"/posts/{(number - 1) % 100 + 1}"


def report(answers):
    print(f"{answers} answers, {N - answers} refused")


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch(client, server, number):
    response = await client.get(path(number), params=server.enter())
    if response.status_code == 503:
        return False
    server.leave()
    return True


async def fetch_limited(client, server, number, limit):
    async with limit:
        return await fetch(client, server, number)


async def main():
    server = Server()
    # The client has a limit of its own, of a hundred connections. It is taken off here.
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as client:
        if LIMIT is None:
            tasks = [fetch(client, server, number) for number in range(1, N + 1)]
        else:
            limit = asyncio.Semaphore(LIMIT)
            tasks = [fetch_limited(client, server, number, limit) for number in range(1, N + 1)]
        report(sum(await asyncio.gather(*tasks)))


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_blocking(client, server, number):
    response = client.get(path(number), params=server.enter())
    if response.status_code == 503:
        return False
    server.leave()
    return True


def main_blocking():
    server = Server()
    with httpx.Client() as client:
        # One at a time never overwhelms anybody. It takes as long as it takes.
        report(sum(fetch_blocking(client, server, number) for number in range(1, N + 1)))


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
