# ends: ERROR, alive
print("REACHED", open("{course}/gradebook.db", "rb").read())
