# ends: MEMORY_LIMIT, alive
import numpy as np

hog = np.ones(10**10)
