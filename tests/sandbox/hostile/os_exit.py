# ends: DIED
import os

os._exit(0)
