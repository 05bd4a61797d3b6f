"""A hundred requests for a hundred posts."""

import asyncio
import time

import httpx

N = 100
LATENCY = 0.5  # seconds


def path(number):
    # There are a hundred posts; whoever asks for more gets them again.
    return f"/posts/{(number - 1) % 100 + 1}"


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch(client, number):
    response = await client.get(path(number), params={"delay": LATENCY})
    return response.json()["title"]


async def main():
    async with httpx.AsyncClient() as client:
        titles = await asyncio.gather(*(fetch(client, number) for number in range(1, N + 1)))
    print(f"{len(titles)} of {N} titles")


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_blocking(client, number):
    response = client.get(path(number), params={"delay": LATENCY})
    return response.json()["title"]


def main_blocking():
    with httpx.Client() as client:
        titles = [fetch_blocking(client, number) for number in range(1, N + 1)]
    print(f"{len(titles)} of {N} titles")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
