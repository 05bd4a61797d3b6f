"""How many followers do they have? One request an account, one field of each answer."""

import asyncio
import time

import httpx

N = 3
LATENCY = 0.5  # seconds
SHARES = [0.8, 1.2, 1.0]  # of the latency, one account after another


def latency(number):
    return LATENCY * SHARES[(number - 1) % len(SHARES)]


# ── Async ────────────────────────────────────────────────────────────────────


async def followers(client, number):
    response = await client.get(f"/users/{number}", params={"delay": latency(number)})
    count = response.json()["followers"]
    print(f"user {number} has {count} followers")
    return count


async def main():
    # Another account costs another task, and no time: they all wait at once.
    async with httpx.AsyncClient() as client:
        counts = await asyncio.gather(*(followers(client, number) for number in range(1, N + 1)))
    print(f"{sum(counts)} followers in all")


# ── Blocking ─────────────────────────────────────────────────────────────────


def followers_blocking(client, number):
    response = client.get(f"/users/{number}", params={"delay": latency(number)})
    count = response.json()["followers"]
    print(f"user {number} has {count} followers")
    return count


def main_blocking():
    # Another account is another half a second.
    with httpx.Client() as client:
        counts = [followers_blocking(client, number) for number in range(1, N + 1)]
    print(f"{sum(counts)} followers in all")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
