"""Starts the nursery: `python inside CORE [PACKAGES USER]`.

CORE is where the notebooks run, `any` for no matter where; PACKAGES the folder of the student's packages and USER
whom to become, inside the sandbox.

Python puts this folder itself first on its path: it is no place to import from, the folder above it is.
"""

import importlib
import sys
from pathlib import Path

core, *confined = sys.argv[1:]
sys.path[0] = str(Path(__file__).parent.parent)
sys.path += confined[:1]
nursery = importlib.import_module("inside.nursery")
del sys.path[0]
nursery.main(user=int(confined[1]) if confined else None, core=None if core == "any" else int(core))
