"""Starts the nursery: `python inside CORE [PACKAGES USER [TREE ROOT]]`.

CORE is where the notebooks run, `any` for no matter where; PACKAGES the folder of the student's packages and USER
whom to become, inside the sandbox. Without namespaces TREE is the folder of a notebook, `own-root` for ROOT
makes that its root folder.

Python puts this folder itself first on its path: it is no place to import from, the folder above it is.
"""

import gc
import importlib
import sys
from pathlib import Path

gc.disable()  # until all is loaded
core, *confined = sys.argv[1:]
apart = confined[2:]
sys.path[0] = str(Path(__file__).parent.parent)
sys.path += confined[:1]
nursery = importlib.import_module("inside.nursery")
del sys.path[0]
other = nursery.OtherUser(int(confined[1]), apart[0], apart[1] == "own-root") if apart else None
nursery.main(user=int(confined[1]) if confined else None, core=None if core == "any" else int(core), other=other)
