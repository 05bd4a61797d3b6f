"""Log records, also asyncio's own, go where they go."""

import asyncio
import logging
import sys

logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format="%(name)s %(levelname)s %(message)s")


async def fail():
    raise ValueError("logged")


async def main():
    logging.info("begin")
    task = asyncio.create_task(fail())
    await asyncio.sleep(0.001)
    del task
    logging.warning("end")


asyncio.run(main())
