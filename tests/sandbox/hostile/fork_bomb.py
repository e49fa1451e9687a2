# ends: ERROR TIME_LIMIT MEMORY_LIMIT DIED
import os

while True:
    os.fork()
