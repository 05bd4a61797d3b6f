"""Runs each program of the corpus with and without the recorder: output and exit status must be the same.

python same.py [--python PATH] [NAME …]
"""

import argparse
import concurrent.futures
import difflib
import pathlib
import re
import subprocess
import sys
import tempfile

from recording import RECORDER, Recording

CORPUS = pathlib.Path(__file__).parent / "corpus"
PATIENCE = 60
# On a busy machine timers that lie close to each other change places, with a recorder and without.
ATTEMPTS = 4
ARGUMENTS = ["--its", "own arguments"]


def needs(program):
    """The oldest version that a program runs under."""
    found = re.match(r"# needs 3\.(\d+)\n", program.read_text(encoding="utf-8"))
    return (3, int(found[1])) if found else (3, 10)


def run(command, folder):
    """Standard output, standard error and status, without what differs from run to run."""
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE
    )
    return [plain(done.stdout), plain(done.stderr), str(done.returncode)]


def plain(output):
    text = output.decode(errors="backslashreplace")
    text = re.sub(r"0x[0-9a-f]+", "0x…", text)
    # How long a slow callback took, in debug mode.
    text = re.sub(r"took \d+\.\d+ seconds", "took … seconds", text)
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("meanwhile: "))


def compare(python, program):
    """A sentence for what differs, or None."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder, "run.json")
        for _ in range(ATTEMPTS):
            without = run([python, "-B", program, *ARGUMENTS], folder)
            recorded = run([python, "-B", RECORDER, "--output", output, program, *ARGUMENTS], folder)
            if without == recorded:
                break
        else:
            lines = [part.splitlines() for part in ("\n".join(without), "\n".join(recorded))]
            return f"{program.stem} differs:\n" + "\n".join(
                difflib.unified_diff(*lines, "without", "recorded", lineterm="")
            )
        try:
            Recording(output).check()
        except (AssertionError, ValueError, KeyError) as error:
            return f"{program.stem}: its file is wrong: {type(error).__name__}: {error}"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    asked = subprocess.run(
        [given.python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, check=True
    )
    version = tuple(map(int, asked.stdout.split()))
    programs = [CORPUS / f"{name}.py" for name in given.names] or sorted(CORPUS.glob("*.py"))
    programs = [program for program in programs if needs(program) <= version]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        found = [each for each in pool.map(lambda program: compare(given.python, program), programs) if each]
    print(
        f"{len(programs) - len(found)} of {len(programs)} programs are the same under {version[0]}.{version[1]}"
    )
    if found:
        sys.exit("\n\n".join(found))


if __name__ == "__main__":
    main()
