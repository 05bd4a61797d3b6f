"""A child process knows nothing of a recorder."""

import asyncio
import sys

CHILD = "import os, sys; print([n for n in os.environ if 'MEANWHILE' in n], os.environ.get('PYTHONPATH'))"


async def main():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    print(output.decode().strip(), process.returncode)


asyncio.run(main())
