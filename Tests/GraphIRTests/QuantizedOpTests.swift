import Diagnostics
import GraphIR
import Tensors
import Testing

/// One call of an operator on small tensors, and what it gives.
struct OpCase: Sendable, CustomTestStringConvertible {

  var op: String
  var operands: [Tensor]
  var attributes: [String: AttributeValue] = [:]
  var result: Tensor

  var testDescription: String { "\(op) \(operands.map(\.description))" }

  /// The value of the call and the type that inference finds for it.
  func run() throws -> (Tensor, ValueType) {
    let op = try #require(Op.named(op))
    var given = Attributes()
    for (name, value) in attributes { given[name] = value }
    let types = operands.map { ValueType.tensor($0.shape.map { $0 }, $0.elementType) }
    let input = InferenceInput(
      types: types, constants: operands.map { _ in nil }, attributes: given)
    let value = try op.evaluate(operands.map(Value.tensor), given)
    return (try value.asTensor(), try op.infer(input))
  }

}

@Suite struct QuantizedOpTests {

  private static func int8(_ shape: [Int], _ values: [Int8]) -> Tensor { Tensor(shape, values) }
  private static func int32(_ shape: [Int], _ values: [Int32]) -> Tensor { Tensor(shape, values) }
  private static func float(_ shape: [Int], _ values: [Float]) -> Tensor { Tensor(shape, values) }

  private static let cases: [OpCase] = [
    // 127 · 127 · 2 does not fit 16 bits.
    OpCase(
      op: "nn.conv2d",
      operands: [int8([1, 2, 1, 1], [127, 127]), int8([1, 2, 1, 1], [127, 127])],
      attributes: ["out_dtype": .text("int32")], result: int32([1, 1, 1, 1], [32258])),
    OpCase(
      op: "nn.conv2d",
      operands: [int8([1, 1, 2, 2], [1, 2, 3, 4]), int8([1, 1, 2, 2], [1, 1, 1, -1])],
      attributes: [
        "out_dtype": .text("int32"), "padding": .list([.integer(1)]),
        "strides": .list([.integer(2), .integer(2)]),
      ], result: int32([1, 1, 2, 2], [-1, 2, -3 + 6, 4].map { Int32($0) })),
    OpCase(
      op: "nn.conv2d",
      operands: [float([1, 1, 2, 2], [1, 2, 3, 4]), float([1, 1, 2, 1], [2, 1])],
      attributes: ["data_layout": .text("NHWC"), "kernel_layout": .text("HWIO")],
      result: float([1, 1, 2, 1], [4, 10])),
    OpCase(
      op: "nn.dense", operands: [int8([2, 2], [1, 2, 3, 4]), int8([1, 2], [-128, -128])],
      attributes: ["out_dtype": .text("int32")], result: int32([2, 1], [-384, -896])),
    OpCase(
      op: "nn.bias_add", operands: [int32([1, 2, 1, 1], [1, 2]), int32([2], [10, 20])],
      result: int32([1, 2, 1, 1], [11, 22])),
    OpCase(
      op: "right_shift", operands: [int32([4], [-5, 5, -1, 8]), int32([], [1])],
      result: int32([4], [-3, 2, -1, 4])),
    OpCase(
      op: "add", operands: [int32([1], [.max]), int32([1], [1])], result: int32([1], [.min])),
    OpCase(
      op: "clip", operands: [int32([3], [-200, 7, 200])],
      attributes: ["a_min": .real(-128), "a_max": .real(127)],
      result: int32([3], [-128, 7, 127])),
    OpCase(
      op: "cast", operands: [int32([3], [-128, 127, 256])], attributes: ["dtype": .text("int8")],
      result: int8([3], [-128, 127, 0])),
    OpCase(
      op: "qnn.quantize",
      operands: [
        float([6], [0.5, 1.5, -0.5, -1.5, 1000, -1000]), float([], [1]), int8([], [0]),
      ], result: int8([6], [0, 2, 0, -2, 127, -128])),
    OpCase(
      op: "qnn.quantize",
      operands: [float([1, 2], [1, 1]), float([2], [0.5, 0.25]), int8([2], [1, -1])],
      attributes: ["axis": .integer(1)], result: int8([1, 2], [3, 3])),
    OpCase(
      op: "qnn.dequantize", operands: [int8([2], [-128, 127]), float([], [0.5]), int8([], [-1])],
      result: float([2], [-63.5, 64])),
    OpCase(
      op: "qnn.requantize",
      operands: [
        int32([4], [1, 3, -1, 1000]), float([], [0.5]), int32([], [0]), float([], [1]),
        int8([], [0]),
      ], attributes: ["rounding": .text("TOEVEN")], result: int8([4], [0, 2, 0, 127])),
    // Relay's default: halves go up.
    OpCase(
      op: "qnn.requantize",
      operands: [
        int32([4], [1, 3, -1, 1000]), float([], [0.5]), int32([], [0]), float([], [1]),
        int8([], [0]),
      ], result: int8([4], [1, 2, 0, 127])),
    OpCase(
      op: "qnn.requantize",
      operands: [
        int32([4], [1, 3, -1, -3]), float([], [0.5]), int32([], [0]), float([], [1]), int8([], [0]),
      ], attributes: ["rounding": .text("UPWARD")], result: int8([4], [1, 2, 0, -1])),
    OpCase(
      op: "qnn.conv2d",
      operands: [
        int8([1, 1, 1, 2], [3, 5]), int8([1, 1, 1, 2], [2, 4]), int32([], [1]), int32([], [1]),
        float([], [1]), float([], [1]),
      ], result: int32([1, 1, 1, 1], [14])),
    OpCase(
      op: "nn.max_pool2d", operands: [int8([1, 1, 2, 2], [-4, -3, -2, -1])],
      attributes: ["pool_size": .list([.integer(2), .integer(2)])],
      result: int8([1, 1, 1, 1], [-1])),
    OpCase(
      op: "nn.global_avg_pool2d", operands: [float([1, 2, 1, 2], [1, 2, 3, 5])],
      result: float([1, 2, 1, 1], [1.5, 4])),
    OpCase(
      op: "nn.batch_flatten", operands: [int8([1, 2, 1, 2], [1, 2, 3, 4])],
      result: int8([1, 4], [1, 2, 3, 4])),
    OpCase(
      op: "reshape", operands: [int8([2, 3, 2], Array(0 ..< 12))],
      attributes: ["newshape": .list([.integer(0), .integer(-1)])],
      result: int8([2, 6], Array(0 ..< 12))),
    OpCase(
      op: "reshape", operands: [int8([2, 3, 4], Array(0 ..< 24))],
      attributes: ["newshape": .list([.integer(-3), .integer(-4), .integer(-1), .integer(2)])],
      result: int8([6, 2, 2], Array(0 ..< 24))),
  ]

  @Test(arguments: cases)
  func givesWhatItShould(_ testCase: OpCase) throws {
    let (value, type) = try testCase.run()
    #expect(value.elementType == testCase.result.elementType)
    #expect(value.shape == testCase.result.shape)
    #expect(value.doubles == testCase.result.doubles)
    #expect(type == .tensor(value.shape.map { $0 }, value.elementType))
  }

  /// Operands that do not go together are reported, not trapped on.
  @Test func refusesWhatDoesNotFit() {
    let refused: [OpCase] = [
      OpCase(
        op: "nn.conv2d",
        operands: [
          Self.int8([1, 3, 2, 2], .init(repeating: 0, count: 12)),
          Self.int8([1, 2, 1, 1], [0, 0]),
        ], result: Tensor(scalar: Int8(0))),
      OpCase(
        op: "add", operands: [Self.int8([2], [0, 0]), Self.int8([3], [0, 0, 0])],
        result: Tensor(scalar: Int8(0))),
      OpCase(
        op: "reshape", operands: [Self.int8([3], [0, 0, 0])],
        attributes: ["newshape": .list([.integer(2), .integer(-1)])],
        result: Tensor(scalar: Int8(0))),
    ]
    for testCase in refused {
      #expect(throws: Diagnostic.self) { try testCase.run() }
    }
  }

}
