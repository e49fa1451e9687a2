# ends: TIME_LIMIT MEMORY_LIMIT DIED
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
