"""Requests of the real libraries, and uvloop, under the recorder, against the practice server."""

import sys
import textwrap
import unittest

from recording import record
from serving import Served

SECRETS = ("t0ken", "Bearer", "c00kie", "b0dy")


def program(source, address):
    return textwrap.dedent(source).replace("ADDRESS", repr(address))


class Clients(Served):
    def recorded(self, source):
        done, recording = record(program(source, self.address), options=["--no-sources"])
        self.assertEqual(done.returncode, 0, done.stderr)
        recording.check()
        text = str(recording.document)
        for secret in SECRETS:
            self.assertNotIn(secret, text)
        return done.stdout, recording

    def phases(self, recording, track):
        """Names of the phases of a task's requests, and what they came to."""
        events = recording.of(track, cat="request")
        begun = [event["name"] for event in events if event["ph"] == "b"]
        ended = [event["args"] for event in events if event["ph"] == "e" and event["args"]]
        # Each that begins ends.
        self.assertEqual(sorted(begun), sorted(event["name"] for event in events if event["ph"] == "e"))
        return begun, ended

    def test_httpx(self):
        printed, recording = self.recorded(
            """\
            import asyncio, httpx
            async def fetch(client, number):
                headers = {"Authorization": "Bearer t0ken", "Cookie": "a=c00kie"}
                response = await client.get(f"/posts/{number}?key=t0ken", headers=headers)
                return response.json()["title"]
            async def main():
                async with httpx.AsyncClient(base_url=ADDRESS) as client:
                    print(await asyncio.gather(fetch(client, 1), fetch(client, 2)))
                    try:
                        await client.get("/posts/3?fail=refused")
                    except httpx.HTTPError as error:
                        print(type(error).__name__)
            asyncio.run(main())
            """
        )
        self.assertEqual(printed, "['The kettle', 'Two pans']\nRemoteProtocolError\n")
        fetch = recording.task("fetch(1)")
        begun, ended = self.phases(recording, fetch)
        self.assertEqual(
            begun, [f"GET {self.address}/posts/1", "queue", "connect", "send", "wait", "receive"]
        )
        self.assertEqual(ended, [{"status": 200, "error": None}])
        self.assertIn(("request", "program.py:4"), recording.waits(fetch))
        _, (failed,) = self.phases(recording, recording.task("main"))
        self.assertEqual((failed["status"], failed["error"]), (None, "RemoteProtocolError"))

    def test_httpx_calls_a_trace_of_the_programs_own(self):
        printed, _ = self.recorded(
            """\
            import asyncio, httpx
            seen = []
            async def trace(name, details):
                seen.append(name)
            async def main():
                async with httpx.AsyncClient() as client:
                    await client.get(ADDRESS + "/posts/1", extensions={"trace": trace})
                print(seen[0], len(seen) > 8)
            asyncio.run(main())
            """
        )
        self.assertEqual(printed, "connection.connect_tcp.started True\n")

    def test_httpx_that_blocks(self):
        _, recording = self.recorded(
            """\
            import httpx
            print(httpx.get(ADDRESS + "/posts/1").status_code)
            """
        )
        begun, ended = self.phases(recording, 1)
        self.assertEqual(
            begun, [f"GET {self.address}/posts/1", "queue", "connect", "send", "wait", "receive"]
        )
        self.assertEqual(ended, [{"status": 200, "error": None}])

    def test_aiohttp(self):
        printed, recording = self.recorded(
            """\
            import asyncio, aiohttp
            async def fetch(session, number):
                async with session.get(f"{ADDRESS}/posts/{number}?key=t0ken") as response:
                    return (await response.json())["title"]
            async def main():
                async with aiohttp.ClientSession(headers={"Authorization": "Bearer t0ken"}) as session:
                    print(await asyncio.gather(fetch(session, 1), fetch(session, 2)))
                    async with session.get(f"{ADDRESS}/posts/1?status=503") as response:
                        print(response.status)
            asyncio.run(main())
            """
        )
        self.assertEqual(printed, "['The kettle', 'Two pans']\n503\n")
        begun, ended = self.phases(recording, recording.task("fetch(1)"))
        self.assertEqual(begun, [f"GET {self.address}/posts/1", "connect", "send", "wait", "receive"])
        self.assertEqual(ended, [{"status": 200, "error": None}])
        self.assertEqual(self.phases(recording, recording.task("main"))[1], [{"status": 503, "error": None}])

    def test_requests_and_urllib_block(self):
        printed, recording = self.recorded(
            """\
            import asyncio, requests, urllib.request
            async def main():
                print(requests.post(ADDRESS + "/posts/1?key=t0ken", data="b0dy").status_code)
                print(urllib.request.urlopen(ADDRESS + "/posts/2?key=t0ken").status)
                print(await asyncio.to_thread(lambda: requests.get(ADDRESS + "/posts/3").status_code))
            asyncio.run(main())
            """
        )
        self.assertEqual(printed, "405\n200\n200\n")
        main = recording.task("main")
        begun, ended = self.phases(recording, main)
        self.assertEqual(begun, [f"POST {self.address}/posts/1", f"GET {self.address}/posts/2"])
        self.assertEqual([each["status"] for each in ended], [405, 200])
        self.assertTrue(all(event["args"]["blocking"] for event in recording.of(main, cat="request", ph="b")))
        (beside,) = [event for event in recording.of(None, cat="request", ph="b") if event["tid"] != main]
        self.assertEqual(recording.tracks[beside["tid"]]["kind"], "thread")

    @unittest.skipIf(sys.platform == "win32", "there is no uvloop for Windows")
    def test_uvloop(self):
        printed, recording = self.recorded(
            """\
            import asyncio, uvloop
            async def child(n):
                await asyncio.sleep(0.01)
                raise ValueError(n)
            async def main():
                print(type(asyncio.get_running_loop()).__module__)
                lock = asyncio.Lock()
                async with lock:
                    print(await asyncio.gather(child(1), child(2), return_exceptions=True))
                print(await asyncio.to_thread(int))
            uvloop.run(main())
            """
        )
        self.assertEqual(printed, "uvloop\n[ValueError(1), ValueError(2)]\n0\n")
        child = recording.task("child(1)")
        self.assertEqual(recording.waits(child), [("start", None), ("sleep", "program.py:3")])
        (wait,) = recording.of(child, name="sleep")
        self.assertEqual(wait["args"]["by"], "timer")
        self.assertEqual([event["name"] for event in recording.of(child, cat="end")], ["failed"])
        # uvloop wraps the coroutine that it runs.
        self.assertEqual(
            [name for name, _ in recording.waits(recording.task("wrapper"))][:2], ["start", "gather"]
        )


if __name__ == "__main__":
    unittest.main()
