"""What is measured: this engine against stock nbgrader, against its own floor, over sizes and workers; the reference.

`python -m benchmarks` runs all and writes `results/`. Everything is a ratio of two things measured in turns in one run:
a machine that is slower today is slower for both.
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # before numpy: one core is measured
