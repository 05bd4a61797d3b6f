"""Three workers are stopped in the middle of their work, and clean up behind them."""

import asyncio
import time

WORKERS = 3
LENGTH = 60.0  # seconds
AFTER = 2.0


# ── Async ────────────────────────────────────────────────────────────────────


async def worker(name):
    try:
        print(f"{name} begins")
        # A cancelled task never gets beyond the await that it is at.
        await asyncio.sleep(LENGTH)
        print(f"{name} ends")
    finally:
        print(f"{name} cleans up")


async def main():
    # The loop itself keeps only weak references: a task that nobody holds may vanish.
    workers = [
        asyncio.create_task(worker(f"worker {number}"), name=f"worker {number}")
        for number in range(1, WORKERS + 1)
    ]
    await asyncio.sleep(AFTER)
    print("shutting down")

    # Cancelling is asking. The set has no order, so the tasks are put into one.
    others = sorted(asyncio.all_tasks() - {asyncio.current_task()}, key=asyncio.Task.get_name)
    for task in others:
        task.cancel()
    # Until all are over, the shutdown is not.
    await asyncio.gather(*others, return_exceptions=True)
    cancelled = sum(task.cancelled() for task in workers)
    print(f"{cancelled} cancelled, {len(asyncio.all_tasks()) - 1} left")


# ── Blocking ─────────────────────────────────────────────────────────────────


def worker_blocking(name):
    try:
        print(f"{name} begins")
        time.sleep(LENGTH)
        print(f"{name} ends")
    finally:
        print(f"{name} cleans up")


def main_blocking():
    closing = time.perf_counter() + AFTER
    left = WORKERS
    for number in range(1, WORKERS + 1):
        # The thread can look at the clock before a call. During one it can look at nothing.
        if time.perf_counter() >= closing:
            break
        worker_blocking(f"worker {number}")
        left -= 1
    print("shutting down")
    print(f"0 cancelled, {left} not begun")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
