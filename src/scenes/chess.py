"""An exhibition: one master, many tables. Played out one after another, or in rounds."""

import asyncio
import time

TABLES = 24
MASTER = 5  # seconds for a move
OPPONENT = 55  # seconds for a move
EXCHANGES = 30


# ── Async ────────────────────────────────────────────────────────────────────


async def play(table, master):
    for exchange in range(1, EXCHANGES + 1):
        # There is one master. She goes to whoever has waited longest.
        async with master:
            await asyncio.sleep(MASTER)
            if exchange == EXCHANGES:
                print(f"table {table}: the master's last move")

        # She does not stay to watch the opponent think.
        await asyncio.sleep(OPPONENT)
    print(f"table {table}: over")


async def main():
    master = asyncio.Semaphore(1)
    await asyncio.gather(*(play(table, master) for table in range(1, TABLES + 1)))
    print(f"{TABLES} games played")


# ── Blocking ─────────────────────────────────────────────────────────────────


def play_blocking(table):
    for exchange in range(1, EXCHANGES + 1):
        time.sleep(MASTER)
        if exchange == EXCHANGES:
            print(f"table {table}: the master's last move")
        # The master sits there and watches.
        time.sleep(OPPONENT)
    print(f"table {table}: over")


def main_blocking():
    for table in range(1, TABLES + 1):
        play_blocking(table)
    print(f"{TABLES} games played")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.0f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.0f} s")
