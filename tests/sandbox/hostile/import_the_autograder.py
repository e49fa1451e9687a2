# ends: ERROR, alive
import autograder

print("REACHED", autograder)
