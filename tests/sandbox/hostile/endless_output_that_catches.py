# ends: OUTPUT_LIMIT TIME_LIMIT, any
while True:
    try:
        print("all work and no play")
    except BaseException:
        pass
