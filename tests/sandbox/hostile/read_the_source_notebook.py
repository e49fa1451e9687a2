# ends: ERROR, alive
print("REACHED", open("{course}/source/a/a.ipynb").read())
