"""Three dishes: one cook who stands before the oven, three who do, or one who does not."""

import asyncio
import concurrent.futures
import time

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


def main_one_cook():
    # A cook is a thread. This one takes the next dish when the one before is ready.
    with concurrent.futures.ThreadPoolExecutor(1) as cook:
        for name, oven in OVENS.items():
            cook.submit(cook_blocking, name, oven)
    print("dinner is served")


def main_three_cooks():
    # More cooks are more hands, and more people who stand before an oven.
    with concurrent.futures.ThreadPoolExecutor(3) as cooks:
        for name, oven in OVENS.items():
            cooks.submit(cook_blocking, name, oven)
    print("dinner is served")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_one_cook()
    print(f"one cook: {time.perf_counter() - start:.2f} s")

    start = time.perf_counter()
    main_three_cooks()
    print(f"three cooks: {time.perf_counter() - start:.2f} s")
