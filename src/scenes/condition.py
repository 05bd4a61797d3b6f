"""Customers of a bakery wait until there are as many loaves as they want."""

import asyncio
import time

CUSTOMERS = {"A": 3, "B": 1, "C": 2}  # loaves
EVERY = 0.5  # seconds


class Shelf:
    def __init__(self):
        self.loaves = 0
        self.baked = 0

    def put(self):
        self.loaves += 1
        self.baked += 1
        print(f"loaf {self.baked} is baked, {self.loaves} on the shelf")

    def take(self, name, wanted):
        self.loaves -= wanted
        print(f"{name} takes {wanted}, {self.loaves} left")


# ── Async ────────────────────────────────────────────────────────────────────


async def customer(name, wanted, shelf, changed):
    # Nobody takes a loaf while somebody else is counting.
    async with changed:
        print(f"{name} wants {wanted}")
        # Unlocks, waits to be notified, locks again and looks.
        await changed.wait_for(lambda: shelf.loaves >= wanted)
        shelf.take(name, wanted)


async def baker(shelf, changed):
    for _ in range(sum(CUSTOMERS.values())):
        await asyncio.sleep(EVERY)
        async with changed:
            shelf.put()
            # All of them, since the baker doesn't know for whom this is enough.
            changed.notify_all()


async def main():
    shelf, changed = Shelf(), asyncio.Condition()
    customers = [
        asyncio.create_task(customer(name, wanted, shelf, changed)) for name, wanted in CUSTOMERS.items()
    ]
    baking = asyncio.create_task(baker(shelf, changed))
    await asyncio.gather(*customers)
    await baking
    print("sold out")


if __name__ == "__main__":
    start = time.perf_counter()
    asyncio.run(main())
    print(f"async: {time.perf_counter() - start:.2f} s")
