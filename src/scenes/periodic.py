"""Two background tasks that check something every second, beside the main one."""

import asyncio
import time

import httpx

EVERY, CHECK = 1.0, 0.25  # seconds
PAGES, PAGE = 5, 1.1


def announce(who, number, start):
    # One check is due every period, the first at once.
    late = time.perf_counter() - start - EVERY * (number - 1)
    print(f"{who}: check {number} is {round(late * 1000)} ms late")


# ── Async ────────────────────────────────────────────────────────────────────


async def check(client, who, number, start):
    announce(who, number, start)
    await client.get("/posts/1", params={"delay": CHECK})


async def sleep_after_work(client, start):
    number = 1
    while True:
        # The next one comes a period after the end of this one.
        await check(client, "sleep after work", number, start)
        await asyncio.sleep(EVERY)
        number += 1


async def fixed_rate(client, start):
    number = 1
    due = time.perf_counter()
    while True:
        await check(client, "fixed rate", number, start)
        # Sleeps for what is left of the period.
        due += EVERY
        await asyncio.sleep(due - time.perf_counter())
        number += 1


async def main():
    start = time.perf_counter()
    async with httpx.AsyncClient() as client:
        drifting = asyncio.create_task(sleep_after_work(client, start))
        steady = asyncio.create_task(fixed_rate(client, start))

        for page in range(1, PAGES + 1):
            await client.get(f"/posts/{page}", params={"delay": PAGE})
            print(f"page {page} read")

        # Neither would end by itself.
        drifting.cancel()
        steady.cancel()


# ── Blocking ─────────────────────────────────────────────────────────────────


def main_blocking():
    start = time.perf_counter()
    with httpx.Client() as client:
        for page in range(1, PAGES + 1):
            # There is no beside: the checks come between pages, and hold up the next.
            announce("between pages", page, start)
            client.get("/posts/1", params={"delay": CHECK})
            client.get(f"/posts/{page}", params={"delay": PAGE})
            print(f"page {page} read")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
