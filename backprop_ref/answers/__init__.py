"""Reading what strangers return: every value gives what was meant, or one sentence on why it cannot be read.

An answer may be of any type, size and nesting. Each module asks for the type before it looks inside, and for the number
of entries before it builds anything of them; nothing here raises, and no answer costs more than its cap.

    graph       a computation graph {name: (operation, parents)}
    weights     the weights {1: W^(1), ...} of a trained network
    poll        a letter, a shape, a pair of layouts
    drawing     which drawing it is, and what is wrong with it
    classes     one of a few words for each of a few cases
"""
