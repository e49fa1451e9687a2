# ends: PASSED, alive
from IPython.display import HTML, Javascript, display

display(Javascript("alert(1)"), HTML("<b>bold</b>"))
display({"application/x-evil": "REACHED", "text/latex": "REACHED", "image/svg+xml": "<svg>REACHED</svg>"}, raw=True)
display({"image/png": "bm90IGEgcGljdHVyZQ=="}, raw=True)
