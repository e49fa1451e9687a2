# ends: MEMORY_LIMIT, any
hog = []
while True:
    hog.append(bytearray(10**7))
