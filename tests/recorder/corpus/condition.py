"""A condition with two that wait for it."""

import asyncio


async def wait_for(condition, state, least):
    async with condition:
        await condition.wait_for(lambda: state["count"] >= least)
        print("reached", least)


async def main():
    condition, state = asyncio.Condition(), {"count": 0}
    tasks = [asyncio.create_task(wait_for(condition, state, least)) for least in (2, 1)]
    for _ in range(2):
        await asyncio.sleep(0.005)
        async with condition:
            state["count"] += 1
            condition.notify_all()
    await asyncio.gather(*tasks)
    try:
        condition.notify()
    except RuntimeError as error:
        print(error)


asyncio.run(main())
