import Diagnostics
import GraphIR
import Support
import Tensors
import Testing

/// Adds two float32 scalars: small enough to see the evaluator behind it.
private let plus = Op(
  "plus", "adds two numbers", operands: ["a", "b"],
  infer: { input throws(Diagnostic) in
    guard input.types.count == 2 else { throw .error("`plus` takes two operands") }
    return input.types[0]
  },
  evaluate: { operands, _ throws(Diagnostic) in
    let sum = try operands[0].asTensor().doubles[0] + operands[1].asTensor().doubles[0]
    return .tensor(Tensor(scalar: Float(sum)))
  })

@Suite struct EvaluatorTests {

  private static let scalar = ValueType.tensor([], .float32)

  private func number(_ value: Value?) -> Double? { value?.tensor?.doubles.first }

  private func evaluate(
    _ arguments: [Float], _ build: (inout GraphBuilder, [ID<Node>]) throws -> ID<Node>
  ) throws -> Value {
    var builder = GraphBuilder(pass: "import")
    let parameters = arguments.indices.map { builder.variable("x\($0)", Self.scalar) }
    let body = try build(&builder, parameters)
    builder.module[function: "main"] = Function(parameters: parameters, body: body)
    try builder.module.inferTypes()
    var evaluator = Evaluator(builder.module)
    return try evaluator.call("main", arguments.map { .tensor(Tensor(scalar: $0)) })
  }

  @Test func sharesWhatIsReadTwice() throws {
    let value = try evaluate([1, 2]) { builder, x in
      var sum = try builder.call(plus, [x[0], x[1]])
      for _ in 0 ..< 40 { sum = try builder.call(plus, [sum, sum]) }  // 2⁴⁰ paths
      return sum
    }
    #expect(number(value) == 3 * 0x1p40)
  }

  @Test func aDeepGraphNeedsNoStack() throws {
    let value = try evaluate([1]) { builder, x in
      try (0 ..< 20_000).reduce(x[0]) { sum, _ in try builder.call(plus, [sum, x[0]]) }
    }
    #expect(number(value) == 20_001)
  }

  @Test(arguments: [(Float(0), 20.0), (1, 10)])
  func takesOneBranch(_ condition: Float, _ expected: Double) throws {
    let value = try evaluate([condition]) { builder, x in
      let ten = builder.constant(Tensor(scalar: Float(10)))
      let twenty = try builder.call(plus, [ten, ten])
      return try builder.insert(.conditional, [x[0], ten, twenty])
    }
    #expect(number(value) == expected)
  }

  @Test func bindsAndCalls() throws {
    let value = try evaluate([3]) { builder, x in
      let p = builder.variable("p", Self.scalar)
      let body = try builder.call(plus, [p, x[0]])  // captures x
      let literal = try builder.insert(.function(Function(parameters: [p], body: body)))
      let name = builder.variable("f", builder.module[literal].type)
      let once = try builder.insert(.apply, [name, x[0]])
      let twice = try builder.insert(.apply, [name, once])
      return try builder.insert(.binding, [name, literal, twice])
    }
    #expect(number(value) == 9)
  }

  @Test func endlessRecursionIsReported() throws {
    let error = #expect(throws: Diagnostic.self) {
      try evaluate([3]) { builder, x in
        let f = builder.variable("f", .function([Self.scalar], Self.scalar))
        let p = builder.variable("p", Self.scalar)
        let body = try builder.insert(.apply, [f, p])
        let literal = try builder.insert(.function(Function(parameters: [p], body: body)))
        return try builder.insert(
          .binding, [f, literal, try builder.insert(.apply, [f, x[0]])])
      }
    }
    #expect(error?.failure == .limit)
  }

  @Test func anErrorNamesTheNode() throws {
    let error = #expect(throws: Diagnostic.self) {
      try evaluate([3]) { builder, x in
        let source = builder.module.insert(Source(name: "conv1", op: "Conv", index: 0))
        builder.sources = [source]
        return try builder.call(.unregistered("made.up"), [x[0]])
      }
    }
    #expect(error?.message == "operator `made.up` is not known")
    #expect(error?.notes.contains { $0.contains("Conv `conv1`") } == true)
  }

  @Test func hooksTakeOverAndStop() throws {
    var builder = GraphBuilder(pass: "import")
    let x = builder.variable("x", Self.scalar)
    let sum = try builder.call(plus, [x, x])
    builder.module[function: "main"] = Function(parameters: [x], body: sum)
    let one = Value.tensor(Tensor(scalar: Float(1)))
    var hooks = EvaluationHooks()
    hooks.take = { name, _ throws(Diagnostic) in name == "main" ? .tuple([]) : nil }
    var taken = Evaluator(builder.module, hooks: hooks)
    #expect(try taken.call("main", [one]).tensors.isEmpty)
    hooks = EvaluationHooks()
    hooks.interruption = Interruption { true }
    var stopped = Evaluator(builder.module, hooks: hooks)
    let error = #expect(throws: Diagnostic.self) { try stopped.call("main", [one]) }
    #expect(error?.failure == .interrupted)
  }

  /// What is small and depends on constants alone is known before the program runs.
  @Test func inferenceKnowsSmallValues() throws {
    var builder = GraphBuilder(pass: "import")
    let two = builder.constant(Tensor(scalar: Float(2)))
    let four = try builder.call(plus, [two, two])
    let eight = try builder.call(plus, [four, four])
    #expect(builder.constantValue(of: eight)?.doubles == [8])
    let x = builder.variable("x", Self.scalar)
    #expect(builder.constantValue(of: try builder.call(plus, [x, two])) == nil)
  }

  /// So are the fields of small tuples.
  @Test func inferenceKnowsFields() throws {
    var builder = GraphBuilder(pass: "import")
    let numbers = builder.constant(Tensor([1, 2, 3] as [Int64]))
    let parts = try builder.call(Split.op, [numbers], [Split.sections([1]), Split.axis(0)])
    #expect(builder.constantValue(of: try builder.projection(parts, 1))?.ints == [2, 3])
    let x = builder.variable("x", .tensor([3], .int64))
    let others = try builder.call(Split.op, [x], [Split.sections([1]), Split.axis(0)])
    #expect(builder.constantValue(of: try builder.projection(others, 1)) == nil)
  }

}
