"""A practice server for a test."""

import contextlib
import signal
import subprocess
import sys
import unittest

from recording import RECORDER


@contextlib.contextmanager
def serving(scene, *options, python=sys.executable):
    """The address of a scene's server, while it runs. It has to end quietly."""
    command = [python, "-B", RECORDER, "server", scene, "--port", "0", *options]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline()
        assert line.startswith(f"The server of {scene} is at http://"), line + server.stderr.read()
        yield line.split(" at ")[1].split(";")[0]
    finally:
        server.send_signal(signal.SIGINT)
        said = server.communicate(timeout=30)
    assert (server.returncode, said) == (0, ("", "")), (server.returncode, said)


class Served(unittest.TestCase):
    """Tests at the `address` of one server, that of `hundred-urls` ten times as fast."""

    @classmethod
    def setUpClass(cls):
        cls.running = serving("hundred-urls", "--pace", "10")
        cls.address = cls.running.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.running.__exit__(None, None, None)
