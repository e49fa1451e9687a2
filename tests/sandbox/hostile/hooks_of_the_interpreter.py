# ends: PASSED, alive
import gc
import sys
import threading


def trace(*arguments):
    raise MemoryError


sys.settrace(trace) if False else None
sys.setrecursionlimit(60)
threading.excepthook = sys.excepthook = lambda *a: None
gc.callbacks.append(lambda *a: None)
