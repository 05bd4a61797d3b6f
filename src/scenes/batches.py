"""Batches of ten, or a limit of ten that slides along."""

import asyncio
import random
import time

import httpx

N = 30
SIZE = 10  # at a time
FASTEST, SLOWEST = 0.2, 1.0  # seconds


def draw_latencies():
    # Drawn once, so that all ways meet the same server.
    random.seed(1)
    return [random.uniform(FASTEST, SLOWEST) for _ in range(N)]


def path(number):
    return f"/posts/{(number - 1) % 100 + 1}"


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch(client, number, latency):
    response = await client.get(path(number), params={"delay": latency})
    response.raise_for_status()


async def in_batches(client, requests):
    for batch, first in enumerate(range(0, len(requests), SIZE), 1):
        # Everybody waits for the slowest of the ten.
        await asyncio.gather(*(fetch(client, *request) for request in requests[first : first + SIZE]))
        print(f"batch {batch} is done")
    print("batches: all are done")


async def fetch_limited(client, limit, number, latency):
    async with limit:
        await fetch(client, number, latency)


async def sliding(client, requests):
    # The same limit, without the pauses: a free place is taken at once.
    limit = asyncio.Semaphore(SIZE)
    await asyncio.gather(*(fetch_limited(client, limit, *request) for request in requests))
    print("sliding limit: all are done")


async def main():
    requests = list(enumerate(draw_latencies(), 1))
    async with httpx.AsyncClient() as client:
        # Both ways beside each other.
        await asyncio.gather(in_batches(client, requests), sliding(client, requests))


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    with httpx.Client() as client:
        for number, latency in enumerate(draw_latencies(), 1):
            client.get(path(number), params={"delay": latency}).raise_for_status()
    print("one at a time: all are done")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
