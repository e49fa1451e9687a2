# ends: TIME_LIMIT, alive
while True:
    pass
