"""Cells that take memory in every way that is known; the value of each is how many bytes it thinks to hold."""

FILL = """
import ctypes, fcntl, mmap, os, signal, socket, struct, time
MB = 1 << 20
keep = []
libc = ctypes.CDLL(None)


def full(one):
    one.setblocking(False)
    sent = 0
    for size in (1 << 17, 1 << 12, 1):
        try:
            while True:
                sent += one.send(bytes(size))
        except OSError:
            pass
    return sent


def until_refused(step, most=4000):
    total = 0
    for _ in range(most):
        try:
            total += step()
        except (OSError, MemoryError, AttributeError):
            break
    return total


def in_children(step, n=12):
    read, write = os.pipe()
    started = 0
    for _ in range(n):
        try:
            pid = os.fork()
        except OSError:
            break
        if pid == 0:
            os.write(write, struct.pack("q", until_refused(step)))
            time.sleep(60)
            os._exit(0)
        started += 1
    total = sum(struct.unpack("q", os.read(read, 8))[0] for _ in range(started))
    time.sleep(0.2)
    return total
"""

STEPS = {
    "pairs_of_streams": """
def step():
    a, b = socket.socketpair()
    keep.append((a, b))
    return full(a)
""",
    "streams_whose_sender_is_gone": """
def step():
    a, b = socket.socketpair()
    keep.append(b)
    sent = full(a)
    a.close()
    return sent
""",
    "pairs_of_datagram_sockets": """
def step():
    a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    keep.append((a, b))
    return full(a) + full(b)
""",
    "datagrams_of_many_senders": """
def step():
    b = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    b.bind("")
    keep.append(b)
    sent = 0
    for _ in range(10):
        a = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        a.setblocking(False)
        sent += a.sendto(bytes(150_000), b.getsockname())
        a.close()
    return sent
""",
    "sequenced_packets": """
def step():
    a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    keep.append((a, b))
    return full(a)
""",
    "connections_that_nobody_accepts": """
b = socket.socket(socket.AF_UNIX)
b.bind("")
b.listen(4000)
def step():
    a = socket.socket(socket.AF_UNIX)
    a.setblocking(False)
    a.connect(b.getsockname())
    sent = full(a)
    a.close()
    return sent
""",
    "larger_buffers": """
def step():
    a, b = socket.socketpair()
    keep.append((a, b))
    a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 28)
    return full(a)
""",
    "files_on_their_way": """
def step():
    a, b = socket.socketpair()
    c, d = socket.socketpair()
    sent = full(c)
    socket.send_fds(a, [b"x"], [c.fileno(), d.fileno()])
    keep.append((a, b))
    return sent
""",
    "pipes": """
def step():
    read, write = os.pipe()
    keep.append((read, write))
    os.set_blocking(write, False)
    return os.write(write, bytes(1 << 20))
""",
    "larger_pipes": """
def step():
    read, write = os.pipe()
    keep.append((read, write))
    fcntl.fcntl(write, 1031, 1 << 20)
    os.set_blocking(write, False)
    return os.write(write, bytes(1 << 20))
""",
    "shared_pages_dropped_from_the_tables": """
def step():
    pages = mmap.mmap(-1, 16 * MB)
    pages.write(bytes(16 * MB))
    pages.madvise(mmap.MADV_DONTNEED)
    keep.append(pages)
    return 16 * MB
""",
    "shared_pages_of_the_zero_device": """
def step():
    pages = mmap.mmap(os.open("/dev/zero", os.O_RDWR), 16 * MB)
    pages.write(bytes(16 * MB))
    pages.madvise(mmap.MADV_DONTNEED)
    keep.append(pages)
    return 16 * MB
""",
    "shared_pages_by_the_call_itself": """
libc.mmap.restype = ctypes.c_void_p
def step():
    at = libc.mmap(None, ctypes.c_size_t(16 * MB), 3, 0x21, -1, ctypes.c_long(0))
    if at in (None, 2**64 - 1):
        raise OSError
    ctypes.memset(at, 1, 16 * MB)
    libc.madvise(ctypes.c_void_p(at), ctypes.c_size_t(16 * MB), 4)
    return 16 * MB
""",
    "memory_without_a_file": """
def step():
    fd = os.memfd_create("x")
    keep.append(fd)
    return os.write(fd, bytes(16 * MB))
""",
    "deleted_files": """
def step():
    for folder in ("/dev/shm", "/tmp", "."):
        path = os.path.join(folder, f"{os.getpid()}-{len(keep)}")
        fd = os.open(path, os.O_CREAT | os.O_RDWR)
        os.unlink(path)
        keep.append(fd)
        os.posix_fallocate(fd, 0, MB)
        pages = mmap.mmap(fd, MB)
        pages.write(bytes(MB))
        pages.madvise(mmap.MADV_DONTNEED)
        keep.append(pages)
    return 3 * MB
""",
    "pages_of_its_own": """
def step():
    keep.append(bytearray(b"x") * (4 * MB))
    return 4 * MB
""",
    "system_v": """
libc.shmat.restype = ctypes.c_void_p
def step():
    number = libc.shmget(0, ctypes.c_size_t(16 * MB), 0o1600)
    if number < 0:
        raise OSError
    ctypes.memset(libc.shmat(number, None, 0), 1, 16 * MB)
    return 16 * MB
""",
    "locks_of_ranges": """
fd = os.open("locked", os.O_CREAT | os.O_RDWR)
def step():
    for i in range(1000):
        fcntl.lockf(fd, fcntl.LOCK_EX, 1, 2 * i + 2000 * len(keep))
    keep.append(0)
    return 1000 * 200
""",
}
HOGS = {
    f"{name}_{where}": FILL + step + f"{call}(step)"
    for name, step in STEPS.items()
    for where, call in (("alone", "until_refused"), ("of_many", "in_children"))
}
