import Diagnostics
import ONNXImport
import Tensors
import Testing

/// Recurrent layers with one unit and one feature, whose weights are small numbers.
@Suite struct RecurrenceTests {

  private static func layer(
    _ op: String, _ inputs: [(String, Tensor)],
    _ attributes: [(String, WrittenNode.Attribute)] = [], outputs: [String] = ["y", "h"]
  ) -> WrittenModel {
    // A place in the list of inputs that is left out is named by a dash.
    let names = inputs.map { $0.0.hasPrefix("-") ? "" : $0.0 }
    return WrittenModel(
      nodes: [
        WrittenNode(
          op: op, inputs: names, outputs: outputs,
          attributes: attributes + [("hidden_size", .integer(1))])
      ], inputs: inputs.filter { !$0.0.hasPrefix("-") }, outputs: outputs)
  }

  private static let none = Tensor([0] as [Float])
  private static let affine: (String, WrittenNode.Attribute) = ("activations", .texts(["Affine"]))

  /// h ← x + 2h, of three steps and two images.
  private static func sums(
    _ attributes: [(String, WrittenNode.Attribute)], lengths: [Int32]? = nil,
    _ shape: [Int] = [3, 2, 1]
  ) -> WrittenModel {
    var inputs = [
      ("x", Tensor(shape, [1, 2, 3, 4, 5, 6] as [Float])),
      ("w", Tensor([1, 1, 1], [1] as [Float])), ("r", Tensor([1, 1, 1], [2] as [Float])),
    ]
    if let lengths { inputs += [("-b", none), ("lengths", Tensor(lengths))] }
    // What is said first counts.
    return layer("RNN", inputs, attributes + [affine])
  }

  @Test func stepsFollowOneAnother() throws {
    #expect(
      try Self.sums([]).run() == [
        Tensor([3, 1, 2, 1], [1, 2, 5, 8, 15, 22] as [Float]),
        Tensor([1, 2, 1], [15, 22] as [Float]),
      ])
  }

  /// The second image ends early: zeros follow, and its state stays.
  @Test(arguments: [[], ["lengths"]])
  func imagesMayHaveFewerSteps(_ known: [String]) throws {
    #expect(
      try Self.sums([], lengths: [3, 2]).run(known: known) == [
        Tensor([3, 1, 2, 1], [1, 2, 5, 8, 15, 0] as [Float]),
        Tensor([1, 2, 1], [15, 8] as [Float]),
      ])
    #expect(
      try Self.sums([("direction", .text("reverse"))], lengths: [3, 2]).run(known: known) == [
        Tensor([3, 1, 2, 1], [27, 10, 13, 4, 5, 0] as [Float]),
        Tensor([1, 2, 1], [27, 10] as [Float]),
      ])
  }

  @Test func imagesMayStandFirst() throws {
    #expect(
      try Self.sums([("layout", .integer(1))], [2, 3, 1]).run() == [
        Tensor([2, 3, 1, 1], [1, 4, 11, 4, 13, 32] as [Float]),
        Tensor([2, 1, 1], [11, 32] as [Float]),
      ])
  }

  @Test func whatGoesInIsBound() throws {
    #expect(
      try Self.sums([("clip", .float(7))]).run()[0]
        == Tensor([3, 1, 2, 1], [1, 2, 5, 7, 7, 7] as [Float]))
  }

  /// The numbers go to the functions that take one.
  @Test func functionsHaveParameters() throws {
    let model = Self.layer(
      "RNN",
      [
        ("x", Tensor([1, 1, 1], [-4] as [Float])), ("w", Tensor([2, 1, 1], [1, 1] as [Float])),
        ("r", Tensor([2, 1, 1], [0, 0] as [Float])),
      ],
      [
        ("activations", .texts(["Relu", "LeakyRelu"])), ("activation_alpha", .floats([0.5])),
        ("direction", .text("bidirectional")),
      ])
    #expect(try model.run()[0] == Tensor([1, 2, 1, 1], [0, -2] as [Float]))
  }

  @Test func unknownFunctionsAreNamed() throws {
    let error = #expect(throws: Diagnostic.self) {
      try Self.sums([("activations", .texts(["Softmax"]))]).run()
    }
    #expect(error?.notes.contains { $0.contains("`activations` = `Softmax`") } == true)
  }

  @Test func stepsHaveALimit() throws {
    let error = #expect(throws: Diagnostic.self) { try Self.sums([]).run(loopLimit: 2) }
    #expect(error?.failure == .limit)
  }

  /// All gates are numbers as they are: i = x + P·c, o = x + P·c', f = x + P·c, c' = f·c + i·x.
  @Test func gatesSeeTheCell() throws {
    let inputs = [
      ("x", Tensor([1, 1, 1], [1] as [Float])),
      ("w", Tensor([1, 4, 1], [1, 1, 1, 1] as [Float])),
      ("r", Tensor([1, 4, 1], [0, 0, 0, 0] as [Float])), ("-b", Self.none), ("-l", Self.none),
      ("-h", Self.none), ("c", Tensor([1, 1, 1], [2] as [Float])),
      ("p", Tensor([1, 3], [1, 2, 3] as [Float])),
    ]
    let functions: (String, WrittenNode.Attribute) = (
      "activations", .texts(["Affine", "Affine", "Affine"])
    )
    // i = 3, f = 7, c' = 14 + 3 = 17, o = 1 + 34 = 35.
    #expect(
      try Self.layer("LSTM", inputs, [functions], outputs: ["y", "h", "cell"]).run() == [
        Tensor([1, 1, 1, 1], [595] as [Float]), Tensor([1, 1, 1], [595] as [Float]),
        Tensor([1, 1, 1], [17] as [Float]),
      ])
    // f = 1 - i = -2, c' = -4 + 3 = -1, o = 1 - 2 = -1.
    let coupled = try Self.layer(
      "LSTM", inputs, [functions, ("input_forget", .integer(1))], outputs: ["y", "h", "cell"]
    ).run()
    #expect(coupled[1] == Tensor([1, 1, 1], [1] as [Float]))
    #expect(coupled[2] == Tensor([1, 1, 1], [-1] as [Float]))
  }

}
