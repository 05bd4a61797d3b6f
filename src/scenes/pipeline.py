"""Extract, transform, load: three stages at work at the same time."""

import asyncio
import time

SOURCES = 3
N = 4  # records each
EXTRACT = 0.3  # seconds a record
TRANSFORM = 0.1
LOAD = 0.2
CAPACITY = 2  # of each queue


# ── Async ────────────────────────────────────────────────────────────────────


async def extract(source, raw):
    for number in range(1, N + 1):
        await asyncio.sleep(EXTRACT)
        print(f"extracted {source}.{number}")
        # With a full queue this stage stands still.
        await raw.put((source, number))


async def transform(raw, ready):
    while (record := await raw.get()) is not None:
        await asyncio.sleep(TRANSFORM)
        source, number = record
        print(f"transformed {source}.{number}")
        await ready.put(record)
    # The end is handed on from stage to stage, behind the last record.
    await ready.put(None)


async def load(ready):
    count = 0
    while (record := await ready.get()) is not None:
        await asyncio.sleep(LOAD)
        source, number = record
        print(f"loaded {source}.{number}")
        count += 1
    return count


async def main():
    raw, ready = asyncio.Queue(CAPACITY), asyncio.Queue(CAPACITY)
    sources = [asyncio.create_task(extract(source, raw)) for source in range(1, SOURCES + 1)]
    stages = [asyncio.create_task(transform(raw, ready)), asyncio.create_task(load(ready))]

    # Three sources fill one queue. Its end is there when all of them are done.
    await asyncio.gather(*sources)
    await raw.put(None)
    _, count = await asyncio.gather(*stages)
    print(f"{count} records loaded")


# ── Blocking ─────────────────────────────────────────────────────────────────


def stage(verb, source, number, seconds):
    time.sleep(seconds)
    print(f"{verb} {source}.{number}")


def main_blocking():
    count = 0
    for source in range(1, SOURCES + 1):
        for number in range(1, N + 1):
            # One record goes all the way before the next one begins.
            stage("extracted", source, number, EXTRACT)
            stage("transformed", source, number, TRANSFORM)
            stage("loaded", source, number, LOAD)
            count += 1
    print(f"{count} records loaded")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
