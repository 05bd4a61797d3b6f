"""Ten thousand requests at once, and a server that has other plans."""

import asyncio
import time

import httpx

N = 10_000
LIMIT = 200  # how many may be under way at once, where there is a limit
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


def unbounded_client():
    # The client has a limit of its own, of a hundred connections. It is taken off here.
    return httpx.AsyncClient(limits=httpx.Limits(max_connections=None))


async def main_unlimited():
    server = Server()
    async with unbounded_client() as client:
        calls = (fetch(client, server, number) for number in range(1, N + 1))
        report(sum(await asyncio.gather(*calls)))


async def main_limited():
    server = Server()
    limit = asyncio.Semaphore(LIMIT)
    async with unbounded_client() as client:
        calls = (fetch_limited(client, server, number, limit) for number in range(1, N + 1))
        report(sum(await asyncio.gather(*calls)))


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main_unlimited())
    print(f"unlimited: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_limited())
    print(f"limited: {time.perf_counter() - start:.2f} s")
