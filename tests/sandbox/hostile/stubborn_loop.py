# ends: TIME_LIMIT, dead
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
