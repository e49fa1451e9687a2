# ends: PASSED, alive
import os

pids = [name for name in os.listdir("/proc") if name.isdecimal()]
print("REACHED" if pids else "nothing", pids)
for pid in range(1, 400):
    for what in ("environ", "cmdline", "mem", "root"):
        if os.path.exists(f"/proc/{pid}/{what}"):
            print("REACHED", pid, what)
