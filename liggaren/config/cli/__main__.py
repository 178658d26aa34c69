"""`python -m liggaren.config.cli`: the same as `liggaren`."""

import sys

from liggaren.config.cli import main

sys.exit(main())
