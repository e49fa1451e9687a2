"""What is loaded by the process that workers are forked from; importing this is all that it is for."""

from __future__ import annotations

import contextlib
import importlib
import os

from autograder.loading import at_once

for _pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):  # read when numpy is loaded
    os.environ.setdefault(_pool, "1")

with at_once():
    for _name in ("autograder.batch.worker", "autograder.sandbox.nursery"):  # no more: nurseries wait for it
        with contextlib.suppress(Exception):  # whoever needs it meets it again, and can say so
            importlib.import_module(_name)
