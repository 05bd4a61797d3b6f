"""Fetch, then process what was fetched: the second step needs the first one's result."""

import asyncio
import time

import httpx

FETCH = 2  # seconds
PROCESS = 3  # seconds


def words(text):
    # What comes out of processing. That it takes its time is played with a sleep.
    return len(text.split())


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch():
    print("fetching …")
    async with httpx.AsyncClient() as client:
        response = await client.get("/posts/1", params={"delay": FETCH})
    print("… fetched")
    return response.json()["body"]


async def process(text):
    print("processing …")
    await asyncio.sleep(PROCESS)
    print("… processed")
    return words(text)


async def main():
    # Process takes the text, and there is none until fetch is done: one after the other.
    text = await fetch()
    count = await process(text)
    print(f"{count} words")


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_blocking():
    print("fetching …")
    with httpx.Client() as client:
        response = client.get("/posts/1", params={"delay": FETCH})
    print("… fetched")
    return response.json()["body"]


def process_blocking(text):
    print("processing …")
    time.sleep(PROCESS)
    print("… processed")
    return words(text)


def main_blocking():
    text = fetch_blocking()
    count = process_blocking(text)
    print(f"{count} words")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
