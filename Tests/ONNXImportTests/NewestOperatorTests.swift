import Diagnostics
import Tensors
import Testing

/// What came with version 24 of the operators.
@Suite struct NewestOperatorTests {

  private func run(
    _ op: String, _ inputs: [Tensor], _ attributes: [(String, WrittenNode.Attribute)] = [],
    opset: Int = 24
  ) throws -> Tensor {
    let names = inputs.indices.map { "x\($0)" }
    return try WrittenModel(
      nodes: [WrittenNode(op: op, inputs: names, attributes: attributes)],
      inputs: zip(names, inputs).map { (name: $0, tensor: $1) }, opset: opset
    ).run()[0]
  }

  /// Of what is out of range the low bits are kept, as the reference does from version 24 on.
  @Test func integersOfFourBits() throws {
    let x = Tensor([-9, -8, 7, 8, 15] as [Float])
    let (signed, unsigned) = (
      [("to", WrittenNode.Attribute.integer(22))], [("to", WrittenNode.Attribute.integer(21))]
    )
    #expect(try run("Cast", [x], signed).ints == [7, -8, 7, -8, -1])
    #expect(try run("Cast", [x], signed, opset: 23).ints == [-8, -8, 7, 7, 7])
    #expect(try run("Cast", [x], unsigned).ints == [7, 8, 7, 8, 15])
    #expect(try run("Cast", [x], unsigned, opset: 23).ints == [0, 0, 7, 8, 15])
  }

  @Test func floatsOfFourBits() throws {
    let x = Tensor([.nan, 9, -.infinity, -3.5] as [Float])
    let type = [("to", WrittenNode.Attribute.integer(23))]
    #expect(try run("Cast", [x], type).bytes == [8, 7, 15, 14])
    #expect(try run("Cast", [x], type, opset: 23).bytes == [7, 7, 15, 14])
  }

  @Test func powersOfTwo() throws {
    let x = Tensor([0, 0.124, 0.25, 1.1, 1.5, 8, 3e38, .nan] as [Float])
    func exponents(_ rounding: String?, _ saturates: Bool = true) throws -> [UInt8] {
      var attributes: [(String, WrittenNode.Attribute)] = [
        ("to", .integer(24)), ("saturate", .integer(saturates ? 1 : 0)),
      ]
      if let rounding { attributes.append(("round_mode", .text(rounding))) }
      let result = try run("Cast", [x], attributes)
      #expect(result.elementType == .float8E8M0)
      return result.bytes
    }
    #expect(try exponents(nil) == [0, 124, 125, 128, 128, 130, 254, 255])
    #expect(try exponents("down") == [0, 123, 125, 127, 127, 130, 254, 255])
    #expect(try exponents("nearest") == [0, 124, 125, 127, 128, 130, 254, 255])
    #expect(try exponents("nearest", false) == [255, 124, 125, 127, 128, 130, 255, 255])
    let error = #expect(throws: Diagnostic.self) { try exponents("sideways") }
    #expect(error.map { "\($0)" }?.contains("`sideways` is no way to round") == true)
    let scale = Tensor(.float8E8M0, [2], [ExponentFloat(4), ExponentFloat(0.5)])
    #expect(try run("Cast", [scale], [("to", .integer(1))]).doubles == [4, 0.5])
  }

  @Test func resultsHaveTheTypeThatIsAskedFor() throws {
    let x = Tensor([2, -3] as [Int8])
    let axis: [(String, WrittenNode.Attribute)] = [("axis", .integer(0))]
    let scale = Tensor(.float8E8M0, [2], [ExponentFloat(4), ExponentFloat(0.5)])
    let real = try run("DequantizeLinear", [x, scale], axis + [("output_dtype", .integer(1))])
    #expect(real == Tensor([8, -1.5] as [Float]))
    let error = #expect(throws: Diagnostic.self) { try run("DequantizeLinear", [x, scale], axis) }
    #expect(error.map { "\($0)" }?.contains("`output_dtype`") == true)
    let wide = try run(
      "DequantizeLinear", [x, Tensor([0.5, 2] as [Float])], axis + [("output_dtype", .integer(11))])
    #expect(wide == Tensor([1, -6] as [Double]))
  }

  // MARK: TensorScatter

  private let cache = Tensor([2, 3, 1], [1, 2, 3, 4, 5, 6] as [Float])
  private let update = Tensor([2, 2, 1], [7, 8, 9, 10] as [Float])

  private func scattered(
    _ starts: [Int64], _ mode: String, _ axis: Int = -2
  ) throws -> [Double] {
    try run(
      "TensorScatter", [cache, update] + (starts.isEmpty ? [] : [Tensor(starts)]),
      [("mode", .text(mode)), ("axis", .integer(axis))]
    ).doubles
  }

  @Test func cachesTakeRows() throws {
    #expect(try scattered([1, 0], "linear") == [1, 7, 8, 9, 10, 6])
    #expect(try scattered([], "linear") == [7, 8, 3, 9, 10, 6])
    #expect(try scattered([2, 1], "circular") == [8, 2, 7, 4, 9, 10])
  }

  @Test(arguments: [
    ([2, 0], "linear", -2, "position 3 of an axis of 3"),
    ([0, 0], "round", -2, "`mode` is `round`"),
    ([0, 0], "linear", 0, "`axis` is that of the samples"),
    ([0, 0], "linear", 2, "an update of [2, 2, 1] for a cache of [2, 3, 1]"),
  ])
  func cachesRefuse(_ starts: [Int64], _ mode: String, _ axis: Int, _ reason: String) throws {
    let error = #expect(throws: Diagnostic.self) { try scattered(starts, mode, axis) }
    #expect(error.map { "\($0)" }?.contains(reason) == true, "\(error.map { "\($0)" } ?? "")")
  }

}
