# ends: PASSED, alive
from pathlib import Path

for folder in ("/", "/usr/bin", "/usr/lib", "/nursery", "/nursery/inside", "/nursery/packages/numpy", "/dev", "/etc"):
    try:
        Path(folder, "left-behind").write_text("x")
        print("REACHED", folder)
    except OSError:
        pass
