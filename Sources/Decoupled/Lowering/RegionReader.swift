import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors

/// Reads the function of a region into values and computations.
///
/// - Errors: what can't be lowered, with the node and the condition.
struct RegionReader {

  let module: GraphModule
  let accelerator: Accelerator
  private(set) var program: TileProgram

  /// For each kernel of `program`, what it computes.
  private(set) var computations: [Computation] = []

  /// The values that nodes of the region's function have become.
  private var names: [ID<Node>: ValueName] = [:]

  init(_ module: GraphModule, _ name: String, for accelerator: Accelerator) throws(Diagnostic) {
    self.module = module
    self.accelerator = accelerator
    program = TileProgram(target: accelerator.description.name, name: name)
    guard let function = module.functions[name] else { throw .error("no function `@\(name)`") }
    for (index, parameter) in function.parameters.enumerated() {
      let value = try value(named: "in\(index)", for: parameter)
      add(value, for: parameter)
      program.inputs.append(value.name)
    }
    let outer = module.outerNodes(from: function.body)
    for id in module.postorder(from: [function.body]) where outer.contains(id) { try read(id) }
    try readResult(function.body)
    guard !computations.isEmpty else {
      throw module.locating(.error("the region computes nothing"), at: function.body)
    }
  }

  private mutating func read(_ id: ID<Node>) throws(Diagnostic) {
    let node = module[id]
    switch node.kind {
    case .apply:
      guard let function = module[node.operands[0]].function else { break }
      if readAlias(id, function, node.operands[1]) { return }
      let name = function.attributes.text("Composite") ?? "composite"
      try lower(id, function, Array(node.operands.dropFirst()), name)
    case .call(let op, _):
      if let operand = node.operands.first, readAlias(id, node, op, of: operand) { return }
      try lower(id, nil, node.operands, op.name)
    default: break
    }
  }

  /// A change of shape that leaves the packed form as it is, or joins rows and columns to channels,
  /// is another name for its operand.
  private mutating func readAlias(
    _ id: ID<Node>, _ node: Node, _ op: Op, of operand: ID<Node>
  ) -> Bool {
    guard op.has(.view), let name = names[operand],
      let from = module[operand].type?.tensor?.extents, let to = node.type?.tensor?.extents,
      from.count >= 2, to.count >= 2, from[0] == to[0],
      to.dropFirst(2).allSatisfy({ $0 == 1 }), to[1] == from.dropFirst().product
    else { return false }
    names[id] = name
    return true
  }

  /// The same for a composite that does nothing else.
  private mutating func readAlias(
    _ id: ID<Node>, _ function: Function, _ argument: ID<Node>
  ) -> Bool {
    let body = module[function.body]
    guard let op = body.op, body.operands == function.parameters else { return false }
    return readAlias(id, body, op, of: argument)
  }

  private mutating func lower(
    _ id: ID<Node>, _ function: Function?, _ arguments: [ID<Node>], _ name: String
  ) throws(Diagnostic) {
    var reader = CompositeReader(module, accelerator, operation: name, id)
    if let function {
      for (parameter, argument) in zip(function.parameters, arguments) {
        try bind(parameter, to: argument, in: &reader)
      }
      try reader.read(function.body)
    } else {
      for argument in arguments { try bind(argument, to: argument, in: &reader) }
      try reader.read(id)
    }
    let index = program.kernels.count + 1
    add(try value(named: "t\(index)", for: id), for: id)
    let kernel = reader.computation
    let short = String(name.split(separator: ".").last ?? "kernel")
    program.kernels.append(
      TileKernel(KernelName("k\(index)"), operation: short, origin: Provenance(id, kernel.origins)))
    computations.append(kernel)
  }

  private func bind(
    _ parameter: ID<Node>, to argument: ID<Node>, in reader: inout CompositeReader
  ) throws(Diagnostic) {
    if let tensor = module[argument].constant {
      reader.bind(parameter, to: argument, tensor)
    } else if let name = names[argument], let value = program.value(name) {
      reader.bind(parameter, to: value)
    } else {
      throw module.locating(.error("an operand of it is not in the region"), at: argument)
    }
  }

  private mutating func readResult(_ body: ID<Node>) throws(Diagnostic) {
    let node = module[body]
    if case .tuple = node.kind { program.givesTuple = true }
    for id in program.givesTuple ? node.operands : [body] {
      guard let name = names[id] else {
        throw module.locating(.error("the region gives what no kernel computes"), at: id)
      }
      program.outputs.append(name)
    }
  }

  private mutating func add(_ value: TileValue, for id: ID<Node>) {
    names[id] = value.name
    program.values.append(value)
  }

  /// The packed value of the tensor `id`.
  private func value(named name: String, for id: ID<Node>) throws(Diagnostic) -> TileValue {
    guard let type = module[id].type?.tensor, let shape = type.extents else {
      throw module.locating(.error("a tensor of unknown shape can not be lowered"), at: id)
    }
    guard type.element == accelerator.output.dramElement else {
      throw module.locating(
        .error("values in DRAM are \(accelerator.output.dramElement), found \(type)"), at: id)
    }
    guard (1 ... 4).contains(shape.count), !shape.contains(0) else {
      throw module.locating(.error("values are `N C` or `N C H W`, found \(type)"), at: id)
    }
    let full = (shape.count == 1 ? [1] + shape : shape) + [1, 1, 1]
    let blocks = (full[1] + accelerator.block - 1) / accelerator.block
    return TileValue(
      ValueName(name), shape: shape, memory: accelerator.input.id, axes: .data,
      extents: [full[0], blocks, full[2], full[3]],
      elementBytes: accelerator.input.dramElementBytes, origin: Provenance(id))
  }

}

extension GraphModule {

  /// What `root` reaches without entering a function literal.
  fileprivate func outerNodes(from root: ID<Node>) -> Set<ID<Node>> {
    var found: Set<ID<Node>> = []
    var stack = [root]
    while let id = stack.popLast() {
      if found.insert(id).inserted { stack += self[id].operands }
    }
    return found
  }

}
