"""Twenty requests, at most five at once."""

import asyncio
import time

import httpx

PERMITS = 5
N = 20
LATENCY = 1.0  # seconds


def path(number):
    # There are a hundred posts; whoever asks for more gets them again.
    return f"/posts/{(number - 1) % 100 + 1}"


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch(client, permits, number):
    # All twenty come here in the first moment. Five pass, fifteen wait.
    async with permits:
        print(f"{number} asks")
        response = await client.get(path(number), params={"delay": LATENCY})
        print(f"{number} is answered")
        return response.json()["title"]


async def main():
    permits = asyncio.Semaphore(PERMITS)
    async with httpx.AsyncClient() as client:
        titles = await asyncio.gather(*(fetch(client, permits, number) for number in range(1, N + 1)))
    print(f"{len(titles)} of {N} titles")


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_blocking(client, number):
    print(f"{number} asks")
    response = client.get(path(number), params={"delay": LATENCY})
    print(f"{number} is answered")
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
