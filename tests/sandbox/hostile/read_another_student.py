# ends: ERROR, alive
import os

print("REACHED", os.listdir("{course}/submitted/someone-else"))
