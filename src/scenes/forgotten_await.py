"""A coroutine that is called and never awaited does nothing."""

import asyncio
import time

ORDERS = 3
AWAITED = False
SAVE = 0.5  # seconds
CONFIRM = 0.3  # seconds


def save_one(order, saved):
    saved.append(order)
    print(f"order {order} saved")


# ── Async ────────────────────────────────────────────────────────────────────


async def save(order, saved):
    await asyncio.sleep(SAVE)
    save_one(order, saved)


async def main():
    saved = []
    for order in range(1, ORDERS + 1):
        print(f"order {order} received")

        # The call saves nothing. It makes an object that would, if somebody awaited it.
        saving = save(order, saved)
        if AWAITED:
            await saving
        else:
            # And it is thrown away: "RuntimeWarning: coroutine 'save' was never awaited".
            del saving

        await asyncio.sleep(CONFIRM)
        print(f"order {order} confirmed")
    print(f"{len(saved)} of {ORDERS} orders saved")


# ── Blocking ─────────────────────────────────────────────────────────────────


def save_blocking(order, saved):
    time.sleep(SAVE)
    save_one(order, saved)


def main_blocking():
    saved = []
    for order in range(1, ORDERS + 1):
        print(f"order {order} received")
        # A plain function runs when it is called. There is nothing to forget.
        save_blocking(order, saved)
        time.sleep(CONFIRM)
        print(f"order {order} confirmed")
    print(f"{len(saved)} of {ORDERS} orders saved")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
