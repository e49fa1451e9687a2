# ends: MEMORY_LIMIT
import os
import time

for _ in range(6):
    if os.fork() == 0:
        hog = bytearray(b"x") * 100_000_000
        time.sleep(60)
time.sleep(60)
