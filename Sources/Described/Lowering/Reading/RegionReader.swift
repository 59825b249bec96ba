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

  /// How many numbers a product sums at a time.
  let depth: Int

  private(set) var region: KernelRegion

  /// The values that nodes of the region's function have become.
  private var names: [ID<Node>: ValueID] = [:]

  /// The values that composites with several results have become.
  private var fields: [ID<Node>: [ValueID]] = [:]

  init(
    _ module: GraphModule, _ name: String, for target: String, layout: BlockedLayout,
    element: ElementType, weights: ElementType, sums: ElementType, depth: Int
  ) throws(Diagnostic) {
    self.module = module
    self.layout = layout
    self.element = element
    self.weights = weights
    self.sums = sums
    self.depth = depth
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
  }

  private mutating func read(_ id: ID<Node>) throws(Diagnostic) {
    let node = module[id]
    if case .projection(let index) = node.kind {
      if let found = fields[node.operands[0]], index < found.count { names[id] = found[index] }
      return
    }
    guard let call = RegionCall(id, in: module) else { return }
    if let value = call.alias.flatMap({ names[$0] }) {
      names[id] = value
      return
    }
    // Each result is computed by itself.
    var results: [ValueID] = []
    for result in call.results { results.append(try lower(call, result)) }
    if call.givesTuple { fields[id] = results } else { names[id] = results[0] }
  }

  /// - Parameter body: what of `call` is computed.
  private mutating func lower(
    _ call: RegionCall, _ body: ID<Node>
  ) throws(Diagnostic) -> ValueID {
    let result = try addValue("t\(region.kernels.count + 1)", for: body)
    var reader = CompositeReader(
      module, region, result, call.node, weights: weights, sums: sums, depth: depth)
    for (parameter, argument) in call.operands {
      try bind(parameter, to: argument, in: &reader)
    }
    try reader.read(body)
    region.kernels.append(
      Kernel(
        operation: call.operation, steps: reader.steps, result: result,
        origin: Provenance(call.node, reader.origins)))
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
