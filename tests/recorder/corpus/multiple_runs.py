"""`asyncio.run` several times, and loops of the old style."""

import asyncio


async def main(n):
    await asyncio.sleep(0.001)
    return n


print([asyncio.run(main(n)) for n in range(3)])
loop = asyncio.new_event_loop()
try:
    print(loop.run_until_complete(main(4)))
    loop.call_soon(loop.stop)
    loop.run_forever()
    print(loop.is_running(), loop.is_closed())
finally:
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
coroutine = main(7)
try:
    loop.run_until_complete(coroutine)
except RuntimeError as error:
    print(error)
coroutine.close()
