"""A limit for each request: one is fast enough, one is not, and one fails for another reason."""

import asyncio
import time

import httpx

LIMIT = 3.0  # seconds
FAST = 0.5  # seconds
SLOW = 10.0  # seconds

REQUESTS = [
    ("fast", "/posts/1", {"delay": FAST}),
    ("slow", "/posts/2", {"delay": SLOW}),
    ("closed", "/posts/3", {"delay": FAST, "fail": "refused"}),
]


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch(client, path, plan):
    response = await client.get(path, params=plan)
    return response.raise_for_status().json()["title"]


async def main():
    # The client's own limit is off: the one around the request counts.
    async with httpx.AsyncClient(timeout=None) as client:
        for name, path, plan in REQUESTS:
            try:
                # Whatever is awaited in here is cancelled when the time is over.
                async with asyncio.timeout(LIMIT):
                    title = await fetch(client, path, plan)
                print(f"{name}: {title}")
            except TimeoutError:
                print(f"{name}: timed out")
            except httpx.NetworkError:
                print(f"{name}: no connection")


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_blocking(client, path, plan):
    # Nobody else can end a call that holds the thread: it must do so itself.
    response = client.get(path, params=plan, timeout=LIMIT)
    return response.raise_for_status().json()["title"]


def main_blocking():
    with httpx.Client() as client:
        for name, path, plan in REQUESTS:
            try:
                print(f"{name}: {fetch_blocking(client, path, plan)}")
            except httpx.TimeoutException:
                print(f"{name}: timed out")
            except httpx.NetworkError:
                print(f"{name}: no connection")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
