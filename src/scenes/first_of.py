"""Waiting for the first of several, then for the first failure, then for all."""

import asyncio
import time

OPERATIONS = {"A": 2.0, "B": 1.0, "C": 3.0, "D": 4.0}  # seconds
FAILS = "C"

STAGES = [
    ("first", asyncio.FIRST_COMPLETED),
    ("first failure", asyncio.FIRST_EXCEPTION),
    ("all", asyncio.ALL_COMPLETED),
]


def listed(names):
    return ", ".join(names) or "none"


# ── Async ────────────────────────────────────────────────────────────────────


async def operation(name, seconds):
    await asyncio.sleep(seconds)
    if name == FAILS:
        raise RuntimeError(name)


def by_name(tasks):
    # Sets have no order.
    return sorted(tasks, key=asyncio.Task.get_name)


def ended(task):
    return task.get_name() + (" (failed)" if task.exception() else "")


async def main():
    pending = {
        asyncio.create_task(operation(name, seconds), name=name) for name, seconds in OPERATIONS.items()
    }
    for stage, until in STAGES:
        if not pending:
            break
        # Two sets: done at this moment, and still at work. Nothing is cancelled.
        done, pending = await asyncio.wait(pending, return_when=until)
        names = listed(map(ended, by_name(done)))
        print(f"{stage}: done {names}; pending {listed(task.get_name() for task in by_name(pending))}")


# ── Blocking ─────────────────────────────────────────────────────────────────


def operation_blocking(name, seconds):
    time.sleep(seconds)
    if name == FAILS:
        raise RuntimeError(name)


def main_blocking():
    left = list(OPERATIONS)
    for stage, until in STAGES:
        if not left:
            break
        # The first to be done is the first to be called. What is left has not begun.
        done = []
        while left:
            name = left.pop(0)
            try:
                operation_blocking(name, OPERATIONS[name])
                done.append(name)
            except RuntimeError:
                done.append(f"{name} (failed)")
                if until == asyncio.FIRST_EXCEPTION:
                    break
            if until == asyncio.FIRST_COMPLETED:
                break
        print(f"{stage}: done {listed(done)}; not begun {listed(left)}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
