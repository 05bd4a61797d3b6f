"""Two jobs in the background, and other work in the meantime."""

import asyncio
import time

JOB_A, JOB_B, OTHER_WORK = 2.0, 1.0, 0.5  # seconds


# ── Async ────────────────────────────────────────────────────────────────────


async def job(name, seconds):
    print(f"{name} begins")
    await asyncio.sleep(seconds)
    print(f"{name} ends")


async def other_work():
    print("other work begins")
    await asyncio.sleep(OTHER_WORK)
    print("other work ends")


async def main():
    # Created, not awaited: main goes on at once.
    a = asyncio.create_task(job("job A", JOB_A))
    b = asyncio.create_task(job("job B", JOB_B))

    # The jobs begin when main waits for the first time.
    await other_work()

    # Not to be left out: when main ends, the loop ends, and every job with it.
    await a
    await b
    print("both jobs are over")


# ── Blocking ─────────────────────────────────────────────────────────────────


def job_blocking(name, seconds):
    print(f"{name} begins")
    time.sleep(seconds)
    print(f"{name} ends")


def other_work_blocking():
    print("other work begins")
    time.sleep(OTHER_WORK)
    print("other work ends")


def main_blocking():
    # One thread has no background.
    job_blocking("job A", JOB_A)
    job_blocking("job B", JOB_B)
    other_work_blocking()
    print("both jobs are over")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
