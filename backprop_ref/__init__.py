"""The reference of the course: backpropagation in plain numpy, pure functions, the folder is the theory.

In the order of the theory, which is the order of the imports::

    steps               tables of functions that call one another through the table
    primitives          what a node of a graph computes, and its derivatives, as a table
    graph               computation graphs and reverse mode on any of them
    operation_counts    what derivatives cost on a graph: forward mode, reverse mode, finite differences
    answers             reading what strangers return
    graph_structure     whether two graphs differ in more than the names of their nodes
    lecture_function    the lecture's running example
    matrix_calculus     derivatives in denominator layout, the chain rule
    polls               the lecture's poll under other letters, and with the right product among its options
    activations         the eight functions of the lecture's table and their derivatives
    losses              squared error, softmax with cross-entropy
    network             forward computation, deltas, gradients: the lecture's algorithm
    network_graph       the same network as a computation graph
    exercise_graphs     the graphs that students write down
    drawings            drawings of networks as data, in both conventions, and each convention broken
    costs               multiplications of a forward pass, of reverse mode, of central differences
    finite_differences  derivatives from values alone, and how far they can be trusted
    suspects            functions that compute a gradient, rightly or with a mistake that is drawn
    differentiability   where there is a gradient, a subgradient, a useless one, none
    data_sets           two moons, handwritten digits
    training            gradient descent, SGD, L2, empirical risk
    own_network         a network of one's own: any loss by one backpropagation, starts, mini-batches, stopping
    rounding            how far rounding can move a gradient
    drawn_once          a random draw that is remembered: a hidden test needs it twice
    sampling            random networks on which mistakes show
    beyond_differences  inputs at which differences have no digits left
    mistakes            what students really write, as switches

Notation and conventions are those of the lecture: one example per column, the bias in column 0 of W^(l), a row of ones
on top of o^(l), squared error without 1/2, denominator layout.
"""
