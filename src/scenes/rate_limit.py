"""So many at once, and so many a second: two different limits."""

import asyncio
import time

import httpx

RATE = 3  # requests a second
PERMITS = 5  # requests at once
N = 20
LATENCY = 0.3  # seconds


def path(number):
    return f"/posts/{(number - 1) % 100 + 1}"


def turn(number):
    """When a turn is due after the first, 0: in whole microseconds, rounded up, so never early."""
    return -(-number * 1_000_000 // RATE) / 1_000_000


# ── Async ────────────────────────────────────────────────────────────────────


class RateLimiter:
    """Lets tasks through one by one, evenly spaced, in the order of their coming."""

    def __init__(self):
        self.begun = 0.0  # when the present row of turns began
        self.given = 0  # how many turns there have been since then

    async def acquire(self):
        now = asyncio.get_running_loop().time()
        if now >= self.begun + turn(self.given):
            # There is no saving up: who comes after a pause starts a new row.
            self.begun, self.given = now, 0
        due = self.begun + turn(self.given)
        self.given += 1
        if due > now:
            await asyncio.sleep(due - now)


async def fetch(client, name, number, permits, rate):
    # First the permit, then the turn, and the request follows at once.
    async with permits:
        if rate:
            await rate.acquire()
        print(f"{name} starts")
        response = await client.get(path(number), params={"delay": LATENCY})
        response.raise_for_status()


def start_all(client, crew, permits, rate=None):
    return [
        asyncio.create_task(fetch(client, f"{crew} {number}", number, permits, rate))
        for number in range(1, N + 1)
    ]


async def main():
    async with httpx.AsyncClient() as client:
        # The same requests twice over, beside each other.
        limited = start_all(client, "limited", asyncio.Semaphore(PERMITS), RateLimiter())
        unlimited = start_all(client, "semaphore", asyncio.Semaphore(PERMITS))

        answers = await asyncio.gather(*unlimited)
        print(f"semaphore alone: {len(answers)} of {N} answers")
        answers = await asyncio.gather(*limited)
        print(f"both limits: {len(answers)} of {N} answers")


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_blocking(client, number):
    print(f"limited {number} starts")
    client.get(path(number), params={"delay": LATENCY}).raise_for_status()


def main_blocking():
    start = time.perf_counter()
    with httpx.Client() as client:
        for number in range(1, N + 1):
            # One at a time needs no semaphore. The rate is kept by sleeping.
            early = turn(number - 1) - (time.perf_counter() - start)
            if early > 0:
                time.sleep(early)
            fetch_blocking(client, number)
    print(f"one at a time: {N} of {N} answers")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
