import Diagnostics
import Tensors
import Testing

/// Operators that are made of others, on numbers that can be computed by hand.
@Suite struct FurtherOperatorTests {

  private func run(
    _ op: String, _ inputs: [Tensor], _ attributes: [(String, WrittenNode.Attribute)] = [],
    opset: Int = 23, known: [String] = [], outputs: [String] = ["y"]
  ) throws -> [Tensor] {
    let names = inputs.indices.map { "x\($0)" }
    return try WrittenModel(
      nodes: [WrittenNode(op: op, inputs: names, outputs: outputs, attributes: attributes)],
      inputs: zip(names, inputs).map { (name: $0, tensor: $1) }, outputs: outputs, opset: opset
    ).run(known: known)
  }

  private func expect(_ tensors: [Tensor], near expected: [Double]) {
    let found = tensors.first?.doubles ?? []
    #expect(found.count == expected.count)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 }, "\(found)")
  }

  @Test func infinities() throws {
    let x = Tensor([.infinity, -.infinity, .nan, 1] as [Float])
    #expect(try run("IsInf", [x])[0].ints == [1, 1, 0, 0])
    #expect(try run("IsInf", [x], [("detect_negative", .integer(0))])[0].ints == [1, 0, 0, 0])
    #expect(try run("IsInf", [x], [("detect_positive", .integer(0))])[0].ints == [0, 1, 0, 0])
  }

  @Test func hardmaxTakesTheFirst() throws {
    let x = Tensor([2, 3], [1, 3, 3, 2, 0, 1] as [Float])
    #expect(try run("Hardmax", [x])[0].doubles == [0, 1, 0, 1, 0, 0])
    #expect(try run("Hardmax", [x], [("axis", .integer(0))])[0].doubles == [0, 1, 1, 1, 0, 0])
  }

  @Test func bitsAndShrinking() throws {
    #expect(try run("BitwiseNot", [Tensor([0, 5] as [UInt8])])[0].ints == [255, 250])
    #expect(try run("BitwiseNot", [Tensor([0, 5] as [Int32])])[0].ints == [-1, -6])
    let x = Tensor([-2, 0.5, 2] as [Float])
    let shrunk = try run("Shrink", [x], [("lambd", .float(1.5)), ("bias", .float(1.5))])
    #expect(shrunk[0].doubles == [-0.5, 0, 0.5])
  }

  @Test func groupsAreNormalized() throws {
    let x = Tensor([1, 4, 1], [1, 3, 2, 6] as [Float])
    let (scale, bias) = (Tensor([1, 1, 1, 2] as [Float]), Tensor([0, 0, 0, 1] as [Float]))
    let settings: [(String, WrittenNode.Attribute)] = [
      ("num_groups", .integer(2)), ("epsilon", .float(0)),
    ]
    expect(try run("GroupNormalization", [x, scale, bias], settings), near: [-1, 1, -1, 3])
    let byGroup = [Tensor([1, 2] as [Float]), Tensor([0, 1] as [Float])]
    expect(
      try run("GroupNormalization", [x] + byGroup, settings, opset: 18), near: [-1, 1, -1, 3])
    let rows = Tensor([1, 2], [3, 4] as [Float])
    expect(
      try run("RMSNormalization", [rows, Tensor([1, 2] as [Float])], [("epsilon", .float(0))]),
      near: [3 / 12.5.squareRoot(), 8 / 12.5.squareRoot()])
  }

  /// Means are by weight, and what is ignored does not count.
  @Test func losses() throws {
    let logs = Tensor([3, 2], [-1, -2, -3, -4, -5, -6] as [Float])
    let classes = Tensor([0, 1, 1] as [Int64])
    expect(try run("NegativeLogLikelihoodLoss", [logs, classes]), near: [11.0 / 3])
    let weight = Tensor([1, 3] as [Float])
    expect(
      try run("NegativeLogLikelihoodLoss", [logs, classes, weight]), near: [(1 + 12 + 18) / 7.0])
    expect(
      try run(
        "NegativeLogLikelihoodLoss", [logs, Tensor([0, 9, 1] as [Int64]), weight],
        [("ignore_index", .integer(9)), ("reduction", .text("none"))]), near: [1, 0, 18])
    let scores = Tensor([1, 2], [0, 0] as [Float])
    let both = try run(
      "SoftmaxCrossEntropyLoss", [scores, Tensor([1] as [Int64])], outputs: ["y", "logs"])
    expect(both, near: [0.693_147_18])
    #expect(both[1].shape == [1, 2])
  }

  @Test func whatIsKnownChoosesPlaces() throws {
    let x = Tensor([2, 3], [1, 2, 3, 4, 5, 6] as [Float])
    let condition = Tensor(.bool, [3], [1, 0, 1] as [UInt8])
    #expect(
      try run("Compress", [x, condition], [("axis", .integer(1))], known: ["x1"])
        == [Tensor([2, 2], [1, 3, 4, 6] as [Float])])
    let settings: [(String, WrittenNode.Attribute)] = [
      ("batch_axis", .integer(0)), ("time_axis", .integer(1)),
    ]
    #expect(
      try run("ReverseSequence", [x, Tensor([2, 3] as [Int64])], settings, known: ["x1"])
        == [Tensor([2, 3], [2, 1, 3, 6, 5, 4] as [Float])])
    #expect(
      try run("CenterCropPad", [x, Tensor([3, 1] as [Int64])], known: ["x1"])
        == [Tensor([3, 1], [2, 5, 0] as [Float])])
  }

  @Test func windowsOfSignals() throws {
    let size = Tensor(scalar: Int64(4))
    expect(try run("HannWindow", [size], known: ["x0"]), near: [0, 0.5, 1, 0.5])
    expect(
      try run("BlackmanWindow", [size], [("periodic", .integer(0))], known: ["x0"]),
      near: [0, 0.63, 0.63, 0])
  }

  /// A quarter turn of pairs of halves.
  @Test func rotations() throws {
    let x = Tensor([1, 1, 1, 4], [1, 2, 3, 4] as [Float])
    let (cosines, sines) = (
      Tensor([1, 2], [0, 0] as [Float]), Tensor([1, 2], [1, 1] as [Float])
    )
    let positions = Tensor([1, 1], [0] as [Int64])
    expect(
      try run("RotaryEmbedding", [x, cosines, sines, positions]), near: [-3, -4, 1, 2])
    expect(
      try run("RotaryEmbedding", [x, cosines, sines, positions], [("interleaved", .integer(1))]),
      near: [-2, 1, -4, 3])
    // Angles that are no matrix are refused.
    for angles in [Tensor(scalar: Float(1)), Tensor([2], [1, 1] as [Float])] {
      #expect(throws: Diagnostic.self) { try run("RotaryEmbedding", [x, angles, angles]) }
    }
  }

  @Test func placesBetweenElements() throws {
    let x = Tensor([1, 1, 2, 2], [1, 2, 3, 4] as [Float])
    // The middle, the first element, and a place outside.
    let grid = Tensor([1, 1, 3, 2], [0, 0, -1, -1, 3, 0] as [Float])
    let corners: [(String, WrittenNode.Attribute)] = [("align_corners", .integer(1))]
    expect(try run("GridSample", [x, grid], corners), near: [2.5, 1, 0])
    expect(
      try run("GridSample", [x, grid], corners + [("padding_mode", .text("border"))]),
      near: [2.5, 1, 3])
    expect(try run("GridSample", [x, grid], [("mode", .text("nearest"))]), near: [1, 1, 0])
  }

  @Test func placesOfWhatIsNotZero() throws {
    let x = Tensor([2, 2], [0, 5, -1, 0] as [Float])
    #expect(try run("NonZero", [x]) == [Tensor([2, 2], [0, 1, 1, 0] as [Int64])])
  }

  /// The second box covers the first one, the third is far away.
  @Test func boxesThatCoverOneAnother() throws {
    let boxes = Tensor([1, 3, 4], [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, 5, 1, 6] as [Float])
    let scores = Tensor([1, 1, 3], [0.8, 0.9, 0.1] as [Float])
    let (count, overlap) = (Tensor([3] as [Int64]), Tensor([0.5] as [Float]))
    #expect(
      try run("NonMaxSuppression", [boxes, scores, count, overlap])
        == [Tensor([2, 3], [0, 0, 1, 0, 0, 2] as [Int64])])
    #expect(
      try run("NonMaxSuppression", [boxes, scores, count, overlap, Tensor([0.5] as [Float])])
        == [Tensor([1, 3], [0, 0, 1] as [Int64])])
  }

}
