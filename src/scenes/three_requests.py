"""Three requests, one after another or together."""

import asyncio
import time

import httpx

LATENCIES = [0.9, 1.1, 0.7]  # seconds


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch(client, number, latency):
    # The task stops here, not the thread: the others have their turn.
    response = await client.get(f"/posts/{number}", params={"delay": latency})
    print(f"answer {number} is here")
    return response.json()["title"]


async def main():
    async with httpx.AsyncClient() as client:
        titles = await asyncio.gather(
            *(fetch(client, number, latency) for number, latency in enumerate(LATENCIES, 1))
        )
    for number, title in enumerate(titles, 1):
        print(f"{number}: {title}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_blocking(client, number, latency):
    # The whole thread stands still here.
    response = client.get(f"/posts/{number}", params={"delay": latency})
    print(f"answer {number} is here")
    return response.json()["title"]


def main_blocking():
    with httpx.Client() as client:
        titles = [fetch_blocking(client, number, latency) for number, latency in enumerate(LATENCIES, 1)]
    for number, title in enumerate(titles, 1):
        print(f"{number}: {title}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
