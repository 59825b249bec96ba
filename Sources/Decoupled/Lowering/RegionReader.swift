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

  /// The values that lie in others.
  private(set) var parts = ValueParts()

  /// The values that nodes of the region's function have become.
  private var names: [ID<Node>: ValueName] = [:]

  /// The values that composites with several results have become.
  private var fields: [ID<Node>: [ValueName]] = [:]

  private let concatenations: Concatenations

  init(_ module: GraphModule, _ name: String, for accelerator: Accelerator) throws(Diagnostic) {
    self.module = module
    self.accelerator = accelerator
    program = TileProgram(target: accelerator.description.name, name: name)
    guard let function = module.functions[name] else { throw .error("no function `@\(name)`") }
    let outer = module.outerNodes(from: function.body)
    let order = module.postorder(from: [function.body]).filter(outer.contains)
    concatenations = try Concatenations(order, of: function, in: module, block: accelerator.block)
    for (index, parameter) in function.parameters.enumerated() {
      let value = try value(named: "in\(index)", for: parameter)
      try add(value, for: parameter)
      program.inputs.append(value.name)
    }
    for (index, id) in concatenations.order.enumerated() {
      try add(value(named: "c\(index + 1)", for: id), for: id)
    }
    for id in order { try read(id) }
    try readResult(function.body)
  }

  private mutating func read(_ id: ID<Node>) throws(Diagnostic) {
    let node = module[id]
    if let fields = concatenations.copies[id] {
      for (field, block) in fields { try copy(field, into: id, at: block) }
      return
    }
    if case .projection(let index) = node.kind {
      if let found = fields[node.operands[0]], index < found.count { names[id] = found[index] }
      return
    }
    guard let call = RegionCall(id, in: module) else { return }
    if let name = call.alias.flatMap({ names[$0] }) {
      names[id] = name
      return
    }
    // Each result is computed by itself.
    for result in call.results {
      try lower(call, result)
      guard call.givesTuple, let value = names.removeValue(forKey: id) else { continue }
      fields[id, default: []].append(value)
    }
  }

  /// - Parameter body: what of `call` is computed.
  private mutating func lower(_ call: RegionCall, _ body: ID<Node>) throws(Diagnostic) {
    var reader = CompositeReader(module, accelerator, operation: call.operation, call.node)
    for (parameter, argument) in call.operands {
      try bind(parameter, to: argument, in: &reader)
    }
    try reader.read(body)
    try add(value(named: nextName, for: body), for: call.node)
    append(
      reader.computation, as: call.operation, Provenance(call.node, reader.computation.origins))
  }

  /// Brings the value of `field` to where it is a part of the concatenation `id`.
  private mutating func copy(
    _ field: ID<Node>, into id: ID<Node>, at block: Int
  ) throws(Diagnostic) {
    guard let name = names[field], let whole = names[id], let found = value(name) else {
      throw module.locating(.error("a part of it is not in the region"), at: field)
    }
    let value = try value(named: nextName, for: field)
    guard value.extents == found.extents else {
      throw module.locating(
        .error("a part of it has its rows and columns among the channels"), at: field)
    }
    parts.insert(value, of: whole, at: block)
    let step = Computation.Step(kind: .widen(data: name), origin: Provenance(id))
    let computation = Computation(
      operation: "copy", steps: [step], shape: value.shape, origins: [id])
    append(computation, as: computation.operation, Provenance(id))
  }

  /// The name of the value that the next kernel computes.
  private var nextName: String { "t\(program.kernels.count + 1)" }

  private mutating func append(
    _ computation: Computation, as name: String, _ origin: Provenance
  ) {
    let kernel = KernelName("k\(program.kernels.count + 1)")
    program.kernels.append(TileKernel(kernel, operation: name, origin: origin))
    computations.append(computation)
  }

  private func value(_ name: ValueName) -> TileValue? { parts.value(name) ?? program.value(name) }

  private func bind(
    _ parameter: ID<Node>, to argument: ID<Node>, in reader: inout CompositeReader
  ) throws(Diagnostic) {
    if let tensor = module[argument].constant {
      reader.bind(parameter, to: argument, tensor)
    } else if let name = names[argument], let value = value(name) {
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

  /// Gives `value` its place: in the concatenation that it is a part of, or one of its own.
  private mutating func add(_ value: TileValue, for id: ID<Node>) throws(Diagnostic) {
    names[id] = value.name
    guard let place = concatenations.places[id] else { return program.values.append(value) }
    guard let whole = names[place.whole] else {
      throw module.locating(.error("what it is a part of has no place"), at: id)
    }
    parts.insert(value, of: whole, at: place.block)
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
    let samples = (full[0] + accelerator.rows - 1) / accelerator.rows
    return TileValue(
      ValueName(name), shape: shape, memory: accelerator.input.id, axes: .data,
      extents: [samples, blocks, full[2], full[3]],
      elementBytes: accelerator.input.dramElementBytes, origin: Provenance(id))
  }

}
