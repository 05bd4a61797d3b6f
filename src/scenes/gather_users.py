"""Three users, fetched together."""

import asyncio
import time

USERS = 3
LATENCY = 1.0  # seconds

NAMES = ["Ada", "Grace", "Edsger", "Barbara", "Tony"]


def name_of(user):
    return NAMES[(user - 1) % len(NAMES)]


# ── Async ────────────────────────────────────────────────────────────────────


async def fetch_user(user):
    print(f"fetching user {user}")
    # Stands for the request.
    await asyncio.sleep(LATENCY)
    print(f"received user {user}")
    return name_of(user)


async def main():
    # One await for all. The names stand in the order of the calls.
    names = await asyncio.gather(*(fetch_user(user) for user in range(1, USERS + 1)))
    for user, name in enumerate(names, 1):
        print(f"user {user} is {name}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def fetch_user_blocking(user):
    print(f"fetching user {user}")
    time.sleep(LATENCY)
    print(f"received user {user}")
    return name_of(user)


def main_blocking():
    names = [fetch_user_blocking(user) for user in range(1, USERS + 1)]
    for user, name in enumerate(names, 1):
        print(f"user {user} is {name}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
