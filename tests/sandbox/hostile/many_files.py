# ends: ERROR, alive
n = 0
while True:
    n += 1
    with open(f"file{n}", "wb") as file:
        file.write(b"x" * 10**6)
