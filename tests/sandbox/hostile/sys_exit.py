# ends: ERROR, alive
import sys

sys.exit(0)
