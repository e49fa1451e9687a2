# ends: ERROR, alive
import nbgrader

print("REACHED", nbgrader)
