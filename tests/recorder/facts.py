"""What a recorded file says: each fact of FORMAT.md, of a small program in which it can be known."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest

from recording import RECORDER, Recording, record


def recorded(source, **options):
    """The recording of a program that ends well."""
    done, recording = record(textwrap.dedent(source), **options)
    assert done.returncode == 0, done.stderr
    recording.check()
    return recording


def args(events):
    return [event["args"] for event in events]


class Tasks(unittest.TestCase):
    def test_a_task_has_its_parent_its_line_and_a_name_with_short_arguments(self):
        recording = recorded(
            """\
            import asyncio
            async def fetch(number, kind, *, token="t0ps3cret", body=b"x", long="l" * 41):
                await asyncio.sleep(0)
            async def main():
                asyncio.create_task(fetch(3, "posts"))
                await asyncio.create_task(fetch(4, "https://u:p@h/x?key=1"), name="named")
            asyncio.run(main())
            """
        )
        main = recording.task("main")
        fetch = recording.task('fetch(3, "posts", …, …)')
        (spawn,) = args(recording.of(fetch, name="spawn"))
        self.assertEqual((spawn["by"], spawn["line"]), (main, "program.py:5"))
        self.assertEqual(spawn["coroutine"], "fetch program.py:2")
        recording.task("named")
        (spawn,) = args(recording.of(main, name="spawn"))
        self.assertEqual(recording.tracks[spawn["by"]], {"name": "main", "kind": "thread"})
        self.assertNotIn("t0ps3cret", [about["name"] for about in recording.tracks.values()])

    def test_waits_have_their_kind_their_line_and_what_they_are_for(self):
        recording = recorded(
            """\
            import asyncio
            async def holder(lock):
                async with lock:
                    await asyncio.sleep(0.01)
            async def deep(lock):
                async with lock:
                    pass
            async def waiter(lock):
                await deep(lock)
            async def main():
                lock, event, queue = asyncio.Lock(), asyncio.Event(), asyncio.Queue(1)
                first = asyncio.create_task(holder(lock), name="holder")
                await asyncio.create_task(waiter(lock), name="waiter")
                asyncio.get_running_loop().call_later(0.001, event.set)
                await event.wait()
                asyncio.get_running_loop().call_later(0.001, queue.put_nowait, 1)
                await queue.get()
                await first
                await asyncio.to_thread(int)
                await asyncio.sleep(0)
            asyncio.run(main())
            """
        )
        main, waiter, holder = map(recording.task, ("main", "waiter", "holder"))
        self.assertEqual(recording.waits(holder), [("start", None), ("sleep", "program.py:4")])
        self.assertEqual(recording.waits(waiter), [("start", None), ("lock", "program.py:6")])
        kinds = [kind for kind, _ in recording.waits(main)]
        self.assertEqual(kinds, ["start", "task", "event", "queue-get", "thread", "yield"])
        (wait,) = args(recording.of(waiter, name="lock"))
        (resource,) = [each for each in args(recording.of(0, name="resource")) if each["kind"] == "lock"]
        self.assertEqual((wait["on"], wait["by"]), (resource["id"], holder))
        changes = [
            (event["tid"], event["name"]) for event in recording.of(None, cat="resource", on=resource["id"])
        ]
        self.assertEqual(changes[:3], [(holder, "acquired"), (holder, "released"), (waiter, "acquired")])
        (wait,) = args(recording.of(main, name="task"))
        self.assertEqual((wait["on"], wait["by"], wait["line"]), (waiter, waiter, "program.py:13"))

    def test_who_woke_a_task(self):
        recording = recorded(
            """\
            import asyncio, threading
            async def setter(future):
                future.set_result(1)
            async def main():
                loop = asyncio.get_running_loop()
                await asyncio.sleep(0.001)
                future = loop.create_future()
                asyncio.create_task(setter(future), name="setter")
                await future
                future = loop.create_future()
                threading.Thread(target=loop.call_soon_threadsafe, args=(future.set_result, 1), name="caller").start()
                await future
                await asyncio.create_subprocess_exec("true")
            asyncio.run(main())
            """
        )
        main = recording.task("main")
        (timer,) = args(recording.of(main, name="sleep"))
        self.assertEqual(timer["by"], "timer")
        first, second = args(recording.of(main, name="future"))
        self.assertEqual(first["by"], recording.task("setter"))
        self.assertEqual(recording.tracks[second["by"]]["kind"], "thread")
        for event in recording.of(main, ph="X"):
            if "woken" in event.get("args", {}):
                self.assertLessEqual(event["ts"], event["args"]["woken"])
                self.assertLessEqual(event["args"]["woken"], event["ts"] + event["dur"] + 1)

    def test_gather_and_task_groups_name_their_tasks(self):
        recording = recorded(
            """\
            import asyncio
            async def child(n):
                await asyncio.sleep(0.001)
            async def main():
                await asyncio.gather(child(1), child(2))
                if hasattr(asyncio, "TaskGroup"):
                    async with asyncio.TaskGroup() as group:
                        group.create_task(child(3))
                        group.create_task(child(4))
            asyncio.run(main())
            """
        )
        main = recording.task("main")
        (gather,) = args(recording.of(main, cat="group", name="gather"))
        self.assertEqual(gather["tasks"], [recording.task("child(1)"), recording.task("child(2)")])
        self.assertEqual(gather["line"], "program.py:5")
        (wait,) = args(recording.of(main, ph="X", name="gather"))
        self.assertEqual(wait["on"], gather["id"])
        groups = args(recording.of(main, cat="group", name="task-group"))
        if sys.version_info >= (3, 11):
            tasks = [task for group in groups for task in group["tasks"]]
            self.assertEqual(tasks, [recording.task("child(3)"), recording.task("child(4)")])
            (wait,) = args(recording.of(main, ph="X", name="task-group"))
            self.assertEqual({wait["on"]}, {group["id"] for group in groups})

    def test_cancellation_is_asked_delivered_and_refused(self):
        recording = recorded(
            """\
            import asyncio
            async def obeys():
                await asyncio.sleep(1)
            async def refuses():
                try:
                    await asyncio.sleep(1)
                except asyncio.CancelledError:
                    pass
            async def main():
                tasks = [asyncio.create_task(obeys()), asyncio.create_task(refuses())]
                await asyncio.sleep(0)
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)
            asyncio.run(main())
            """
        )
        for name, end, what in (
            ("obeys", "cancelled", ["cancel asked", "cancel delivered"]),
            ("refuses", "finished", ["cancel asked", "cancel delivered", "cancel refused"]),
        ):
            task = recording.task(name)
            events = recording.of(task, cat="cancel")
            self.assertEqual([event["name"] for event in events], what)
            self.assertEqual(
                (events[0]["args"]["by"], events[0]["args"]["line"]),
                (recording.task("main"), "program.py:13"),
            )
            self.assertEqual([event["name"] for event in recording.of(task, cat="end")], [end])

    def test_a_time_out_that_comes_late_says_how_late(self):
        recording = recorded(
            """\
            import asyncio, time
            async def main():
                asyncio.get_running_loop().call_later(0.005, time.sleep, 0.1)
                try:
                    await asyncio.wait_for(asyncio.sleep(1), 0.01)
                except asyncio.TimeoutError:
                    print("late")
            asyncio.run(main())
            """
        )
        (timeout,) = recording.of(None, cat="timeout")
        self.assertEqual(timeout["tid"], recording.task("main"))
        self.assertGreater(timeout["args"]["late"], 50_000)
        self.assertEqual(recording.of(recording.task("main"), name="cancel refused"), [])

    def test_exceptions_fail_here_and_are_read_there_or_never(self):
        recording = recorded(
            """\
            import asyncio
            async def fail(n):
                await asyncio.sleep(0)
                raise ValueError("a secret")
            async def main():
                task = asyncio.create_task(fail(1))
                try:
                    await task
                except ValueError:
                    pass
                task = asyncio.create_task(fail(2))
                await asyncio.sleep(0.001)
                del task
                await asyncio.gather(fail(3), return_exceptions=True)
            asyncio.run(main())
            """
        )
        for name, what in (
            ("fail(1)", "exception read"),
            ("fail(2)", "exception never read"),
            ("fail(3)", "exception read"),
        ):
            task = recording.task(name)
            (end,) = recording.of(task, cat="end")
            self.assertEqual(
                (end["name"], end["args"]), ("failed", {"error": "ValueError", "line": "program.py:4"})
            )
            self.assertEqual([event["name"] for event in recording.of(task, cat="exception")], [what])
        (read,) = args(recording.of(recording.task("fail(1)"), cat="exception"))
        self.assertEqual(read["by"], recording.task("main"))

    def test_a_coroutine_that_is_never_awaited(self):
        recording = recorded(
            """\
            import asyncio
            async def fetch():
                pass
            async def main():
                fetch()
            asyncio.run(main())
            """
        )
        (event,) = recording.of(recording.task("main"), name="never awaited")
        self.assertEqual(
            event["args"], {"coroutine": "fetch", "defined": "program.py:2", "line": "program.py:5"}
        )

    @unittest.skipIf(sys.version_info < (3, 12), "eager tasks came with Python 3.12")
    def test_eager_tasks_have_their_first_step_and_their_parents(self):
        recording = recorded(
            """\
            import asyncio
            async def leaf():
                return 1
            async def middle():
                await asyncio.create_task(leaf())
                await asyncio.sleep(0)
            async def main():
                asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
                await asyncio.create_task(middle())
            asyncio.run(main())
            """
        )
        leaf, middle, main = map(recording.task, ("leaf", "middle", "main"))
        self.assertEqual([each["by"] for each in args(recording.of(leaf, name="spawn"))], [middle])
        self.assertEqual([each["by"] for each in args(recording.of(middle, name="spawn"))], [main])
        self.assertEqual([event["name"] for event in recording.of(leaf, cat="end")], ["finished"])
        self.assertEqual(len(recording.of(leaf, name="running")), 1)


class Rest(unittest.TestCase):
    def test_prints_have_their_task(self):
        recording = recorded(
            """\
            import asyncio
            async def child():
                print("from", "the child")
            async def main():
                print("half a ", end="")
                await asyncio.create_task(child())
            print("outside")
            asyncio.run(main())
            """
        )
        prints = [(event["tid"], event["name"]) for event in recording.of(None, cat="print")]
        thread = recording.of(recording.task("main"), name="spawn")[0]["args"]["by"]
        self.assertEqual(prints, [(thread, "outside"), (recording.task("child"), "half a from the child")])

    def test_a_step_that_blocks_has_the_line_that_blocks(self):
        recording = recorded(
            """\
            import asyncio, time
            def compute():
                end = time.perf_counter() + 0.2
                while time.perf_counter() < end:
                    pass
            async def computes():
                compute()
            async def sleeps():
                time.sleep(0.2)
            async def main():
                await computes()
                await asyncio.sleep(0)
                await asyncio.create_task(sleeps())
            asyncio.run(main())
            """
        )
        (computes,) = args(recording.of(recording.task("main"), cat="blocked"))
        self.assertIn(computes["line"], ("program.py:4", "program.py:5"))
        (sleeps,) = args(recording.of(recording.task("sleeps"), cat="blocked"))
        self.assertEqual((sleeps["line"], sleeps["computing"]), ("program.py:9", False))

    def test_jobs_of_threads(self):
        recording = recorded(
            """\
            import asyncio, time
            def square(n):
                time.sleep(0.01)
                return n * n
            async def main():
                await asyncio.to_thread(square, 3)
                await asyncio.get_running_loop().run_in_executor(None, square, 4)
            asyncio.run(main())
            """
        )
        jobs = recording.of(None, cat="job")
        self.assertEqual([job["name"] for job in jobs], ["square", "square"])
        self.assertEqual({job["args"]["by"] for job in jobs}, {recording.task("main")})
        self.assertEqual({recording.tracks[job["tid"]]["kind"] for job in jobs}, {"thread"})
        waits = args(recording.of(recording.task("main"), name="thread", ph="X"))
        self.assertEqual([wait["by"] for wait in waits], [job["tid"] for job in jobs])

    def test_permits_and_queues_are_counted(self):
        recording = recorded(
            """\
            import asyncio
            async def main():
                semaphore, queue = asyncio.Semaphore(3), asyncio.Queue()
                async with semaphore:
                    for n in range(3):
                        queue.put_nowait(n)
                await queue.get()
            asyncio.run(main())
            """
        )
        values = {}
        for event in recording.of(0, ph="C"):
            values.setdefault(event["name"], []).append(event["args"]["value"])
        self.assertEqual(values, {"semaphore 1": [2, 3], "queue 1": [1, 2, 3, 2]})
        capacity = {each["name"]: each["capacity"] for each in args(recording.of(0, name="resource"))}
        self.assertEqual(capacity, {"semaphore 1": 3, "queue 1": None})

    def test_a_loop_in_a_thread_has_a_track_of_its_own(self):
        recording = recorded(
            """\
            import asyncio, threading
            async def inside():
                await asyncio.sleep(0.001)
            threading.Thread(target=lambda: asyncio.run(inside()), name="beside").start()
            """
        )
        (spawn,) = args(recording.of(recording.task("inside"), name="spawn"))
        self.assertEqual(recording.tracks[spawn["thread"]], {"name": "beside", "kind": "thread"})


class Files(unittest.TestCase):
    PROGRAM = """\
import asyncio
async def tick(): await asyncio.sleep(0)
async def main():
    for _ in range(200): await tick()
asyncio.run(main())
"""

    def test_sources_are_those_of_the_program_and_can_be_left_out(self):
        _, recording = record(self.PROGRAM)
        self.assertEqual(recording.meanwhile["sources"], {"program.py": self.PROGRAM})
        _, recording = record(self.PROGRAM, options=["--no-sources"])
        self.assertEqual(recording.meanwhile["sources"], {})

    def test_beyond_the_limit_events_are_counted(self):
        done, recording = record(self.PROGRAM, options=["--limit", "100"])
        about = recording.meanwhile
        kept = [event for event in recording.events if event["ph"] not in "M"]
        self.assertLessEqual(len(kept), 100)
        self.assertEqual(
            about["steps"],
            201 + sum(1 for t in recording.tracks.values() if t["name"].startswith("BaseEventLoop")),
        )
        self.assertGreater(about["dropped"]["events"], 250)
        self.assertGreater(about["dropped"]["since"], 0)
        self.assertIn("are not in it (--limit 100)", done.stderr)

    def test_arguments_are_recorded_without_secrets(self):
        arguments = [
            "--user",
            "ann",
            "--password",
            "hunter2",
            "--api-key=abc",
            "x" * 41,
            "https://a:b@c/d?e=f",
        ]
        done, recording = record("import sys; print(sys.argv[1:])", *arguments)
        self.assertEqual(
            recording.meanwhile["argv"][1:],
            ["--user", "ann", "--password", "…", "--api-key=…", "…", "https://c/d"],
        )
        self.assertEqual(done.stdout.strip(), str(arguments))

    def test_no_environment_and_no_long_value_is_recorded(self):
        source = (
            'import asyncio, os\nasync def f(v): await asyncio.sleep(0)\nasyncio.run(f(os.environ["HUSH"]))\n'
        )
        os.environ["HUSH"] = "environment " * 10
        try:
            _, recording = record(source)
        finally:
            del os.environ["HUSH"]
        self.assertNotIn("environment environment", str(recording.document))

    def test_whatever_ends_a_program_leaves_a_file_that_says_what_it_waited_for(self):
        source = textwrap.dedent(
            """\
            import asyncio, os, signal, sys
            async def waits():
                await asyncio.Event().wait()
            async def main():
                task = asyncio.create_task(waits())
                await asyncio.sleep(1)
                eval(sys.argv[1])
                await asyncio.sleep(5)
            asyncio.run(main())
            """
        )
        for what, status in (
            ("os._exit(3)", 3),
            ("os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
            ("os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
            ("os.abort()", -signal.SIGABRT),
        ):
            done, recording = record(source, what)
            self.assertEqual(done.returncode, status, what)
            recording.check()
            (wait,) = args(recording.of(recording.task("waits"), name="event"))
            self.assertTrue(wait["open"], what)
            self.assertEqual(wait["line"], "program.py:3")

    def test_an_interrupt_ends_a_recording_as_it_ends_a_program(self):
        source = "import asyncio, os, signal\nasync def main():\n  os.kill(os.getpid(), signal.SIGINT)\n  await asyncio.sleep(5)\nasyncio.run(main())\n"
        done, recording = record(source)
        self.assertEqual(done.returncode, -signal.SIGINT)
        self.assertTrue(recording.meanwhile["finished"])

    def test_modules_and_folders_run_too(self):
        with tempfile.TemporaryDirectory() as folder:
            package = pathlib.Path(folder, "package")
            package.mkdir()
            source = (
                "import asyncio, sys\nasync def main(): print(__name__, sys.argv[1:])\nasyncio.run(main())\n"
            )
            (package / "__main__.py").write_text(source)
            for command, path in (
                (["-m", "package", "x"], "package/__main__.py"),
                (["package", "x"], "__main__.py"),
            ):
                whole = [sys.executable, "-B", RECORDER, *command]
                done = subprocess.run(whole, cwd=folder, capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stdout), (0, "__main__ ['x']\n"), done.stderr)
                recording = Recording(pathlib.Path(folder, "package.trace.json"))
                self.assertEqual(recording.meanwhile["sources"], {path: source})


class CommandLine(unittest.TestCase):
    def sentence(self, *arguments, python=()):
        command = [sys.executable, *python, RECORDER, *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        return done.stderr

    def test_mistakes_are_told_in_a_sentence(self):
        self.assertIn("which program?", self.sentence())
        self.assertIn("there is no file missing.py", self.sentence("missing.py"))
        self.assertIn("there is no option --what", self.sentence("--what", "x.py"))
        self.assertIn("--limit is a number", self.sentence("--limit", "many", "x.py"))
        self.assertIn("--output needs a value", self.sentence("--output"))
        self.assertIn("cannot be written", self.sentence("--output", "/no/such/folder/x", __file__))
        self.assertIn("-I, -E and -S", self.sentence(__file__, python=["-E"]))
        self.assertIn("did you mean hundred-urls?", self.sentence("server", "hundred-url"))
        self.assertIn("--port is a number", self.sentence("server", "retry", "--port", "http"))

    def test_help(self):
        done = subprocess.run([sys.executable, RECORDER, "--help"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0)
        for word in ("--output", "--no-sources", "--limit", "server"):
            self.assertIn(word, done.stdout)


if __name__ == "__main__":
    unittest.main()
