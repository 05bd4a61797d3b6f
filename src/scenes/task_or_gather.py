"""Two calls together: each a task and awaited by itself, or both gathered."""

import asyncio
import time

CALLS = [("call 1", 2.0), ("call 2", 1.0)]  # seconds
OTHER_WORK = 0.1
BY_TASK = True


# ── Async ────────────────────────────────────────────────────────────────────


async def call(name, seconds):
    print(f"{name} begins")
    await asyncio.sleep(seconds)
    print(f"{name} ends")
    return name


async def by_task():
    # A handle for each: main decides what to do in the meantime.
    first, second = (asyncio.create_task(call(name, seconds)) for name, seconds in CALLS)

    print("other work begins")
    await asyncio.sleep(OTHER_WORK)
    print("other work ends")

    print(f"result of {await first}")
    print(f"result of {await second}")


async def by_gather():
    # One await for both: main has nothing to do in the meantime.
    for result in await asyncio.gather(*(call(name, seconds) for name, seconds in CALLS)):
        print(f"result of {result}")


async def main():
    await (by_task() if BY_TASK else by_gather())


# ── Blocking ─────────────────────────────────────────────────────────────────


def call_blocking(name, seconds):
    print(f"{name} begins")
    time.sleep(seconds)
    print(f"{name} ends")
    return name


def main_blocking():
    results = [call_blocking(name, seconds) for name, seconds in CALLS]
    if BY_TASK:
        print("other work begins")
        time.sleep(OTHER_WORK)
        print("other work ends")
    for result in results:
        print(f"result of {result}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
