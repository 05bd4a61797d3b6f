"""Requests that fail are tried again, after pauses that double."""

import asyncio
import random
import time

import httpx

N = 12
RETRIES = 3
FAILING = 0.5  # share of the attempts
PAUSE = 0.2  # seconds before the first retry; then twice as long each time
LATENCY = 0.3  # seconds


def draw_attempts():
    # Drawn beforehand, so that both programs meet the same server.
    random.seed(1)
    status = [[503 if random.random() < FAILING else 200 for _ in range(RETRIES + 1)] for _ in range(N)]
    return enumerate(status, 1)


def path(number):
    return f"/posts/{(number - 1) % 100 + 1}"


def report(results):
    # What arrived counts, whatever became of the rest.
    missing = [number for number, arrived in enumerate(results, 1) if not arrived]
    print(f"{N - len(missing)} answers")
    if missing:
        print("without an answer:", *missing)


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch_with_patience(client, number, attempts):
    pause = PAUSE
    for left, status in zip(reversed(range(len(attempts))), attempts):
        try:
            response = await client.get(path(number), params={"delay": LATENCY, "status": status})
            response.raise_for_status()
            print(f"{number} is answered")
            return True
        except httpx.HTTPError:
            if left == 0:
                print(f"{number} gives up")
                raise
            print(f"{number} failed, again in {pause * 1000:.0f} ms")
        # A server in trouble is not helped by being asked again at once.
        await asyncio.sleep(pause)
        pause *= 2


async def main():
    async with httpx.AsyncClient() as client:
        tasks = [fetch_with_patience(client, number, attempts) for number, attempts in draw_attempts()]
        # Errors are results like others: none of them ends the rest.
        results = await asyncio.gather(*tasks, return_exceptions=True)
    report(result is True for result in results)


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_with_patience_blocking(client, number, attempts):
    pause = PAUSE
    for left, status in zip(reversed(range(len(attempts))), attempts):
        try:
            response = client.get(path(number), params={"delay": LATENCY, "status": status})
            response.raise_for_status()
            print(f"{number} is answered")
            return True
        except httpx.HTTPError:
            if left == 0:
                print(f"{number} gives up")
                return False
            print(f"{number} failed, again in {pause * 1000:.0f} ms")
        # The pauses of one hold up all the others.
        time.sleep(pause)
        pause *= 2


def main_blocking():
    with httpx.Client() as client:
        report([fetch_with_patience_blocking(client, number, attempts) for number, attempts in draw_attempts()])


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
