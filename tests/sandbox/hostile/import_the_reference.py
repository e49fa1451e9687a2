# ends: ERROR, alive
import backprop_ref

print("REACHED", backprop_ref)
