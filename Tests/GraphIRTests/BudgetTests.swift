import Diagnostics
import GraphIR
import Support
import Tensors
import Testing

/// A few lines can ask for more than there is: that is an error with a place, not an end.
@Suite struct BudgetTests {

  private func parse(_ text: String) throws -> GraphModule {
    try RelayText.parse(SourceText(name: "model.relay", text: text)).module
  }

  private func failure(_ work: () throws -> Void) -> Diagnostic? {
    do {
      try work()
      return nil
    } catch {
      return error as? Diagnostic
    }
  }

  @Test func shapesThatCannotBeAreRefused() {
    for shape in ["(4294967296, 4294967296)", "(1000000, 1000000, 1000)"] {
      let error = failure {
        _ = try parse("def @main(%x: Tensor[\(shape), float32]) { nn.relu(%x) }")
      }
      #expect(error?.message.hasPrefix("no tensor can have the shape") == true)
      #expect(error?.place?.line == 1)
    }
    let product = failure {
      _ = try parse(
        "def @main(%x: Tensor[(1048576, 1), float32]) { onnx.matmul(%x, transpose(%x)) }")
    }
    #expect(product?.notes.contains { $0.contains("onnx.matmul") } == true)
  }

  @Test func pairsOfPairsAreRefused() {
    var text = "def @main(%x: Tensor[(1), float32]) {\n  %0 = (%x, %x);\n"
    for level in 1 ..< 40 { text += "  %\(level) = (%\(level - 1), %\(level - 1));\n" }
    let error = failure { _ = try parse(text + "  %39\n}\n") }
    #expect(error?.failure == .limit)
  }

  /// Before the memory is asked for.
  @Test func evaluationKeepsToTheBudget() throws {
    let module = try parse(
      "def @main(%x: Tensor[(4096, 1), float32]) { add(%x, transpose(%x)) }")
    let x = Value.tensor(Tensor(zeros: .float32, [4096, 1]))
    let error = failure {
      try MemoryBudget(limit: 1 << 20).governing {
        var evaluator = Evaluator(module)
        _ = try evaluator.call("main", [x])
      }
    }
    #expect(error?.failure == .limit)
    #expect(error?.message.contains("67.1 MB") == true)
    #expect(error?.notes.contains { $0.contains("add") } == true)
    var evaluator = Evaluator(module)
    #expect(try evaluator.call("main", [x]).tensor?.shape == [4096, 4096])
  }

  @Test func hugePositionsAndRegions() throws {
    let slice = failure {
      _ = try parse(
        """
        def @main(%x: Tensor[(4), float32]) {
          strided_slice(%x, begin=[1], end=[9223372036854775807], slice_mode="size")
        }
        """)
    }
    #expect(slice == nil)
    let module = try parse(
      """
      def @main(%x: Tensor[(1, 1, 2, 2), float32]) {
        onnx.resize(%x, sizes=[1, 1, 2, 2], scales=[1f, 1f, 1f, 1f],
          roi=[0f, 0f, nanf, 0f, 1f, 1f, 1f, 1f], coordinate_transformation_mode="tf_crop_and_resize")
      }
      """)
    var evaluator = Evaluator(module)
    let x = Value.tensor(Tensor(zeros: .float32, [1, 1, 2, 2]))
    #expect(throws: Diagnostic.self) { try evaluator.call("main", [x]) }
  }

  /// Extents that a text leaves open are those that are given.
  @Test func openExtentsAreBound() throws {
    let text = SourceText(
      name: "model.relay", text: "def @main(%x: Tensor[(?, 3), float32]) { mean(%x, axis=[0]) }")
    let open = try RelayText.parse(text).module
    #expect(open.main.flatMap { open[$0.parameters[0]].type?.tensor?.shape } == [nil, 3])
    let bound = try RelayText.parse(text, shapes: ["x": [4, 3]]).module
    #expect(bound.main.flatMap { bound[$0.parameters[0]].type?.tensor?.shape } == [4, 3])
    #expect(throws: Diagnostic.self) { try RelayText.parse(text, shapes: ["x": [4, 2]]) }
  }

}
