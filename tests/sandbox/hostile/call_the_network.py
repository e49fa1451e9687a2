# ends: PASSED, alive
import socket

for family, place in (
    (socket.AF_INET, ("127.0.0.1", int("{port}"))),
    (socket.AF_INET, ("192.0.2.1", 80)),
    (socket.AF_INET6, ("::1", int("{port}"))),
    (socket.AF_UNIX, "\0{abstract}"),
    (40, (2, 1024)),
):
    try:
        with socket.socket(family) as s:
            s.settimeout(1)
            s.connect(place)
            print("REACHED", place)
    except OSError:
        pass
