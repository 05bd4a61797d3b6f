"""A download: chunk by chunk, or read whole."""

import asyncio
import time

import httpx

SIZE = 102_400  # bytes
CHUNK = 8_192  # bytes
PACKET = 4_096  # bytes: what the network delivers at a time
DOWNLOAD = 1.25  # seconds

PLAN = {"up": 0.02, "think": 0.23, "down": DOWNLOAD, "chunks": -(-SIZE // PACKET)}


def percent(part):
    return f"{part / SIZE * 100:.1f} %"


# ── Async ────────────────────────────────────────────────────────────────────


async def main_in_chunks():
    async with httpx.AsyncClient() as client, client.stream("GET", f"/bytes/{SIZE}", params=PLAN) as response:
        # The headers are here; the body is still on its way.
        response.raise_for_status()
        count = received = most = 0
        async for chunk in response.aiter_bytes(CHUNK):
            count += 1
            received += len(chunk)
            most = max(most, len(chunk))
            print(f"chunk {count}: {len(chunk)} bytes, {percent(received)}")
            # A real program would write the chunk to a file here, and be done with it.
    print(f"{received} bytes in {count} chunks, never more than {most} in memory")


async def main_whole():
    async with httpx.AsyncClient() as client:
        # Simpler, and right for what is small: one await, and all of it in memory.
        response = await client.get(f"/bytes/{SIZE}", params=PLAN)
    body = response.raise_for_status().content
    print(f"{len(body)} bytes at once, {percent(len(body))}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    with httpx.Client() as client:
        response = client.get(f"/bytes/{SIZE}", params=PLAN)
    body = response.raise_for_status().content
    print(f"{len(body)} bytes at once, {percent(len(body))}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main_in_chunks())
    print(f"in chunks: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_whole())
    print(f"whole: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
