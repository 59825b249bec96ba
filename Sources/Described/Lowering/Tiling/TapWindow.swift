import Tensors

/// How a kernel moves over rows and columns; effects have windows of another kind.
typealias TapWindow = Window
