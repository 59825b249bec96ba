import Diagnostics
import Effects
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors

/// Reads the function of a region into values and kernels.
///
/// - Errors: what can't be read, with the node.
struct RegionReader {

  let module: GraphModule

  /// How values lie on the host.
  let layout: BlockedLayout

  /// Of the numbers that lie on the host between kernels.
  let element: ElementType

  /// What products multiply with, and what kernels compute in.
  let weights: ElementType
  let sums: ElementType

  private(set) var region: KernelRegion

  /// The values that nodes of the region's function have become.
  private var names: [ID<Node>: ValueID] = [:]

  /// The values that composites with several results have become.
  private var fields: [ID<Node>: [ValueID]] = [:]

  init(
    _ module: GraphModule, _ name: String, for target: String, layout: BlockedLayout,
    element: ElementType,
    weights: ElementType, sums: ElementType
  ) throws(Diagnostic) {
    self.module = module
    self.layout = layout
    self.element = element
    self.weights = weights
    self.sums = sums
    region = KernelRegion(target: target, name: name)
    guard let function = module.functions[name] else { throw .error("no function `@\(name)`") }
    let outer = module.outerNodes(from: function.body)
    for (index, parameter) in function.parameters.enumerated() {
      region.inputs.append(try addValue("in\(index)", for: parameter))
    }
    var poll = Poll()
    for id in module.postorder(from: [function.body]) where outer.contains(id) {
      try poll.check()
      try read(id)
    }
    try readResult(function.body)
    guard !region.kernels.isEmpty else {
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
      let arguments = Array(node.operands.dropFirst())
      guard case .tuple = module[function.body].kind else {
        names[id] = try lower(id, function, function.body, arguments, name)
        break
      }
      // Each result is computed by itself.
      var results: [ValueID] = []
      for field in module[function.body].operands {
        results.append(try lower(id, function, field, arguments, name))
      }
      fields[id] = results
    case .projection(let index):
      guard let found = fields[node.operands[0]], index < found.count else { break }
      names[id] = found[index]
    case .call(let op, _):
      if let operand = node.operands.first, readAlias(id, node, op, of: operand) { return }
      names[id] = try lower(id, nil, id, node.operands, op.name)
    default: break
    }
  }

  /// A change of shape that leaves the blocks as they are, or joins rows and columns of one place to
  /// channels, is another name for its operand.
  private mutating func readAlias(
    _ id: ID<Node>, _ node: Node, _ op: Op, of operand: ID<Node>
  ) -> Bool {
    guard op.has(.view), let value = names[operand],
      let from = module[operand].type?.tensor?.extents, let to = node.type?.tensor?.extents,
      from.count >= 2, to.count >= 2, from[0] == to[0],
      to.dropFirst(2).allSatisfy({ $0 == 1 }), to[1] == from.dropFirst().product
    else { return false }
    names[id] = value
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

  /// - Parameter body: what is computed: what `function` gives, a part of that, or the call `id`.
  private mutating func lower(
    _ id: ID<Node>, _ function: Function?, _ body: ID<Node>, _ arguments: [ID<Node>], _ name: String
  ) throws(Diagnostic) -> ValueID {
    let result = try addValue("t\(region.kernels.count + 1)", for: body)
    var reader = CompositeReader(module, region, result, id, weights: weights, sums: sums)
    if let function {
      for (parameter, argument) in zip(function.parameters, arguments) {
        try bind(parameter, to: argument, in: &reader)
      }
    } else {
      for argument in arguments { try bind(argument, to: argument, in: &reader) }
    }
    try reader.read(body)
    let short = String(name.split(separator: ".").last ?? "kernel")
    region.kernels.append(
      Kernel(
        operation: short, steps: reader.steps, result: result,
        origin: Provenance(id, reader.origins)))
    return result
  }

  private func bind(
    _ parameter: ID<Node>, to argument: ID<Node>, in reader: inout CompositeReader
  ) throws(Diagnostic) {
    if let tensor = module[argument].constant {
      reader.bind(parameter, to: tensor)
    } else if let value = names[argument] {
      reader.bind(parameter, to: value)
    } else {
      throw module.locating(.error("an operand of it is not in the region"), at: argument)
    }
  }

  private mutating func readResult(_ body: ID<Node>) throws(Diagnostic) {
    let node = module[body]
    if case .tuple = node.kind { region.givesTuple = true }
    for id in region.givesTuple ? node.operands : [body] {
      guard let value = names[id] else {
        throw module.locating(.error("the region gives what no kernel computes"), at: id)
      }
      region.outputs.append(value)
    }
  }

  /// - Errors: it is no tensor, has no extents, or other numbers than lie on the host.
  private mutating func addValue(_ name: String, for id: ID<Node>) throws(Diagnostic) -> ValueID {
    guard let type = module[id].type?.tensor, let shape = type.extents else {
      throw module.locating(.error("the extents of it are not known"), at: id)
    }
    guard type.element == element else {
      throw module.locating(
        .error("it is \(type.element), but values on the host are \(element)"), at: id)
    }
    guard shape.count <= 4, !shape.contains(0) else {
      throw module.locating(.error("values have 1 to 4 axes that are not empty"), at: id)
    }
    region.values.append(
      RegionValue(
        name: name, shape: shape, element: element, block: layout.block,
        isChannelsLast: layout.isChannelsLast, origin: Provenance(id)))
    let value = ValueID(region.values.count - 1)
    names[id] = value
    return value
  }

}
