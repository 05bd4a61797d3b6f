"""The practice server: what it serves, how it fails, and that it is the same for the same seed."""

import concurrent.futures
import http.client
import json
import socket
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from recording import RECORDER
from serving import Served, serving

sys.path.insert(0, str(RECORDER))
from _meanwhile.server import plans  # noqa: E402


def get(address):
    """Status and body."""
    try:
        with urllib.request.urlopen(address, timeout=20) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class Answers(Served):
    def test_posts_users_and_bytes(self):
        status, body = get(f"{self.address}/posts/2")
        self.assertEqual((status, json.loads(body)["title"]), (200, "Two pans"))
        self.assertEqual(
            json.loads(get(f"{self.address}/users/3")[1]), {"id": 3, "name": "user 3", "followers": 3743}
        )
        self.assertEqual(get(f"{self.address}/bytes/25"), (200, b"meanwhile meanwhile meanw"))
        for path in ("posts/101", "posts/0", "users/1001", "what/1", ""):
            self.assertEqual(get(f"{self.address}/{path}"), (404, b"{}"), path)

    def test_a_request_can_say_how_it_wants_to_be_treated(self):
        self.assertEqual(get(f"{self.address}/posts/1?status=503")[0], 503)
        self.assertEqual(get(f"{self.address}/posts/1?size=7&chunks=3&down=3000"), (200, b"meanwhi"))
        self.assertEqual(get(f"{self.address}/posts/1?status=204"), (204, b""))
        began = time.monotonic()
        get(f"{self.address}/posts/1?delay=3")
        # Ten times as fast as it says.
        self.assertGreaterEqual(time.monotonic() - began, 0.29)

    def test_requests_fail_in_three_ways(self):
        with self.assertRaises(OSError):
            urllib.request.urlopen(f"{self.address}/posts/1?fail=refused", timeout=20)
        with self.assertRaises((http.client.IncompleteRead, OSError)):
            urllib.request.urlopen(f"{self.address}/bytes/100?fail=reset&chunks=4", timeout=20).read()
        with self.assertRaises(TimeoutError):
            urllib.request.urlopen(f"{self.address}/posts/1?fail=hang", timeout=0.3)

    def test_mistakes_are_answered_with_a_sentence(self):
        for query in ("fail=x", "up=-1", "delay=soon", "status=99", "size=1e99", "chunks=nan", "delay=inf"):
            status, body = get(f"{self.address}/posts/1?{query}")
            self.assertEqual(status, 400, query)
            self.assertIn(query.split("=")[0], json.loads(body)["error"])
        request = urllib.request.Request(f"{self.address}/posts/1", data=b"x", method="POST")
        with self.assertRaises(urllib.error.HTTPError) as raised:
            urllib.request.urlopen(request, timeout=20)
        with raised.exception as error:
            self.assertEqual(error.code, 405)
        with socket.create_connection((urlsplit(self.address).hostname, urlsplit(self.address).port)) as raw:
            raw.sendall(b"nonsense\r\n\r\n")
            self.assertIn(b"400", raw.recv(1000))
        with socket.create_connection((urlsplit(self.address).hostname, urlsplit(self.address).port)) as raw:
            raw.sendall(b"x" * 100_000)

    def test_connections_are_kept_and_head_has_no_body(self):
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=20)
        for method in ("GET", "HEAD", "GET"):
            connection.request(method, "/posts/1?delay=0")
            response = connection.getresponse()
            self.assertEqual((response.status, bool(response.read())), (200, method == "GET"))
            self.assertIsNotNone(connection.sock)
        connection.close()


class Scenes(unittest.TestCase):
    def test_every_scene_has_plans_for_what_there_is(self):
        content = plans.Content()
        for scene, entry in plans.servers().items():
            server = plans.Server(routes=entry["routes"], seed=1)
            for route in entry["routes"]:
                path = route["path"].replace("*", "5")
                plan = server.plan(path, [])
                self.assertGreater(plan.up + plan.think + plan.down, 0, scene)
                self.assertNotEqual(content.find(path, plan)[0], 404, scene)

    def test_what_is_drawn_depends_on_the_seed_alone(self):
        def drawn(seed, numbers):
            server = plans.Server(routes=plans.servers()["retry"]["routes"], seed=seed)
            return {number: server.plan(f"posts/{number}", []).status for number in numbers}

        self.assertEqual(drawn(1, range(1, 100)), drawn(1, reversed(range(1, 100))))
        self.assertNotEqual(drawn(1, range(1, 100)), drawn(2, range(1, 100)))
        self.assertEqual(set(drawn(1, range(1, 100)).values()), {200, 503})

    def test_a_server_that_is_full_says_so(self):
        with serving("too-many") as address, concurrent.futures.ThreadPoolExecutor(1) as pool:
            # As many as there is room for, and then one more.
            sockets = [
                socket.create_connection((urlsplit(address).hostname, urlsplit(address).port))
                for _ in range(1000)
            ]
            for each in sockets:
                each.sendall(b"GET /posts/1?delay=60 HTTP/1.1\r\n\r\n")
            deadline = time.monotonic() + 20
            while (
                answer := pool.submit(get, f"{address}/posts/2").result()[0]
            ) != 503 and time.monotonic() < deadline:
                pass
            self.assertEqual(answer, 503)
            # Those that give up make room.
            for each in sockets:
                each.close()
            while (answer := get(f"{address}/posts/2")[0]) != 200 and time.monotonic() < deadline:
                pass
            self.assertEqual(answer, 200)

    def test_a_port_that_is_taken_is_told_in_a_sentence(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            command = [sys.executable, "-B", RECORDER, "server", "retry", f"--port={port}"]
            done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1))
        self.assertIn(f"port {port} cannot be used: it is taken", done.stderr)


if __name__ == "__main__":
    unittest.main()
