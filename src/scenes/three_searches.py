"""Three searches that are spawned at once and awaited one after another."""

import asyncio
import time

SEARCHES = [("trains", 2.0), ("hotels", 1.0), ("museums", 3.0)]  # seconds


# ── Async ────────────────────────────────────────────────────────────────────


async def search(subject, seconds):
    print(f"searching for {subject}")
    # Somebody else's index does the work. Here there is only waiting.
    await asyncio.sleep(seconds)
    print(f"{subject} found")
    return f"a list of {subject}"


async def main():
    # Creating a task puts it on the ready queue. None has begun after this line.
    tasks = [asyncio.create_task(search(subject, seconds)) for subject, seconds in SEARCHES]
    print("three searches spawned")

    for task in tasks:
        # While main waits for one, all go on. One that is over has kept its result.
        print(f"main has {await task}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def search_blocking(subject, seconds):
    print(f"searching for {subject}")
    time.sleep(seconds)
    print(f"{subject} found")
    return f"a list of {subject}"


def main_blocking():
    for subject, seconds in SEARCHES:
        # The line is done when the call is.
        print(f"main has {search_blocking(subject, seconds)}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
