"""Rows from a database, page by page, over a connection that is always closed."""

import asyncio
import time

OPENING = 0.1  # seconds
CLOSING = 0.05
PAGE = 0.1
PAGES = 3
ROWS = 10  # a page
WAY = "to-the-end"  # or "break", or "fail"


class Damaged(Exception):
    pass


def look_at(row):
    # What the program does with a row: whether it goes on.
    if row == PAGES * ROWS // 2 and WAY == "fail":
        raise Damaged(f"row {row} is damaged")
    return row != PAGES * ROWS // 2 or WAY != "break"


# ── Async ────────────────────────────────────────────────────────────────────


class Connection:
    async def __aenter__(self):
        await asyncio.sleep(OPENING)
        print("opened")
        return self

    async def __aexit__(self, *error):
        # Every way out of the block comes by here: its end, a return, an error.
        await asyncio.sleep(CLOSING)
        print("closed")

    async def rows(self):
        # An async iterator: to ask for the next row may take a while.
        for page in range(PAGES):
            await asyncio.sleep(PAGE)
            print(f"page {page + 1} is here")
            for row in range(page * ROWS + 1, (page + 1) * ROWS + 1):
                yield row


async def read():
    count = 0
    async with Connection() as connection:
        async for row in connection.rows():
            count += 1
            if not look_at(row):
                break
    return count


async def main():
    try:
        print(f"{await read()} rows were read")
    except Damaged as error:
        print(f"failed: {error}")


# ── Blocking ─────────────────────────────────────────────────────────────────


class BlockingConnection:
    def __enter__(self):
        time.sleep(OPENING)
        print("opened")
        return self

    def __exit__(self, *error):
        time.sleep(CLOSING)
        print("closed")

    def rows(self):
        for page in range(PAGES):
            time.sleep(PAGE)
            print(f"page {page + 1} is here")
            yield from range(page * ROWS + 1, (page + 1) * ROWS + 1)


def read_blocking():
    count = 0
    with BlockingConnection() as connection:
        for row in connection.rows():
            count += 1
            if not look_at(row):
                break
    return count


def main_blocking():
    try:
        print(f"{read_blocking()} rows were read")
    except Damaged as error:
        print(f"failed: {error}")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
