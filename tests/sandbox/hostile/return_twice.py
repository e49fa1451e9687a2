# ends: PASSED, alive
import os

os.fork()
print("both the parent and the child come back")
