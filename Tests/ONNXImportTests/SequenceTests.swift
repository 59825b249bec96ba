import Diagnostics
import ONNXImport
import Tensors
import Testing

/// Sequences of tensors, and values that may be absent.
@Suite struct SequenceTests {

  private static let (a, b) = (Tensor([1, 2] as [Float]), Tensor([3] as [Float]))

  private static func node(
    _ op: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [(String, WrittenNode.Attribute)] = []
  ) -> WrittenNode {
    WrittenNode(op: op, inputs: inputs, outputs: outputs, attributes: attributes)
  }

  private static func integer(_ name: String, _ value: Int) -> WrittenNode {
    node("Constant", [], [name], [("value_int", .integer(value))])
  }

  private static func run(
    _ nodes: [WrittenNode], _ outputs: [String] = ["y"]
  ) throws -> [Tensor] {
    try WrittenModel(nodes: nodes, inputs: [("a", a), ("b", b)], outputs: outputs).run()
  }

  @Test func elementsComeAndGo() throws {
    let results = try Self.run(
      [
        Self.integer("last", -1), Self.integer("first", 0),
        Self.node("SequenceConstruct", ["a", "b"], ["s"]),
        // a, a, b and then a, b.
        Self.node("SequenceInsert", ["s", "a", "last"], ["t"]),
        Self.node("SequenceErase", ["t", "first"], ["u"]),
        Self.node("SequenceInsert", ["u", "b"], ["v"]),
        Self.node("SequenceLength", ["v"], ["n"]),
        Self.node("SequenceAt", ["v", "last"], ["z"]),
        Self.node("ConcatFromSequence", ["v"], ["y"], [("axis", .integer(0))]),
      ], ["y", "n", "z"])
    #expect(
      results == [
        Tensor([1, 2, 3, 3] as [Float]), Tensor(scalar: Int64(3)), Tensor([3] as [Float]),
      ])
  }

  @Test func aSequenceAsOutputIsItsElements() throws {
    let model = WrittenModel(
      nodes: [
        Self.node("SequenceEmpty", [], ["none"]),
        Self.node("SequenceInsert", ["none", "a"], ["one"]),
        Self.node("SequenceInsert", ["one", "b"], ["y"]),
      ], inputs: [("a", Self.a), ("b", Self.b)])
    #expect(try ONNXImporter.load(bytes: model.bytes).outputNames == ["y.0", "y.1"])
    #expect(try model.run() == [Self.a, Self.b])
  }

  @Test func axesAreSplit() throws {
    let x = Tensor([3, 2], [1, 2, 3, 4, 5, 6] as [Float])
    func parts(
      _ split: [WrittenNode], _ keeps: Int = 1
    ) throws -> [Tensor] {
      let inputs = split.isEmpty ? ["x"] : ["x", "k"]
      let attributes: [(String, WrittenNode.Attribute)] = [("keepdims", .integer(keeps))]
      return try WrittenModel(
        nodes: split + [Self.node("SplitToSequence", inputs, ["y"], attributes)],
        inputs: [("x", x)]
      ).run()
    }
    let rows = [Tensor([1, 2] as [Float]), Tensor([3, 4] as [Float]), Tensor([5, 6] as [Float])]
    #expect(try parts([], 0) == rows)
    #expect(try parts([]).map(\.shape) == [[1, 2], [1, 2], [1, 2]])
    #expect(try parts([Self.integer("k", 2)]).map(\.shape) == [[2, 2], [1, 2]])
    let widths = Self.node("Constant", [], ["k"], [("value_ints", .integers([1, 2]))])
    #expect(try parts([widths]).map(\.shape) == [[1, 2], [2, 2]])
  }

  /// Each round inserts what it adds up.
  @Test func loopsHandSequencesOn() throws {
    let body = WrittenGraph(
      nodes: [
        Self.node("Add", ["t", "b"], ["more"]),
        Self.node("SequenceInsert", ["s", "more"], ["next"]),
      ], inputs: ["i", "c", "s", "t"], outputs: ["c", "next", "more"])
    let results = try Self.run([
      Self.integer("M", 3), Self.node("SequenceEmpty", [], ["none"]),
      Self.node("Loop", ["M", "", "none", "a"], ["s", "t"], [("body", .graph(body))]),
      Self.node(
        "ConcatFromSequence", ["s"], ["y"], [("axis", .integer(0)), ("new_axis", .integer(1))]),
    ])
    #expect(results == [Tensor([3, 2], [4, 5, 7, 8, 10, 11] as [Float])])
  }

  @Test func sequencesAreMapped() throws {
    let body = WrittenGraph(
      nodes: [Self.node("Mul", ["e", "f"], ["p"])], inputs: ["e", "f"], outputs: ["p"])
    #expect(
      try Self.run([
        Self.node("SequenceConstruct", ["a", "b"], ["s"]),
        Self.node("SequenceMap", ["s", "b"], ["y"], [("body", .graph(body))]),
      ]) == [Tensor([3, 6] as [Float]), Tensor([9] as [Float])])
  }

  private static func model(_ tensors: [Tensor], isOptional: Bool = false) -> WrittenModel {
    WrittenModel(
      nodes: [
        node("OptionalHasElement", ["s"], ["has"]),
        node(
          "If", ["has"], ["y"],
          [
            (
              "then_branch",
              .graph(
                WrittenGraph(
                  nodes: [
                    node("OptionalGetElement", ["s"], ["t"]),
                    node("ConcatFromSequence", ["t"], ["z"], [("axis", .integer(0))]),
                  ], outputs: ["z"]))
            ),
            (
              "else_branch",
              .graph(
                WrittenGraph(
                  nodes: [node("Constant", [], ["z"], [("value_float", .float(7))])],
                  outputs: ["z"]))
            ),
          ]),
      ], sequences: [("s", tensors, isOptional)])
  }

  @Test func inputsMayBeSequences() throws {
    #expect(try Self.model([Self.a, Self.b]).run() == [Tensor([1, 2, 3] as [Float])])
    #expect(
      try Self.model([Self.b, Self.a], isOptional: true).run() == [Tensor([3, 1, 2] as [Float])])
    #expect(try Self.model([], isOptional: true).run() == [Tensor(scalar: Float(7))])
  }

  @Test func aSequenceOfUnknownLengthIsRefused() throws {
    let error = #expect(throws: Diagnostic.self) { try Self.model([]).run() }
    #expect(error?.message.contains("how many tensors it has must be known") == true)
    #expect(error?.hints.contains { $0.contains("--shape s=2") } == true)
  }

  @Test func sequencesHoldNoSequences() throws {
    for (op, inputs) in [("SequenceConstruct", ["s"]), ("SequenceInsert", ["s", "s"])] {
      let error = #expect(throws: Diagnostic.self) {
        try Self.run([
          Self.node("SequenceConstruct", ["a", "b"], ["s"]), Self.node(op, inputs, ["y"]),
        ])
      }
      let text = error.map { "\($0)" } ?? ""
      #expect(
        text.contains("of the sequence is a sequence or nothing, expected a tensor"), "\(text)")
    }
  }

  /// A message of two tensors of one element, and one of an optional value with that inside.
  @Test func filesMayHoldSequences() throws {
    func sequence(_ writer: inout WireWriter) {
      writer.text(1, "s")
      writer.integer(2, 1)
      for value in [1, 2] as [Float] {
        writer.message(3) { tensor in
          tensor.integer(1, 1)
          tensor.integer(2, 1)
          tensor.float(4, value)
        }
      }
    }
    var plain = WireWriter()
    sequence(&plain)
    var optional = WireWriter()
    optional.text(1, "o")
    optional.message(5) { sequence(&$0) }
    let expected = [Tensor([1] as [Float]), Tensor([2] as [Float])]
    #expect(try ONNXSequenceFile(bytes: plain.bytes).tensors == expected)
    #expect(try ONNXSequenceFile(bytes: optional.bytes).tensors == expected)
    #expect(try ONNXSequenceFile(bytes: []).tensors == [])
    #expect(throws: Diagnostic.self) { try ONNXSequenceFile(bytes: [0x1A, 0x05, 0x01]) }
  }

}
