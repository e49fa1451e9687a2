# ends: PASSED, alive
print("\ud800 " * 3)
print("\udfff" * 1000)
"\ud800"
