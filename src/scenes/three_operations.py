"""A database, an API and a file: three answers that have nothing to do with each other."""

import asyncio
import time

OPERATIONS = [  # whom we ask, how many seconds the answer takes, and what it is
    ("database", 0.100, "42 rows"),
    ("API", 0.200, "status 200"),
    ("file", 0.050, "1,024 bytes"),
]


# ── Async ────────────────────────────────────────────────────────────────────


async def ask(name, seconds, answer):
    print(f"{name}: asked")
    # A stand-in for the real call: for this long there is nothing for us to do.
    await asyncio.sleep(seconds)
    print(f"{name}: answered")
    return answer


async def main():
    # All three are asked before any of them has answered.
    answers = await asyncio.gather(*(ask(*operation) for operation in OPERATIONS))
    for (name, *_), answer in zip(OPERATIONS, answers):
        print(f"{name}: {answer}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def ask_blocking(name, seconds, answer):
    print(f"{name}: asked")
    time.sleep(seconds)
    print(f"{name}: answered")
    return answer


def main_blocking():
    # Each has to wait for the one before, though it needs nothing of it.
    answers = [ask_blocking(*operation) for operation in OPERATIONS]
    for (name, *_), answer in zip(OPERATIONS, answers):
        print(f"{name}: {answer}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.3f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.3f} s")
