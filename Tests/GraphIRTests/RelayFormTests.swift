import Diagnostics
import GraphIR
import Tensors
import Testing

/// Forms of Relay text, by the value that they have.
@Suite struct RelayFormTests {

  private func value(_ body: String, _ x: Tensor, type: String? = nil) throws -> [Tensor] {
    let shape = x.shape.map(String.init).joined(separator: ", ")
    let type = type ?? "Tensor[(\(shape)), \(x.elementType)]"
    let source = SourceText(name: "x.relay", text: "def @main(%x: \(type)) { \(body) }")
    let module = try RelayText.parse(source).module
    let result = try evaluate(module, x)
    // What is printed is read back as the same.
    let printed = SourceText(name: "printed", text: module.relayText())
    #expect(try evaluate(RelayText.parse(printed).module, x) == result, "\(module.relayText())")
    // The same by the numbers of nodes.
    let options = RelayTextOptions(provenance: true, numbers: .ofNodes)
    let numbered = SourceText(name: "numbered", text: module.relayText(options))
    #expect(try evaluate(RelayText.parse(numbered).module, x) == result, "\(numbered.text)")
    return result
  }

  private func evaluate(_ module: GraphModule, _ x: Tensor) throws -> [Tensor] {
    var evaluator = Evaluator(module)
    return try evaluator.call("main", [.tensor(x)]).tensors
  }

  /// Values of a vector of 3.
  private static let expressions: [(body: String, result: [Float])] = [
    ("{ add(%x, %x) }", [2, 4, 6]),
    ("multiply({ %0 = add(%x, %x); %0 }, { %0 = negative(%x); %0 })", [-2, -8, -18]),
    ("{ let %y = add(%x, %x); { let %y = multiply(%y, %y); %y } }", [4, 16, 36]),
    ("let %y = add(%x, %x); let %y = add(%y, %x); let %y = add(%y, %y); %y", [6, 12, 18]),
    ("let %x = negative(%x); let %x = add(%x, 1f); %x", [0, -1, -2]),
    ("let %y = negative(%x); add(let %y = abs(%y); %y, %y)", [0, 0, 0]),
    ("%0 = add(%x, 1f); let %0 = add(%0, %0); %0", [4, 6, 8]),
    ("annotation.stop_fusion(add(%x, 1f))", [2, 3, 4]),
  ]

  @Test(arguments: expressions)
  func blocksAndNames(_ body: String, _ result: [Float]) throws {
    #expect(try value(body, Tensor([1, 2, 3] as [Float])) == [Tensor(result)])
  }

  /// A function that a name is given to anew calls itself.
  @Test func functionsSeeTheirOwnName() throws {
    let body = """
      let %f = fn (%n: int32) -> int32 { 1000 };
      let %f = fn (%n: int32) -> int32 {
        if (less(%n, 1)) { 0 } else { add(%n, %f(subtract(%n, 1))) }
      };
      %f(%x)
      """
    #expect(try value(body, Tensor(scalar: Int32(4)), type: "int32") == [Tensor(scalar: Int32(10))])
  }

  @Test func valuesAreBoundOnce() throws {
    let error = #expect(throws: Diagnostic.self) {
      try value("%0 = abs(%x); %0 = negative(%x); %0", Tensor([1] as [Float]))
    }
    #expect(error?.message == "`%0` is bound twice")
  }

  @Test func extentsMayBeOpen() throws {
    let x = Tensor([2, 2], [1, 2, 3, 4] as [Float])
    let sum = "sum(concatenate((%x, %x), axis=0), axis=[0])"
    #expect(
      try value(sum, x, type: "Tensor[(?, 2), float32]") == [Tensor([2], [8, 12] as [Float])])
    #expect(
      try value("nn.relu(%x)", x, type: "Tensor[(?, ?), float32]") == [x])
  }

  /// lhs = 0.5 · (q - 2), rhs = 0.25 · q, result = 0.5 · (q + 1).
  private static let quantized: [(op: String, result: [Int8])] = [
    // 7, -23, 124 and 0, 1, 63, halves up; 188 is held at 127.
    ("add", [8, -21, 127]), ("subtract", [6, -25, 60]),
    // 8·1, -22·3 and 125·127 quarters: 2, -16.5, 3968.75.
    ("mul", [1, -17, 127]),
  ]

  @Test(arguments: quantized)
  func integersThatStandForNumbers(_ op: String, _ result: [Int8]) throws {
    let rhs = "cast(%y, dtype=\"int8\")"
    let body = """
      let %y = right_shift(add(cast(%x, dtype="int32"), 0), 31);
      let %y = add(multiply(%y, -2), 1);
      let %y = where(greater(cast(%x, dtype="int32"), 100), 127, %y);
      qnn.\(op)(%x, \(rhs), 0.5f, 2, 0.25f, 0, 0.5f, -1)
      """
    #expect(try value(body, Tensor([10, -20, 127] as [Int8])) == [Tensor(result)])
  }

  @Test func integersAreJoinedUnderOneScale() throws {
    let body = "qnn.concatenate((%x, %x), (0.5f, 0.25f), (2, 0), 0.5f, -1, axis=0)"
    #expect(
      try value(body, Tensor([10, -20, 127] as [Int8]))
        == [Tensor([7, -23, 124, 4, -11, 63] as [Int8])])
  }

  @Test(arguments: [
    (0, [1, -1, 1 << 29] as [Int32]), (1, [1, -3, 1 << 30]), (-1, [0, -1, 1 << 28]),
    (2, [2, -6, -1 << 31]),
  ])
  func productsInFixedPoint(_ shift: Int, _ result: [Int32]) throws {
    let body = "fixed_point_multiply(%x, multiplier=1073741824, shift=\(shift))"
    #expect(try value(body, Tensor([1, -3, 1 << 30] as [Int32])) == [Tensor(result)])
  }

}
