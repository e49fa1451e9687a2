# ends: OUTPUT_LIMIT, alive
class Long:
    def __repr__(self):
        return "x" * 10**7


Long()
