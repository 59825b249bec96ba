import Diagnostics
import ONNXImport
import Tensors
import Testing

/// Operators as the first versions of ONNX wrote them.
@Suite struct OldFormTests {

  private func run(
    _ op: String, _ inputs: [Tensor], _ attributes: [(String, WrittenNode.Attribute)] = [],
    opset: Int = 6, outputs: [String] = ["y"]
  ) throws -> [Tensor] {
    let names = inputs.indices.map { "x\($0)" }
    let node = WrittenNode(op: op, inputs: names, outputs: outputs, attributes: attributes)
    var model = WrittenModel(
      nodes: [node], inputs: Array(zip(names, inputs)), outputs: outputs)
    model.opset = opset
    return try model.run(known: Array(names.dropFirst()))
  }

  private static let image = Tensor([1, 2, 2, 1], [1, 2, 3, 4] as [Float])

  /// A vector at the axis of the channels, and at the last one.
  @Test func operandsAreAligned() throws {
    let channels = Tensor([10, 20] as [Float])
    let broadcast: (String, WrittenNode.Attribute) = ("broadcast", .integer(1))
    #expect(
      try run("Add", [Self.image, channels], [broadcast, ("axis", .integer(1))])
        == [Tensor([1, 2, 2, 1], [11, 12, 23, 24] as [Float])])
    #expect(
      try run("Mul", [Self.image, Tensor([3] as [Float])], [broadcast])
        == [Tensor([1, 2, 2, 1], [3, 6, 9, 12] as [Float])])
    #expect(throws: Diagnostic.self) { try run("Add", [Self.image, channels]) }
  }

  @Test func slopesBelongToChannels() throws {
    let x = Tensor([1, 2, 1, 2], [-1, 1, -1, 1] as [Float])
    #expect(
      try run("PRelu", [x, Tensor([2, 4] as [Float])])
        == [Tensor([1, 2, 1, 2], [-2, 1, -4, 1] as [Float])])
  }

  @Test func shapesWereAttributes() throws {
    #expect(
      try run("Reshape", [Self.image], [("shape", .integers([2, -1]))], opset: 4)[0].shape == [
        2, 2,
      ])
    let scales: [(String, WrittenNode.Attribute)] = [
      ("height_scale", .float(1)), ("width_scale", .float(2)),
    ]
    #expect(
      try run("Upsample", [Self.image], scales, opset: 1)
        == [Tensor([1, 2, 2, 2], [1, 1, 2, 2, 3, 3, 4, 4] as [Float])])
    let pads: (String, WrittenNode.Attribute) = ("paddings", .integers([0, 1]))
    #expect(
      try run("Pad", [Tensor([1] as [Float])], [pads], opset: 1) == [Tensor([1, 0] as [Float])])
  }

  @Test func typesWereTexts() throws {
    #expect(
      try run("Cast", [Tensor([1.5] as [Float])], [("to", .text("INT32"))], opset: 1)
        == [Tensor([1] as [Int32])])
  }

  @Test func oneAxisWasRepeated() throws {
    let (times, axis) = (Tensor(scalar: Int64(2)), Tensor(scalar: Int64(1)))
    #expect(
      try run("Tile", [Tensor([1, 2], [1, 2] as [Float]), times, axis], opset: 1)
        == [Tensor([1, 4], [1, 2, 1, 2] as [Float])])
  }

  @Test func widthsWereAnInput() throws {
    let widths = Tensor([1, 2] as [Int64])
    #expect(
      try run("Split", [Tensor([1, 2, 3] as [Float]), widths], opset: 1, outputs: ["y", "z"])
        == [Tensor([1] as [Float]), Tensor([2, 3] as [Float])])
  }

  @Test func tensorsWereJoinedAtTheSecondAxis() throws {
    let x = Tensor([1, 1], [1] as [Float])
    #expect(try run("Concat", [x, x], opset: 1)[0].shape == [1, 2])
    #expect(throws: Diagnostic.self) { try run("Concat", [x, x], opset: 4) }
  }

  /// (x - 1) / √4 · 2 + 3, for each element of an image or for each channel.
  @Test func normalizationWasPerElement() throws {
    let x = Tensor([1, 2, 1], [1, 3] as [Float])
    func filled(_ values: [Float], _ shape: [Int]) -> Tensor { Tensor(shape, values) }
    for (spatial, shape) in [(0, [2, 1]), (1, [2])] {
      let operands = [[2, 2], [3, 3], [1, 1], [4, 4]].map { filled($0, shape) }
      let result = try run(
        "BatchNormalization", [x] + operands,
        [
          ("spatial", .integer(spatial)), ("is_test", .integer(1)), ("epsilon", .float(0)),
          ("consumed_inputs", .integers([0, 0, 0, 1, 1])),
        ])
      #expect(result == [Tensor([1, 2, 1], [3, 5] as [Float])])
    }
  }

}
