"""Three dishes: one cook who stands before the oven, three who do, or one who does not."""

import asyncio
import concurrent.futures
import time

COOKS = 1  # of the blocking kitchen: 1 to 3
HANDS = 0.4  # seconds, each dish
OVENS = {"soup": 0.9, "pie": 1.5, "roast": 1.2}  # seconds


def work(seconds):
    # Keeps the hands busy.
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


# ── Async ────────────────────────────────────────────────────────────────────


async def cook(name, oven):
    # Hands can be at one dish at a time.
    work(HANDS)
    print(f"{name}: in the oven")

    # An oven does not need to be watched: the cook turns to the next dish.
    await asyncio.sleep(oven)
    print(f"{name}: ready")


async def main():
    await asyncio.gather(*(cook(name, oven) for name, oven in OVENS.items()))
    print("dinner is served")


# ── Blocking ─────────────────────────────────────────────────────────────────


def cook_blocking(name, oven):
    work(HANDS)
    print(f"{name}: in the oven")
    # The cook stands before it.
    time.sleep(oven)
    print(f"{name}: ready")


def main_blocking():
    # A cook is a thread. Who is free takes the next dish.
    with concurrent.futures.ThreadPoolExecutor(COOKS) as cooks:
        for name, oven in OVENS.items():
            cooks.submit(cook_blocking, name, oven)
    print("dinner is served")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_blocking()
    print(f"blocking: {time.perf_counter() - start:.2f} s")
