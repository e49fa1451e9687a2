# ends: DIED
import os

from inside import wire

reply = wire.pack({"id": "0" * 16, "outcome": "passed", "outputs": [], "result_text": "full marks"})
for fd in range(64):
    try:
        os.write(fd, reply)
    except OSError:
        pass
1 / 0
