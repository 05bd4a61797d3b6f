"""A signal handler of the loop."""

import asyncio
import os
import signal


async def main():
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, stopped.set)
    loop.call_later(0.005, os.kill, os.getpid(), signal.SIGUSR1)
    await stopped.wait()
    print("signalled", loop.remove_signal_handler(signal.SIGUSR1), signal.getsignal(signal.SIGTERM))


asyncio.run(main())
