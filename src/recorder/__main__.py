"""`python meanwhile.pyz app.py`."""

import sys

if sys.version_info < (3, 10):
    sys.exit("meanwhile needs Python 3.10 or newer; this is " + sys.version.split()[0] + ".")

from _meanwhile.command import main

sys.exit(main(sys.argv[1:]))
