# ends: DIED TIME_LIMIT
import os
import struct

for fd in range(3, 64):
    try:
        os.write(fd, struct.pack("!4sIQ", b"AGW1", 4 << 20, 64 << 20))
    except OSError:
        pass
while True:
    pass
