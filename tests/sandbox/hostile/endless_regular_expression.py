# ends: TIME_LIMIT, any
import re

re.match(r"(a+)+b", "a" * 60)
