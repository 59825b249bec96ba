import GraphIR
import Support
import Tensors
import TestKit

/// What `simplify` brings to one form, and what it leaves.
enum SimplifyCases {

  static let all: [SimplifyTests.Case] = constants + limits + shapes + windows

  private static let constants: [SimplifyTests.Case] = [
    .init("a product of a matrix that is still to be turned", ["nn.dense", "nn.bias_add"]) { n in
      let x = n.input([n.pick(1 ... 3), 8])
      let w = try n.call("transpose", [n.constant(n.numbers([8, 5]))])
      return try n.call("add", [n.call("nn.dense", [x, w]), n.constant(n.numbers([5]))])
    },
    .init("a batch norm of moments that are still to be computed", ["nn.conv2d", "nn.bias_add"]) {
      n in
      let sum = try n.call(
        "nn.conv2d",
        [n.input([1, 3, 5, 5]), n.call("negative", [n.constant(n.numbers([4, 3, 3, 3]))])])
      let vectors = try (0 ..< 4).map { _ in
        try n.call("abs", [n.constant(n.numbers([4]))])
      }
      return try n.builder.projection(try n.call("nn.batch_norm", [sum] + vectors), 0)
    },
    .init("a difference", ["add"]) { n in
      try n.call("subtract", [n.input([2, 3, 4]), n.constant(n.numbers([3, 1]))])
    },
    .init("a difference behind a product", ["nn.conv2d", "nn.bias_add"]) { n in
      try n.call("subtract", [n.plainConvolution(), n.constant(n.numbers([4, 1, 1]))])
    },
    .init("a product that is taken away", ["nn.dense", "nn.bias_add"]) { n in
      let sum = try n.dense(n.input([2, 6]), 5)
      return try n.call("subtract", [n.constant(n.numbers([5])), sum])
    },
    .init("a quotient", ["multiply"]) { n in
      try n.call("divide", [n.input([2, 5]), n.constant(Tensor([5], [Float(1), 3, 7, -9, 0.1]))])
    },
    .init("a quotient behind a product", ["nn.conv2d"]) { n in
      try n.call("divide", [n.plainConvolution(), n.constant(Tensor(scalar: Float(8)))])
    },
    .init(
      "a bias behind rows that were put together",
      [
        "reshape", "nn.dense", "nn.bias_add",
        "nn.relu", "reshape",
      ]
    ) { n in
      let rows = try n.call(
        "reshape", [n.input([2, 3, 6])], ["newshape": [6, 6].attributeValue])
      let sum = try n.call("nn.dense", [rows, n.constant(n.numbers([4, 6]))])
      let back = try n.call("reshape", [sum], ["newshape": [2, 3, 4].attributeValue])
      return try n.call("nn.relu", [n.call("add", [back, n.constant(n.numbers([4]))])])
    },
  ]

  private static let limits: [SimplifyTests.Case] = [
    .init("the greater of 0", ["nn.relu"]) { n in
      try n.call("maximum", [n.input([3, 4]), n.constant(Tensor(scalar: Float(0)))])
    },
    .init("0 and the greater", ["nn.relu"]) { n in
      try n.call("maximum", [n.constant(Tensor([2], [Float(0), 0])), n.input([3, 2])])
    },
    .init("the lesser of the greater", ["clip"]) { n in
      let low = try n.call("maximum", [n.input([3, 4]), n.constant(Tensor(scalar: Float(-1)))])
      return try n.call("minimum", [low, n.constant(Tensor(scalar: Float(0.5)))])
    },
    .init("one limit", ["nn.relu"]) { n in
      try n.call("clip", [n.input([5])], ["a_min": .real(0)])
    },
    .init("the greatest number of the type as a limit", ["nn.relu"]) { n in
      try n.call("clip", [n.input([5])], ["a_min": .real(0), "a_max": .real(3.4028e38)])
    },
    .init("no limit", []) { n in try n.call("clip", [n.input([5])]) },
    .init("limits of limits", ["clip"]) { n in
      var x = n.input([4, 5])
      for _ in 0 ..< 3 {
        let low = Double(n.pick(-2 ... 1))
        x = try n.call(
          "clip", [x], ["a_min": .real(low), "a_max": .real(low + Double(n.pick(0 ... 2)))])
      }
      return x
    },
    .init("limits of what is rectified", ["clip"]) { n in
      try n.call(
        "clip", [n.call("nn.relu", [n.input([4])])], ["a_min": .real(-1), "a_max": .real(2)])
    },
    .init("what is limited, rectified", ["clip"]) { n in
      try n.call(
        "nn.relu", [n.call("clip", [n.input([4])], ["a_min": .real(-1), "a_max": .real(2)])])
    },
    .init("rectified twice", ["nn.relu"]) { n in
      try n.call("nn.relu", [n.call("nn.relu", [n.input([4])])])
    },
  ]

  private static let shapes: [SimplifyTests.Case] = [
    .init("shapes of shapes", ["reshape"]) { n in
      let x = try n.call("squeeze", [n.input([2, 1, 3, 4])], ["axis": [1].attributeValue])
      let y = try n.call("nn.batch_flatten", [x])
      return try n.call("reshape", [y], ["newshape": [4, 2, 3].attributeValue])
    },
    .init("a shape and back", []) { n in
      let x = try n.call("expand_dims", [n.input([2, 3])], ["axis": .integer(1)])
      return try n.call("squeeze", [x], ["axis": [1].attributeValue])
    },
    .init("one row for each sample", ["nn.batch_flatten"]) { n in
      let x = try n.call("reshape", [n.input([2, 3, 4])], ["newshape": [2, 2, 6].attributeValue])
      return try n.call("reshape", [x], ["newshape": [2, 12].attributeValue])
    },
    .init("axes there and back around integers", ["qnn.quantize", "qnn.dequantize"]) { n in
      let x = try n.turned(n.input([1, 3, 4, 5]), [0, 2, 3, 1])
      return try n.turned(n.throughIntegers(x, axis: 3, [0.5, 0.25, 0.125]), [0, 3, 1, 2])
    },
    .init("axes and other axes around integers", ["qnn.quantize", "qnn.dequantize", "transpose"]) {
      n in
      let x = try n.turned(n.input([1, 3, 4, 5]), [0, 2, 3, 1])
      return try n.turned(n.throughIntegers(x, axis: 3, [0.5, 0.25, 0.125]), [3, 0, 1, 2])
    },
    .init("axes there and back around limits", ["clip"]) { n in
      let x = try n.turned(n.input([2, 3, 4]), [2, 0, 1])
      return try n.turned(n.call("clip", [x], ["a_min": .real(-1), "a_max": .real(1)]), [1, 2, 0])
    },
  ]

  private static let windows: [SimplifyTests.Case] = [
    .init("zeros around a convolution", ["nn.conv2d"]) { n in
      let x = try n.padded(n.input([1, 3, 5, 6]), [[0, 0], [0, 0], [1, 2], [0, 3]])
      return try n.call(
        "nn.conv2d", [x, n.constant(n.numbers([4, 3, 3, 3]))],
        ["padding": [n.pick(0 ... 2), 1].attributeValue])
    },
    .init("zeros around a convolution with channels last", ["nn.conv2d"]) { n in
      let x = try n.padded(n.input([1, 5, 6, 3]), [[0, 0], [1, 2], [0, 3], [0, 0]])
      return try n.call(
        "nn.conv2d", [x, n.constant(n.numbers([3, 3, 3, 4]))],
        ["data_layout": .text("NHWC"), "kernel_layout": .text("HWIO")])
    },
    .init("zeros around a pooling of what is not negative", ["nn.relu", "nn.max_pool2d"]) { n in
      let x = try n.call("nn.relu", [n.input([1, 2, 6, 6])])
      return try n.call(
        "nn.max_pool2d", [n.padded(x, [[0, 0], [0, 0], [1, 1], [1, 1]])],
        ["pool_size": [3, 3].attributeValue, "strides": [2, 2].attributeValue])
    },
    .init("the least number around a pooling", ["nn.max_pool2d"]) { n in
      let least = n.constant(Tensor(scalar: -Float.infinity))
      let x = try n.padded(
        n.input([1, 2, 6, 6]), [[0, 0], [0, 0], [1, 0], [0, 1]], with: least)
      return try n.call("nn.max_pool2d", [x], ["pool_size": [2, 2].attributeValue])
    },
    .init("zeros around a mean", ["nn.avg_pool2d"]) { n in
      let x = try n.padded(n.input([1, 2, 6, 6]), [[0, 0], [0, 0], [1, 2], [0, 1]])
      return try n.call("nn.avg_pool2d", [x], ["pool_size": [3, 3].attributeValue])
    },
    .init("a mean under a window of the whole image", ["nn.global_avg_pool2d"]) { n in
      let size = [n.pick(2 ... 5), n.pick(1 ... 5)]
      return try n.call(
        "nn.avg_pool2d", [n.input([2, 3] + size)],
        ["pool_size": size.attributeValue, "strides": [2, 2].attributeValue])
    },
    .init("the mean of each channel", ["nn.global_avg_pool2d", "nn.batch_flatten"]) { n in
      try n.call("mean", [n.input([2, 3, 4, 5])], ["axis": [-1, 2].attributeValue])
    },
    .init("the mean of each channel as an image", ["nn.global_avg_pool2d"]) { n in
      try n.call(
        "mean", [n.input([2, 3, 4, 5])],
        ["axis": [0, 1].attributeValue, "exclude": .flag(true), "keepdims": .flag(true)])
    },
    .init("the mean of channels that come last", ["nn.global_avg_pool2d", "nn.batch_flatten"]) {
      n in
      let x = try n.turned(n.input([2, 3, 4, 5]), [0, 2, 3, 1])
      return try n.call("mean", [x], ["axis": [1, 2].attributeValue])
    },
  ]

  static let kept: [SimplifyTests.Case] = [
    .init("a quotient of integers", ["divide"]) { n in
      try n.call(
        "divide", [n.input("x", [4], .int32), n.constant(Tensor(scalar: Int32(3)))])
    },
    .init("a quotient that no product is near to", ["divide"]) { n in
      try n.call("divide", [n.input([4]), n.constant(Tensor([4], [Float(1), 2, 0x1p127, 4]))])
    },
    .init("a constant less a value", ["subtract"]) { n in
      try n.call("subtract", [n.constant(n.numbers([4])), n.input([4])])
    },
    .init("limits that cross", ["clip", "clip"]) { n in
      let x = try n.call("clip", [n.input([4])], ["a_min": .real(2), "a_max": .real(1)])
      return try n.call("clip", [x], ["a_min": .real(-1), "a_max": .real(1)])
    },
    .init("a limit for each element", ["maximum"]) { n in
      try n.call("maximum", [n.input([2]), n.constant(Tensor([2], [Float(0), 1]))])
    },
    .init("ones around a convolution", ["nn.pad", "nn.conv2d"]) { n in
      let one = n.constant(Tensor(scalar: Float(1)))
      let x = try n.padded(n.input([1, 3, 5, 6]), [[0, 0], [0, 0], [1, 2], [0, 3]], with: one)
      return try n.call("nn.conv2d", [x, n.constant(n.numbers([4, 3, 3, 3]))])
    },
    .init("more channels for a convolution", ["nn.pad", "nn.conv2d"]) { n in
      let x = try n.padded(n.input([1, 2, 5, 6]), [[0, 0], [0, 1], [1, 1], [1, 1]])
      return try n.call("nn.conv2d", [x, n.constant(n.numbers([4, 3, 3, 3]))])
    },
    .init("zeros around a pooling of any sign", ["nn.pad", "nn.max_pool2d"]) { n in
      try n.call(
        "nn.max_pool2d", [n.padded(n.input([1, 2, 6, 6]), [[0, 0], [0, 0], [1, 1], [1, 1]])],
        ["pool_size": [3, 3].attributeValue])
    },
    .init("windows that lie in zeros alone", ["nn.relu", "nn.pad", "nn.max_pool2d"]) { n in
      let x = try n.call("nn.relu", [n.input([1, 2, 4, 4])])
      return try n.call(
        "nn.max_pool2d", [n.padded(x, [[0, 0], [0, 0], [0, 3], [0, 0]])],
        ["pool_size": [2, 2].attributeValue, "strides": [2, 2].attributeValue])
    },
    .init("zeros that do not count in a mean", ["nn.pad", "nn.avg_pool2d"]) { n in
      try n.call(
        "nn.avg_pool2d", [n.padded(n.input([1, 2, 6, 6]), [[0, 0], [0, 0], [1, 1], [1, 1]])],
        ["pool_size": [3, 3].attributeValue, "padding": [1, 1].attributeValue])
    },
    .init("the mean of rows", ["mean"]) { n in
      try n.call("mean", [n.input([2, 3, 4, 5])], ["axis": [2].attributeValue])
    },
    .init(
      "axes that others see",
      [
        "transpose", "nn.relu", "transpose", "nn.batch_flatten",
        "nn.batch_flatten", "add",
      ]
    ) { n in
      let x = try n.turned(n.input([1, 2, 3]), [0, 2, 1])
      let y = try n.call("nn.relu", [x])
      let z = try n.turned(y, [0, 2, 1])
      return try n.call(
        "add", [n.call("nn.batch_flatten", [z]), n.call("nn.batch_flatten", [y])])
    },
  ]

}

extension FloatNetwork {

  fileprivate mutating func plainConvolution() throws -> ID<Node> {
    let x = input([1, 3, pick(3 ... 6), 5])
    return try call("nn.conv2d", [x, constant(numbers([4, 3, 3, 3]))])
  }

  fileprivate mutating func turned(_ x: ID<Node>, _ axes: [Int]) throws -> ID<Node> {
    try call("transpose", [x], ["axes": axes.attributeValue])
  }

  fileprivate mutating func padded(
    _ x: ID<Node>, _ widths: [[Int]], with value: ID<Node>? = nil
  ) throws -> ID<Node> {
    let value = value ?? constant(Tensor(scalar: Float(0)))
    return try call("nn.pad", [x, value], ["pad_width": widths.attributeValue])
  }

  /// Integers of a scale for each position of `axis`, and floats again.
  fileprivate mutating func throughIntegers(
    _ x: ID<Node>, axis: Int, _ scales: [Float]
  ) throws -> ID<Node> {
    let scale = constant(Tensor([scales.count], scales))
    let zero = constant(Tensor(zeros: .int8, [scales.count]))
    let integers = try call("qnn.quantize", [x, scale, zero], ["axis": .integer(axis)])
    return try call("qnn.dequantize", [integers, scale, zero], ["axis": .integer(axis)])
  }

}
