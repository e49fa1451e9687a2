# ends: TIME_LIMIT, any
class Endless(Exception):
    def __str__(self):
        while True:
            pass


raise Endless
