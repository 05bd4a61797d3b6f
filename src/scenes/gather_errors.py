"""Three users are fetched together, and one of them does not exist."""

import asyncio
import time

USERS = [1, 2, 999]
NAMES = {1: "Ada", 2: "Grace"}
FOUND, MISSING = 1.0, 0.4  # seconds


def latency(user):
    # That somebody does not exist is found out sooner.
    return FOUND if user in NAMES else MISSING


def name_of(user):
    if user not in NAMES:
        raise LookupError(f"there is no user {user}")
    return NAMES[user]


def report(results):
    for user, result in zip(USERS, results):
        print(f"user {user}: {result}")


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch_user(user):
    print(f"fetching user {user}")
    await asyncio.sleep(latency(user))
    name = name_of(user)
    print(f"received user {user}")
    return name


async def main_collected():
    # Waits for all. Each position has a name or an exception.
    report(await asyncio.gather(*map(fetch_user, USERS), return_exceptions=True))


async def main_first_error():
    try:
        # Waits until all are there or one has failed.
        report(await asyncio.gather(*map(fetch_user, USERS)))
    except LookupError as error:
        print(f"first error: {error}")
        # The others were not asked to stop.
        print(f"{len(asyncio.all_tasks()) - 1} others still running")
        await asyncio.sleep(FOUND)
        print("main ends")


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_user_blocking(user):
    print(f"fetching user {user}")
    time.sleep(latency(user))
    name = name_of(user)
    print(f"received user {user}")
    return name


def main_blocking():
    results = []
    for user in USERS:
        try:
            results.append(fetch_user_blocking(user))
        except LookupError as error:
            # An error is there before the next call begins, and can be kept or raised.
            results.append(error)
    report(results)


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main_collected())
    print(f"collected: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_first_error())
    print(f"first error: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
