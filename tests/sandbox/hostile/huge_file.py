# ends: ERROR, alive
with open("huge", "wb") as file:
    while True:
        file.write(b"x" * 10**6)
