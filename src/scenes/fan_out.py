"""One page, put together from several upstream APIs. Each part is used as it arrives."""

import asyncio
import time

import httpx

UPSTREAMS = [("orders", 0.8), ("profile", 0.3), ("offers", 1.1), ("reviews", 0.5)]  # seconds


# ── Async ────────────────────────────────────────────────────────────────────


async def ask(client, number, name, latency):
    response = await client.get(f"/posts/{number}", params={"delay": latency})
    return name, response.json()["title"]


async def main():
    async with httpx.AsyncClient() as client:
        tasks = [
            asyncio.create_task(ask(client, number, name, latency), name=name)
            for number, (name, latency) in enumerate(UPSTREAMS, 1)
        ]
        # Not gather: that would give all parts at once, when the slowest is here.
        for shown, part in enumerate(asyncio.as_completed(tasks), 1):
            name, title = await part
            print(f"part {shown}, {name}: {title}")
    print("the page is complete")


# ── Blocking ─────────────────────────────────────────────────────────────────


def ask_blocking(client, number, latency):
    response = client.get(f"/posts/{number}", params={"delay": latency})
    return response.json()["title"]


def main_blocking():
    with httpx.Client() as client:
        # Parts arrive in the order of asking, and nobody is asked before the last has answered.
        for shown, (name, latency) in enumerate(UPSTREAMS, 1):
            title = ask_blocking(client, shown, latency)
            print(f"part {shown}, {name}: {title}")
    print("the page is complete")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
