import Diagnostics
import GraphIR
import ONNXImport
import Tensors
import Testing

/// Loops, which become their iterations.
@Suite struct LoopTests {

  private static let x = Tensor([2], [1, 2] as [Float])

  private static func node(
    _ op: String, _ inputs: [String], _ outputs: [String],
    _ attributes: [(String, WrittenNode.Attribute)] = []
  ) -> WrittenNode {
    WrittenNode(op: op, inputs: inputs, outputs: outputs, attributes: attributes)
  }

  private static func constant(_ name: String, _ value: Float) -> WrittenNode {
    node("Constant", [], [name], [("value_float", .float(value))])
  }

  /// Doubles a state for as long as its sum is less than 20, and gives its largest element.
  private static let doubling = WrittenGraph(
    nodes: [
      node("Add", ["s", "s"], ["next"]),
      node("ReduceSum", ["next"], ["sum"], [("keepdims", .integer(0))]),
      constant("most", 20), node("Less", ["sum", "most"], ["again"]),
      node("ReduceMax", ["next"], ["top"], [("keepdims", .integer(0))]),
    ], inputs: ["i", "c", "s"], outputs: ["again", "next", "top"])

  private static func loop(_ inputs: [String], _ body: WrittenGraph = doubling) -> WrittenModel {
    WrittenModel(
      nodes: [
        node("Constant", [], ["M"], [("value_int", .integer(5))]),
        node("Loop", inputs, ["y", "tops"], [("body", .graph(body))]),
      ], inputs: [("x", x)], outputs: ["y", "tops"])
  }

  /// 3 → 6 → 12 → 24, which is the last one.
  private static let doubled = [
    Tensor([2], [8, 16] as [Float]), Tensor([3], [4, 8, 16] as [Float]),
  ]

  /// The condition is computed from the input, the number of iterations is bound.
  @Test func theProgramEndsALoopThatHasABound() throws {
    #expect(try Self.loop(["M", "", "x"]).run() == Self.doubled)
  }

  @Test func aConditionIsKnownWhereTheInputIs() throws {
    #expect(try Self.loop(["", "", "x"]).run(known: ["x"]) == Self.doubled)
    let error = #expect(throws: Diagnostic.self) { try Self.loop(["", "", "x"]).run() }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("while `Loop_1/0/again` holds, which the model computes"))
    #expect(text.contains("`load FILE --values FILE.npz` gives values"))
  }

  @Test func iterationsAreNamed() throws {
    let model = try ONNXImporter.load(bytes: Self.loop(["M", "", "x"]).bytes)
    let module = model.module
    let names = Set(
      module.reachable.flatMap { module[$0].origin.sources }.map { module[$0].name })
    #expect(names.isSuperset(of: ["Loop_1", "Loop_1/0/Add_0", "Loop_1/4/ReduceMax_3"]))
    #expect(!names.contains("Loop_1/5/Add_0"))
  }

  @Test func endlessLoopsAreRefused() throws {
    let body = WrittenGraph(
      nodes: [Self.node("Add", ["s", "s"], ["next"])], inputs: ["i", "c", "s"],
      outputs: ["c", "next", "s"])
    let error = #expect(throws: Diagnostic.self) {
      try Self.loop(["", "", "x"], body).run(loopLimit: 7)
    }
    #expect(error?.failure == .limit)
    #expect(error?.notes.contains { $0.contains("goes on after 7 iterations") } == true)
    #expect(error?.hints.contains { $0.contains("set loop-limit") } == true)
    #expect(
      try Self.loop(["M", "", "x"], body).run()[0] == Tensor([2], [32, 64] as [Float]))
  }

  /// The inner loop runs as often as the outer one has run, and reads names of both scopes.
  @Test func loopsLieInLoops() throws {
    let inner = WrittenGraph(
      nodes: [Self.node("Add", ["t", "x"], ["more"])], inputs: ["j", "d", "t"],
      outputs: ["d", "more"])
    let outer = WrittenGraph(
      nodes: [Self.node("Loop", ["i", "", "s"], ["next"], [("body", .graph(inner))])],
      inputs: ["i", "c", "s"], outputs: ["c", "next", "next"])
    let ten = Tensor([2], [11, 22] as [Float])
    #expect(try Self.loop(["M", "", "x"], outer).run()[0] == ten)
  }

  @Test func aLoopMayHandNothingOn() throws {
    let body = WrittenGraph(
      nodes: [Self.node("Mul", ["x", "x"], ["square"])], inputs: ["i", "c"],
      outputs: ["c", "square"])
    var model = Self.loop(["M", ""], body)
    model.nodes[1].outputs = ["y"]
    model.outputs = ["y"]
    #expect(
      try model.run() == [Tensor([5, 2], [1, 4, 1, 4, 1, 4, 1, 4, 1, 4] as [Float])])
  }

  /// A body that never runs still says what its outputs are.
  @Test func aLoopMayNotRun() throws {
    var model = Self.loop(["M", "", "x"])
    model.nodes[0] = Self.node("Constant", [], ["M"], [("value_int", .integer(0))])
    #expect(try model.run() == [Self.x, Tensor(zeros: .float32, [0])])
  }

  /// Sums so far, along either axis, in either direction.
  @Test(arguments: [
    (0, 0, 0, 0, [1, 2, 3, 5, 7, 9] as [Float]), (0, 1, 0, 0, [4, 5, 6, 5, 7, 9]),
    (0, 0, 0, 1, [5, 7, 9, 1, 2, 3]), (0, 0, -1, 0, [1, 5, 2, 7, 3, 9]),
  ])
  func slicesAreScanned(
    _ axis: Int, _ backwards: Int, _ outputAxis: Int, _ outputBackwards: Int, _ sums: [Float]
  ) throws {
    let body = WrittenGraph(
      nodes: [Self.node("Add", ["s", "v"], ["next"]), Self.node("Identity", ["next"], ["out"])],
      inputs: ["s", "v"], outputs: ["next", "out"])
    let model = WrittenModel(
      nodes: [
        Self.node(
          "Scan", ["start", "x"], ["last", "y"],
          [
            ("body", .graph(body)), ("num_scan_inputs", .integer(1)),
            ("scan_input_axes", .integers([axis])),
            ("scan_input_directions", .integers([backwards])),
            ("scan_output_axes", .integers([outputAxis])),
            ("scan_output_directions", .integers([outputBackwards])),
          ])
      ],
      inputs: [
        ("start", Tensor(zeros: .float32, [3])),
        ("x", Tensor([2, 3], [1, 2, 3, 4, 5, 6] as [Float])),
      ], outputs: ["last", "y"])
    let results = try model.run()
    #expect(results[0] == Tensor([3], [5, 7, 9] as [Float]))
    #expect(results[1] == Tensor(outputAxis == 0 ? [2, 3] : [3, 2], sums))
  }

  /// Version 8 has an axis of samples, of which the second has one step.
  @Test func samplesAreScanned() throws {
    let body = WrittenGraph(
      nodes: [Self.node("Add", ["s", "v"], ["next"]), Self.node("Identity", ["next"], ["out"])],
      inputs: ["s", "v"], outputs: ["next", "out"])
    var model = WrittenModel(
      nodes: [
        Self.node(
          "Scan", ["lengths", "start", "x"], ["last", "y"],
          [("body", .graph(body)), ("num_scan_inputs", .integer(1))])
      ],
      inputs: [
        ("lengths", Tensor([2], [2, 1] as [Int64])), ("start", Tensor(zeros: .float32, [2, 1])),
        ("x", Tensor([2, 2, 1], [1, 2, 3, 4] as [Float])),
      ], outputs: ["last", "y"])
    model.opset = 8
    #expect(
      try model.run(known: ["lengths"]) == [
        Tensor([2, 1], [3, 3] as [Float]), Tensor([2, 2, 1], [1, 3, 3, 0] as [Float]),
      ])
  }

}
