import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import Testing

/// A random program with regions, and the plainest host that runs it in planned memory.
struct HostGraph {

  private(set) var program: Program
  private(set) var inputs: [Tensor] = []
  private var random: SplitMix64

  static let target = TargetInterface(
    name: "acc",
    handover: Handover(
      alignment: 32, pageSize: 128, isCoherent: false, inputBlock: 4, outputBlock: 4))

  /// A program of about `count` operators.
  init(seed: Int, count: Int) throws {
    random = SplitMix64(seed: UInt64(seed))
    program = Program(GraphModule())
    var builder = GraphBuilder(pass: "test")
    var values: [ID<Node>] = []
    var parameters: [ID<Node>] = []
    for index in 0 ..< Int.random(in: 1 ... 3, using: &random) {
      let shape = [1, 4 * Int.random(in: 1 ... 3, using: &random), 2, 2]
      parameters.append(builder.variable("x\(index)", .tensor(shape, .int8)))
      inputs.append(
        Tensor(
          shape,
          (0 ..< shape.reduce(1, *)).map { _ in Int8.random(in: -9 ... 9, using: &random) }))
    }
    values = parameters
    for index in 0 ..< count {
      values += try step(&builder, values, index)
    }
    let last = values.suffix(6)
    let results = Set((0 ..< 3).map { _ in last.randomElement(using: &random)! }).sorted()
    let body = results.count == 1 ? results[0] : try builder.tuple(results)
    builder.module.functions["main"] = Function(parameters: parameters, body: body)
    let called = builder.module.postorder(from: [body]).compactMap {
      if case .global(let name) = builder.module[$0].kind { name } else { nil }
    }
    builder.module.functions.removeAll { $0.key != "main" && !called.contains($0.key) }
    program = Program(builder.module)
  }

  private mutating func step(
    _ builder: inout GraphBuilder, _ values: [ID<Node>], _ index: Int
  ) throws -> [ID<Node>] {
    let recent = values.suffix(5)
    let x = (Bool.random(using: &random) ? recent : values[...]).randomElement(using: &random)!
    let shape = try #require(builder.module[x].type?.tensor?.extents)
    switch Int.random(in: 0 ..< 7, using: &random) {
    case 0: return [try builder.call(Op.named("nn.relu")!, [x])]
    case 1:
      let y = values.last { builder.module[$0].type == builder.module[x].type }!
      return [try builder.call(Op.named("add")!, [x, y])]
    case 2: return [try builder.call(Op.named("nn.batch_flatten")!, [x])]
    case 3:
      var attributes = Attributes()
      attributes["newshape"] = [1, shape.reduce(1, *), 1, 1].attributeValue
      return [try builder.call(Op.named("reshape")!, [x], attributes)]
    case 4 where shape[1] % 2 == 0:
      var attributes = Attributes()
      attributes["indices_or_sections"] = .integer(2)
      attributes["axis"] = .integer(1)
      let parts = try builder.call(Op.named("split")!, [x], attributes)
      return [try builder.projection(parts, 0), try builder.projection(parts, 1)]
    case 5:
      let y = values.last { builder.module[$0].type == builder.module[x].type }!
      var attributes = Attributes()
      attributes["axis"] = .integer(1)
      return [try builder.call(Op.named("concatenate")!, [builder.tuple([x, y])], attributes)]
    default: return [try region(&builder, [x], "acc_\(index)")]
    }
  }

  /// A call of a new region that negates.
  private func region(
    _ builder: inout GraphBuilder, _ arguments: [ID<Node>], _ name: String
  ) throws -> ID<Node> {
    let parameter = builder.variable("p", builder.module[arguments[0]].type)
    let body = try builder.call(Op.named("negative")!, [parameter])
    var attributes = Attributes()
    attributes["Compiler"] = .text("acc")
    attributes["Primitive"] = .integer(1)
    builder.module.functions[name] = Function(
      parameters: [parameter], body: body, attributes: attributes)
    let callee = try builder.insert(.global(name))
    return try builder.insert(.apply, [callee] + arguments)
  }

  // MARK: Planning and running

  mutating func plan(_ options: [String: String] = [:]) throws -> MemoryPlan {
    var context = PassContext(targets: [Self.target])
    let pass = try PlanMemory(PassOptions(options, for: PlanMemory.info))
    program = try program.applying(pass, in: &context)
    return try #require(program.memoryPlan)
  }

  /// What `main` gives when every value stands where the plan says, and nowhere else.
  func runInMemory(_ plan: MemoryPlan) throws -> [Tensor] {
    var host = Host(module: program.module, plan: plan)
    for (index, tensor) in inputs.enumerated() {
      try host.write([tensor], of: #require(program.module.main).parameters[index])
    }
    for step in plan.steps {
      let node = program.module[step]
      var values: [Value] = []
      for operand in node.operands where !program.module[operand].isGlobal {
        values.append(try host.value(of: operand))
      }
      var evaluator = Evaluator(program.module)
      switch node.kind {
      case .call(let op, let attributes):
        try host.write(op.evaluate(values, attributes).tensors, of: step)
      default:
        guard case .global(let name) = program.module[node.operands[0]].kind else { continue }
        try host.write(evaluator.call(name, values).tensors, of: step)
      }
    }
    return try host.value(of: #require(program.module.main).body).tensors
  }

}

/// Memory with values in it.
private struct Host {

  let module: GraphModule
  let plan: MemoryPlan
  var memory: [UInt8]

  init(module: GraphModule, plan: MemoryPlan) {
    self.module = module
    self.plan = plan
    memory = [UInt8](repeating: 0xAA, count: plan.byteCount)
  }

  private func place(of id: ID<Node>, _ field: Int?) throws -> Range<Int> {
    let value = try #require(plan.values.first { $0.node == id && $0.field == field })
    let start = plan.storages[try #require(value.storage)].offset
    return start ..< start + (value.byteCount ?? 0)
  }

  mutating func write(_ tensors: [Tensor], of id: ID<Node>) throws {
    let isTuple = module[id].type?.fields != nil
    for (index, tensor) in tensors.enumerated() {
      memory.replaceSubrange(try place(of: id, isTuple ? index : nil), with: tensor.bytes)
    }
  }

  private func read(_ id: ID<Node>, _ field: Int?, _ type: ValueType) throws -> Value {
    let type = try #require(type.tensor)
    let bytes = Array(memory[try place(of: id, field)])
    return .tensor(try Tensor(type.element, #require(type.extents), bytes: bytes))
  }

  func value(of id: ID<Node>) throws -> Value {
    let node = module[id]
    switch node.kind {
    case .tuple: return .tuple(try node.operands.map { try value(of: $0) })
    case .projection(let index):
      guard case .tuple(let fields) = try value(of: node.operands[0]) else { return .tuple([]) }
      return fields[index]
    case .call(let op, let attributes) where ["reshape", "nn.batch_flatten"].contains(op.name):
      return try op.evaluate([value(of: node.operands[0])], attributes)
    default:
      let type = try #require(node.type)
      guard let fields = type.fields else { return try read(id, nil, type) }
      return .tuple(
        try fields.enumerated().map { try read(id, $0.offset, $0.element) })
    }
  }

}

extension Node {
  fileprivate var isGlobal: Bool {
    if case .global = kind { true } else { false }
  }
}
