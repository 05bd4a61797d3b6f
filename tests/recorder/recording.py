"""A recorded file, read as FORMAT.md says, and what must hold of every one."""

import json
import pathlib
import signal
import subprocess
import sys
import tempfile

RECORDER = pathlib.Path(__file__).parents[2] / "src/recorder"

# What runs in the background of a shell ignores Ctrl-C, and so would the programs that are started here.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Microseconds that roundings may add up to.
ROUNDING = 1


class Recording:
    """The events of a file, by task."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.document = json.load(file)
        self.events = self.document["traceEvents"]
        self.meanwhile = self.document["meanwhile"]
        self.tracks = {}
        for event in self.events:
            if event["ph"] == "M" and event["name"] == "thread_name":
                self.tracks[event["tid"]] = event["args"]

    def task(self, name):
        """The track of the task with this name."""
        found = [
            track for track, about in self.tracks.items() if about["name"] == name and about["kind"] == "task"
        ]
        assert len(found) == 1, (
            f"{len(found)} tasks are called {name}, of {[a['name'] for a in self.tracks.values()]}"
        )
        return found[0]

    def of(self, track, **wanted):
        """The events of a track, or of all if it is None, with these values; those of a wait's `args` count, too."""
        return [
            event
            for event in self.events
            if track in (None, event["tid"])
            and all(value(event, key) == each for key, each in wanted.items())
        ]

    def waits(self, track):
        """The waits of a task, in their order: name and line."""
        found = [
            event for event in self.of(track, ph="X") if "cat" not in event and event["name"] != "running"
        ]
        return [
            (event["name"], event["args"].get("line"))
            for event in sorted(found, key=lambda event: event["ts"])
        ]

    def check(self):
        """What must hold of every file."""
        about = self.meanwhile
        assert about["version"] == 1
        assert about["error"] is None, about["error"]
        spans = {}
        for event in self.events:
            assert event["ph"] in "MXiCbe", event
            assert event["pid"] == 1
            if event["ph"] == "M":
                continue
            assert 0 <= event["ts"] <= about["ended"], event
            if event["ph"] == "X" and "cat" not in event:
                assert event["dur"] >= 0, event
                spans.setdefault(event["tid"], []).append(event)
            if event["tid"]:
                assert event["tid"] in self.tracks, event
        for track, found in spans.items():
            assert self.tracks[track]["kind"] == "task", track
            # Waits and steps take turns, and leave no gap.
            found.sort(key=lambda event: (event["ts"], event["ts"] + event["dur"]))
            for before, after in zip(found, found[1:]):
                assert abs(before["ts"] + before["dur"] - after["ts"]) <= ROUNDING, (before, after)


def value(event, key):
    return event[key] if key in event else event.get("args", {}).get(key)


def record(source, *arguments, options=(), python=sys.executable, name="program.py", patience=60):
    """Runs a program of this text under the recorder. Returns what came of it, and the recording."""
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, name)
        program.write_text(source, encoding="utf-8")
        output = pathlib.Path(folder, "run.json")
        command = [python, "-B", RECORDER, "--output", output, *options, program, *arguments]
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience, text=True
        )
        return done, Recording(output)
