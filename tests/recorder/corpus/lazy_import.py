"""A library that is imported in a task, and one that is not there."""

import asyncio


async def main():
    import urllib.request

    print(urllib.request.Request("http://localhost/x").full_url)
    try:
        import no_such_module
    except ModuleNotFoundError as error:
        print(error)
    import json

    print(json.dumps({"a": 1}), urllib.request.__spec__.loader.__class__.__name__)


asyncio.run(main())
