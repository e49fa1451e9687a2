# ends: PASSED, alive
import os
from pathlib import Path

seen = [str(p) for top in ("/root", "/home") for p in Path(top).rglob("*") if p.is_file()]
strange = [p for p in seen if "/lib/python3" not in p and "/bin/" not in p and "/lib/" not in p]
print("REACHED" if strange else "nothing", strange[:3], os.path.exists("/etc/shadow") and "REACHED shadow")
