# ends: ERROR, alive
quit()
