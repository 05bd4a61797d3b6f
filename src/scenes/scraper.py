"""Pages of different sizes, read whole: how many bytes is each?"""

import asyncio
import time

import httpx

SIZES = [12_000, 45_000, 3_000, 64_000, 27_000, 6_000]  # bytes
LATENCY = 0.3  # seconds
PER_KB = 0.02  # seconds more for 1,000 bytes


def delay(size):
    return LATENCY + PER_KB * size / 1_000


# ── Async ────────────────────────────────────────────────────────────────────


async def read(client, number, size):
    response = await client.get(f"/bytes/{size}", params={"delay": delay(size)})
    print(f"page {number}: got {len(response.content)} bytes")
    return len(response.content)


async def main():
    # All pages come in together. Small ones overtake large ones.
    async with httpx.AsyncClient() as client:
        counts = await asyncio.gather(
            *(read(client, number, size) for number, size in enumerate(SIZES, 1))
        )
    print(f"{sum(counts)} bytes in all")


# ── Blocking ─────────────────────────────────────────────────────────────────


def read_blocking(client, number, size):
    response = client.get(f"/bytes/{size}", params={"delay": delay(size)})
    print(f"page {number}: got {len(response.content)} bytes")
    return len(response.content)


def main_blocking():
    # A small page waits for the large one before it in the list.
    with httpx.Client() as client:
        counts = [read_blocking(client, number, size) for number, size in enumerate(SIZES, 1)]
    print(f"{sum(counts)} bytes in all")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
