"""Records what asyncio tasks do, without a change to the program.

In reading order: `command` (the command line), `launch` (starts the program in an interpreter of its own),
`start` (begins the recording there), `instrument` (how library functions get their hooks), `tasks` (steps,
wakes, cancellations), `waits` (what a task waits for), `resources` (locks, semaphores, queues), `groups`,
`failures`, `jobs` (threads), `requests` (HTTP clients), `output` (printed lines), `ticker` (blocked loops),
`trace` (events in memory), `document` (the file). `server` is the practice server and records nothing.

The file is described in FORMAT.md.
"""

VERSION = 1
