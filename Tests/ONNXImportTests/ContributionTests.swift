import Diagnostics
import ONNXImport
import Tensors
import Testing

/// Operators of ONNX Runtime's own domain.
@Suite struct ContributionTests {

  private func run(
    _ op: String, _ inputs: [Tensor?], _ attributes: [(String, WrittenNode.Attribute)] = [],
    outputs: [String] = ["y"]
  ) throws -> [Tensor] {
    let names = inputs.indices.map { inputs[$0] == nil ? "" : "x\($0)" }
    let node = WrittenNode(
      op: op, inputs: names, outputs: outputs, attributes: attributes, domain: "com.microsoft")
    let given = zip(names, inputs).compactMap { name, tensor in tensor.map { (name, $0) } }
    return try WrittenModel(nodes: [node], inputs: given, outputs: outputs.filter { !$0.isEmpty })
      .run()
  }

  private static func scale(_ value: Float) -> Tensor { Tensor(scalar: value) }
  private static func zero(_ value: UInt8) -> Tensor { Tensor(scalar: value) }

  /// a = 0.5 · (q - 1), b = q: products of rows and columns.
  private static let a = Tensor([2, 2], [3, 1, 5, 9] as [UInt8])
  private static let b = Tensor([2, 2], [1, 2, 3, 4] as [UInt8])

  /// (2·1 + 0·3, 2·2 + 0·4; 4·1 + 8·3, 4·2 + 8·4) = (2, 4; 28, 40), halves of which they mean.
  @Test func productsOfMatrices() throws {
    let operands = [Self.a, Self.scale(0.5), Self.zero(1), Self.b, Self.scale(1), Self.zero(0)]
    #expect(
      try run("QGemm", operands) == [Tensor([2, 2], [1, 2, 14, 20] as [Float])])
    let bias = Tensor([2] as [Int32])
    #expect(
      try run("QGemm", operands + [bias], [("alpha", .float(2))])
        == [Tensor([2, 2], [4, 6, 30, 42] as [Float])])
    // Quarters of 2 and 4 are 0.5 and 1: a half goes to the even number.
    #expect(
      try run("QGemm", operands + [nil, Self.scale(2), Self.zero(10)], [("transB", .integer(0))])
        == [Tensor([2, 2], [10, 11, 17, 20] as [UInt8])])
    #expect(
      try run(
        "MatMulIntegerToFloat",
        [Self.a, Self.b, Self.scale(0.5), Self.scale(1), Self.zero(1), Self.zero(0)])
        == [Tensor([2, 2], [1, 2, 14, 20] as [Float])])
  }

  /// 255 is the scale's greatest number, so that halves of it are exact.
  @Test func productsOfFloatsThatAreQuantized() throws {
    let x = Tensor([1, 2], [0, 255] as [Float])
    #expect(
      try run("DynamicQuantizeMatMul", [x, Self.b, Self.scale(0.5)])
        == [Tensor([1, 2], [382.5, 510] as [Float])])
  }

  @Test func productsOfTransposedMatrices() throws {
    let x = Tensor([2, 1, 3], [1, 2, 3, 4, 5, 6] as [Float])
    let y = Tensor([2, 1, 3], [1, 1, 1, 2, 2, 2] as [Float])
    #expect(
      try run("FusedMatMul", [x, y], [("transB", .integer(1)), ("alpha", .float(0.5))])
        == [Tensor([2, 1, 1], [3, 15] as [Float])])
    // One batch of two rows.
    let wide = try run(
      "FusedMatMul", [x, y],
      [
        ("transBatchA", .integer(1)), ("transB", .integer(1)),
        ("transBatchB", .integer(1)),
      ])
    #expect(wide == [Tensor([1, 2, 2], [6, 12, 15, 30] as [Float])])
  }

  /// x = q - 1 of one image with its channels last.
  @Test func poolsOfQuantizedImages() throws {
    let x = Tensor([1, 2, 2, 1], [1, 3, 5, 7] as [UInt8])
    let operands = [x, Self.scale(1), Self.zero(1), Self.scale(0.5), Self.zero(2)]
    let last: (String, WrittenNode.Attribute) = ("channels_last", .integer(1))
    #expect(
      try run("QLinearGlobalAveragePool", operands, [last])
        == [Tensor([1, 1, 1, 1], [8] as [UInt8])])
    #expect(
      try run("QLinearAveragePool", operands, [last, ("kernel_shape", .integers([1, 2]))])
        == [Tensor([1, 2, 1, 1], [4, 12] as [UInt8])])
    #expect(
      try run("QLinearReduceMean", operands, [("axes", .integers([1, 2, 3]))])
        == [Tensor([1, 1, 1, 1], [8] as [UInt8])])
  }

  @Test func quantizedChoices() throws {
    let (x, y) = (Tensor([10, 10] as [UInt8]), Tensor([4] as [UInt8]))
    let condition = Tensor([true, false])
    #expect(
      try run(
        "QLinearWhere",
        [
          condition, x, Self.scale(1), Self.zero(0), y, Self.scale(0.5), Self.zero(0),
          Self.scale(2), Self.zero(1),
        ]) == [Tensor([6, 2] as [UInt8])])
  }

  @Test func convolutionsWithActivations() throws {
    let x = Tensor([1, 1, 1, 3], [1, -2, 3] as [Float])
    let w = Tensor([1, 1, 1, 1], [2] as [Float])
    let more = Tensor([1, 1, 1, 3], [1, 1, 1] as [Float])
    #expect(
      try run("FusedConv", [x, w, nil, more], [("activation", .text("Relu"))])
        == [Tensor([1, 1, 1, 3], [3, 0, 7] as [Float])])
    #expect(
      try run(
        "FusedConv", [x, w],
        [("activation", .text("Clip")), ("activation_params", .floats([-1, 5]))])
        == [Tensor([1, 1, 1, 3], [2, -1, 5] as [Float])])
    let error = #expect(throws: Diagnostic.self) {
      try run("FusedConv", [x, w], [("activation", .text("Sine"))])
    }
    #expect(error?.notes.contains { $0.contains("`activation` = `Sine`") } == true)
  }

  /// The sum is 1 and 3: -1 and 1 around their mean.
  @Test func normalizationOfASum() throws {
    let (x, skip) = (Tensor([1, 1, 2], [0, 1] as [Float]), Tensor([1, 1, 2], [1, 2] as [Float]))
    let results = try run(
      "SkipLayerNormalization", [x, skip, Tensor([2, 2] as [Float]), Tensor([1, 1] as [Float])],
      outputs: ["y", "", "", "sum"])
    #expect(results[1] == Tensor([1, 1, 2], [1, 3] as [Float]))
    for (found, expected) in zip(results[0].doubles, [-1, 3] as [Double]) {
      #expect(abs(found - expected) < 1e-5)
    }
  }

  @Test func smoothGates() throws {
    let (x, bias) = (Tensor([1] as [Float]), Tensor([1] as [Float]))
    let expected: [(String, [Tensor], Double)] = [
      ("Gelu", [x], 0.8413447), ("BiasGelu", [x, bias], 1.9544997),
      ("FastGelu", [x], 0.8411920), ("FastGelu", [x, bias], 1.9545977),
      ("QuickGelu", [x], 0.8457958),
    ]
    for (op, operands, value) in expected {
      let found = try run(op, operands)[0].doubles[0]
      #expect(abs(found - value) < 1e-5, "\(op): \(found)")
    }
  }

}
