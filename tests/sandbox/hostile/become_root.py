# ends: PASSED, alive
import os
import subprocess

for step in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0), lambda: os.chroot("/tmp")):
    try:
        step()
        print("REACHED")
    except OSError:
        pass
who = subprocess.run(["id", "-u"], capture_output=True, text=True).stdout.strip()
print("REACHED" if who == "0" else "nothing", who, os.getuid())
