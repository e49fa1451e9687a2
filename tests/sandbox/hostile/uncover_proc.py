# ends: PASSED, alive
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
results = [
    libc.umount2(b"/proc", 2),
    libc.umount2(b"/tmp", 2),
    libc.mount(b"proc", b"/tmp", b"proc", 0, None),
    libc.unshare(0x10000000 | 0x00020000),
    libc.ptrace(16, 1, 0, 0),
    libc.syscall(435, 0, 0),
    libc.mount(None, b"/usr/bin", None, 32 | 4096, None),
]
print("REACHED" if 0 in results else "nothing", results, os.listdir("/proc"))
