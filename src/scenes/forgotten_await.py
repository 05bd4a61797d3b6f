"""A coroutine that is called and never awaited does nothing."""

import asyncio
import time

ORDERS = 3
SAVE = 0.5  # seconds
CONFIRM = 0.3  # seconds


def save_one(order, saved):
    saved.append(order)
    print(f"order {order} saved")


# ── Async ────────────────────────────────────────────────────────────────────


async def save(order, saved):
    await asyncio.sleep(SAVE)
    save_one(order, saved)


async def main_forgotten():
    saved = []
    for order in range(1, ORDERS + 1):
        print(f"order {order} received")

        # The call saves nothing. It makes an object that would, if it were awaited.
        saving = save(order, saved)
        # And it is thrown away: "RuntimeWarning: coroutine 'save' was never awaited".
        del saving

        await asyncio.sleep(CONFIRM)
        print(f"order {order} confirmed")
    print(f"{len(saved)} of {ORDERS} orders saved")


async def main_awaited():
    saved = []
    for order in range(1, ORDERS + 1):
        print(f"order {order} received")

        await save(order, saved)

        await asyncio.sleep(CONFIRM)
        print(f"order {order} confirmed")
    print(f"{len(saved)} of {ORDERS} orders saved")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main_forgotten())
    print(f"forgotten: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    asyncio.run(main_awaited())
    print(f"awaited: {time.perf_counter() - start:.2f} s")
