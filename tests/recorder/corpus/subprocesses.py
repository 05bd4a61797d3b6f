"""Child processes: output, input, status, killed."""

import asyncio
import sys


async def run(code, data=None):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate(data)
    return output, process.returncode


async def main():
    print(await asyncio.gather(run("print(6 * 7)"), run("print(input()[::-1]); exit(3)", b"abc\n")))
    process = await asyncio.create_subprocess_shell("sleep 10")
    process.kill()
    print(await process.wait())


asyncio.run(main())
