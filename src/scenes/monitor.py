"""A monitor looks every second which tasks are alive."""

import asyncio
import time

JOBS = {"A": 2.0, "B": 3.0, "C": 1.0}  # seconds
EVERY = 1.0


def listed(names):
    return ", ".join(names) or "nobody"


# ── Async ────────────────────────────────────────────────────────────────────


async def job(name, seconds):
    await asyncio.sleep(seconds)
    print(f"{name} ends")


async def monitor(main_task):
    while True:
        await asyncio.sleep(EVERY)
        # The loop knows all its tasks: the monitor and main are among them.
        others = asyncio.all_tasks() - {asyncio.current_task(), main_task}
        print(f"{len(others)} alive: {listed(sorted(task.get_name() for task in others))}")
        if not others:
            return


async def main():
    jobs = [asyncio.create_task(job(name, seconds), name=name) for name, seconds in JOBS.items()]
    # Created last, it sets its timer last, so it sees what ends in the moment of its look.
    watching = asyncio.create_task(monitor(asyncio.current_task()))
    await asyncio.gather(*jobs)
    await watching


# ── Blocking ─────────────────────────────────────────────────────────────────


def job_blocking(name, seconds):
    time.sleep(seconds)
    print(f"{name} ends")


def main_blocking():
    left = list(JOBS)
    while left:
        name = left.pop(0)
        job_blocking(name, JOBS[name])
        # The thread is free for a moment, and only here.
        print(f"{len(left)} not begun: {listed(left)}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
