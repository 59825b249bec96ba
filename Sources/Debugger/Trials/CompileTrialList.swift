import Diagnostics
import GraphIR
import Tensors

/// The trials, in the order in which they are told. Channels are no multiples of anything, so that
/// blocks have a rest.
let allCompileTrials: [CompileTrial] = [
  CompileTrial(name: "convolution 3x3", operators: ["nn.conv2d"]) { m throws(Diagnostic) in
    let x = m.input([1, 5, 6, 7])
    return try m.call(Elementwise.relu, [try m.convolution(x, from: 5, to: 19, 3)])
  },
  CompileTrial(name: "convolution 1x1, stride 2", operators: ["nn.conv2d"]) {
    m throws(Diagnostic) in
    try m.convolution(m.input([1, 19, 6, 7]), from: 19, to: 6, 1, stride: 2)
  },
  CompileTrial(name: "depthwise convolution", operators: ["nn.conv2d"]) { m throws(Diagnostic) in
    try m.convolution(m.input([1, 6, 5, 5]), from: 6, to: 6, 3, groups: 6)
  },
  CompileTrial(name: "dense layer", operators: ["nn.dense"]) { m throws(Diagnostic) in
    try m.dense(m.input([1, 37]), from: 37, to: 10)
  },
  CompileTrial(name: "addition", operators: ["add"]) { m throws(Diagnostic) in
    let x = m.input([1, 5, 4, 4])
    let (a, b) = (
      try m.convolution(x, from: 5, to: 6, 1), try m.convolution(x, from: 5, to: 6, 1)
    )
    // Floats are not rounded before they are used again.
    return try m.convolution(try m.call(Arithmetic.add, [a, b]), from: 6, to: 5, 1)
  },
  CompileTrial(name: "maximum pooling", operators: ["nn.max_pool2d"]) { m throws(Diagnostic) in
    let a = try m.convolution(m.input([1, 5, 6, 6]), from: 5, to: 6, 1)
    let pooled = try m.call(
      MaxPool.op2D, [a], MaxPool.keys2D.settings(Window(kernel: [2, 2], strides: [2, 2])))
    return try m.convolution(pooled, from: 6, to: 5, 1)
  },
  CompileTrial(name: "mean of a channel", operators: TrialModel.means) {
    m throws(Diagnostic) in
    let a = try m.convolution(m.input([1, 5, 4, 4]), from: 5, to: 6, 1)
    return try m.call(GlobalPool.average, [a])
  },
]
