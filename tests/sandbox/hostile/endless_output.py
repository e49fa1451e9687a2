# ends: OUTPUT_LIMIT, alive
while True:
    print("all work and no play")
