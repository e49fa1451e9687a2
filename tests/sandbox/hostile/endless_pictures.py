# ends: OUTPUT_LIMIT, alive
from IPython.display import Image, display

data = b"\x89PNG\r\n\x1a\n" + bytes(10**6)
while True:
    display(Image(data=data, format="png"))
