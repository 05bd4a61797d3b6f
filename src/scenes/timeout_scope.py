"""One limit for two calls together."""

import asyncio
import time

import httpx

LIMIT = 2.0  # seconds, for both calls
CALLS = [(1, 1.5), (2, 1.5)]  # numbers, and how long they take in seconds


# ── Async ────────────────────────────────────────────────────────────────────


async def call(client, number, latency):
    try:
        print(f"call {number} begins")
        response = await client.get(f"/posts/{number}", params={"delay": latency})
        print(f"call {number}: {response.raise_for_status().json()['title']}")
    finally:
        # However the call ends: answered, failed, or cancelled in the middle.
        print(f"call {number} cleans up")


async def main():
    async with httpx.AsyncClient() as client:
        try:
            # The limit is for whatever happens in here, in how many steps it may.
            async with asyncio.timeout(LIMIT):
                for number, latency in CALLS:
                    await call(client, number, latency)
            print("both calls are done")
        except TimeoutError:
            print("timed out")


# ── Blocking ─────────────────────────────────────────────────────────────────


def call_blocking(client, number, latency):
    try:
        print(f"call {number} begins")
        # A blocking client has a limit for a single call, and no call takes that long.
        response = client.get(f"/posts/{number}", params={"delay": latency}, timeout=LIMIT)
        print(f"call {number}: {response.raise_for_status().json()['title']}")
    finally:
        print(f"call {number} cleans up")


def main_blocking():
    start = time.perf_counter()
    with httpx.Client() as client:
        try:
            for number, latency in CALLS:
                call_blocking(client, number, latency)
            # All that can be done about the two together is to see it afterwards.
            if time.perf_counter() - start > LIMIT:
                print("both calls are done, too late")
            else:
                print("both calls are done")
        except httpx.TimeoutException:
            print("timed out")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
