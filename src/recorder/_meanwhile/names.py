"""Names of tasks and of lines, and what is a secret."""

import os
import re
import sys

from .trace import quoted

LONGEST_VALUE = 40
LONGEST_NAME = 80
LARGEST_SOURCE = 256 * 1024
LARGEST_SOURCES = 4 * 1024 * 1024
# Python 3.13 calls those of a task factory "None".
UNNAMED = re.compile(r"(Task-\d+|None)$")
SECRET = re.compile(r"pass|pwd|secret|token|key|auth|cred|cookie|session|bearer|signature", re.IGNORECASE)
OMITTED = "…"


class Program:
    """Which files are the program's own, and their text."""

    def __init__(self, folder, keep_sources):
        self.folder = os.path.realpath(folder)
        self.keep_sources = keep_sources
        self.sources = {}
        self.kept = 0
        self.paths = {}
        # The recorder may lie below the program's folder, too.
        self.recorder = os.path.dirname(__file__)
        self.libraries = tuple(
            os.path.realpath(path) + os.sep
            for path in {sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)}
            # A program may lie beside an interpreter, but an interpreter does not lie around a program.
            if not self.folder.startswith(os.path.realpath(path) + os.sep)
        )

    def path(self, filename):
        """A file's path below the program's folder, or None where it is not the program's own."""
        try:
            return self.paths[filename]
        except KeyError:
            path = self.paths[filename] = self.find(filename)
            if path is not None and self.keep_sources:
                self.keep(filename, path)
            return path

    def find(self, filename):
        if filename.startswith(("<", self.recorder)):
            return None
        real = os.path.realpath(filename)
        below = self.folder.rstrip(os.sep) + os.sep
        if not real.startswith(below) or real.startswith(self.libraries) or "site-packages" in real:
            return None
        return real[len(below) :].replace(os.sep, "/")

    def keep(self, filename, path):
        """Keeps the text of a file for the document."""
        try:
            if not filename.endswith(".py") or os.path.getsize(filename) > LARGEST_SOURCE:
                return
            import tokenize

            with tokenize.open(filename) as file:
                text = file.read()
        except (OSError, SyntaxError, UnicodeDecodeError):
            return
        if self.kept + len(text) <= LARGEST_SOURCES:
            self.kept += len(text)
            self.sources[path] = text

    def line(self, frame):
        """The innermost line of the program's own on a stack, as `path:line`, or None."""
        while frame is not None:
            path = self.path(frame.f_code.co_filename)
            if path is not None:
                return f"{path}:{frame.f_lineno}"
            frame = frame.f_back
        return None

    def line_of(self, traceback):
        """The innermost line of the program's own in a traceback, or None."""
        found = None
        while traceback is not None:
            path = self.path(traceback.tb_frame.f_code.co_filename)
            if path is not None:
                found = f"{path}:{traceback.tb_lineno}"
            traceback = traceback.tb_next
        return found


def line_argument(line):
    """A line as part of an event's arguments."""
    return f'"line":{quoted(line)}' if line else '"line":null'


def task_name(task, program):
    """The name that the program gave, or the coroutine's with its short arguments."""
    name = task.get_name()
    if UNNAMED.match(name):
        name = coroutine_name(task.get_coro(), program)
    return shortened(name, LONGEST_NAME)


def function_name(function):
    """What a function is called, wherever it was defined."""
    function = getattr(function, "func", function)
    name = getattr(function, "__qualname__", None) or type(function).__name__
    return name.rsplit("<locals>.", 1)[-1]


def coroutine_name(coroutine, program):
    """Such as `fetch(3, "posts")`."""
    name = function_name(coroutine)
    frame = getattr(coroutine, "cr_frame", None)
    if frame is None or program.path(frame.f_code.co_filename) is None:
        return name
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    if not names:
        return name
    values = frame.f_locals
    shown = [shown_value(key, values[key]) for key in names if key in values and key not in ("self", "cls")]
    if sys.version_info < (3, 13):
        # The frame would keep this copy, and with it the values, for longer than the function itself does.
        values.clear()
    shown = [value for value in shown if value is not None]
    return f"{name}({', '.join(shown)})" if shown else name


def shown_value(key, value):
    """A short plain value as text, or None."""
    if value is None or type(value) in (int, float, bool):
        text = repr(value) if type(value) is not int or abs(value) < 10**LONGEST_VALUE else OMITTED
    elif type(value) is str:
        text = f'"{without_secrets(value)}"'
    else:
        return None
    if SECRET.search(key) or len(text) > LONGEST_VALUE + 2:
        return OMITTED
    return text


def without_secrets(text):
    """A web address without its user, query and fragment; other texts as they are."""
    if "://" not in text:
        return text
    scheme, _, rest = text.partition("://")
    rest = re.split(r"[?#]", rest, maxsplit=1)[0]
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rsplit('@', 1)[-1]}{slash}{path}"


def shown_arguments(arguments):
    """A command line, without long values and without what options call a secret."""
    shown = []
    hidden = False
    for argument in arguments:
        option, equals, value = argument.partition("=")
        secret = argument.startswith("-") and bool(SECRET.search(option))
        if hidden and not argument.startswith("-"):
            argument = OMITTED
        elif secret and equals:
            argument = f"{option}={OMITTED}"
        elif len(argument) > LONGEST_VALUE:
            argument = OMITTED
        hidden = secret and not equals
        shown.append(without_secrets(argument))
    return shown


def shortened(text, length):
    """A text of at most this many characters."""
    return text if len(text) <= length else text[: length - 1] + OMITTED
