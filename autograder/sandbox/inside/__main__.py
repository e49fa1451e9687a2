"""Starts the nursery: `python inside [folder of the student's packages] [user]`, without arguments unconfined.

Python puts this folder itself first on its path: it is no place to import from, the folder above it is.
"""

import importlib
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)
sys.path += sys.argv[1:2]
nursery = importlib.import_module("inside.nursery")
del sys.path[0]
nursery.main(int(sys.argv[2]) if len(sys.argv) > 2 else None)
