import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors

/// Builds a graph around regions whose own graph is not known: functions that say what goes in and
/// out, and a `main` that calls them.
///
/// Nodes that the regions name keep their identity, so that the text of a region stays what it is.
struct RegionModule {

  private let accelerator: Accelerator
  private let data: [ID<Node>: Tensor]

  /// The constants whose contents are not known.
  private(set) var missing: [ID<Node>] = []

  private var regions: [TileProgram] = []
  private var constants: [ID<Node>: Tensor] = [:]
  private var builder = GraphBuilder(pass: "load")

  init(_ accelerator: Accelerator, _ data: [ID<Node>: Tensor]) {
    self.accelerator = accelerator
    self.data = data
    constants = data
  }

  /// - Errors: the contents of a constant are not of the form that the region has it in.
  mutating func add(_ region: TileProgram) throws(Diagnostic) {
    regions.append(region)
    for value in region.values {
      for id in value.recipe?.nodes ?? [] where constants[id] == nil {
        constants[id] = try random(like: value, id)
        missing.append(id)
      }
      try check(value)
    }
  }

  /// - Errors: as of `add`.
  private func check(_ value: TileValue) throws(Diagnostic) {
    for id in value.recipe?.nodes ?? [] {
      guard let tensor = constants[id] else { continue }
      let isWeight = value.memory == accelerator.weight.id
      let element = isWeight ? accelerator.weight.element : accelerator.accumulator.element
      let count = value.shape.product
      let counts = [count, 1] + (value.axes == .data ? [value.shape.dropFirst().first ?? 1] : [])
      let isFitting = isWeight ? tensor.shape == value.shape : counts.contains(tensor.count)
      guard tensor.elementType == element, isFitting else {
        throw .error(
          "\(id) is \(tensor.elementType) \(tensor.shape), but `\(value.name)` needs "
            + "\(element) \(value.shape)")
      }
    }
  }

  /// Small numbers, which serve as weights, biases and amounts of shifts.
  private func random(like value: TileValue, _ id: ID<Node>) throws(Diagnostic) -> Tensor {
    var random = SplitMix64(seed: UInt64(id.index))
    let isWeight = value.memory == accelerator.weight.id
    let range = isWeight ? -8 ... 8 : 0 ... 7
    let type = isWeight ? accelerator.weight.element : accelerator.accumulator.element
    do throws(TensorError) {
      let count = try Tensor.roomForElements(value.shape, of: type)
      let numbers = (0 ..< count).map { _ in Int.random(in: range, using: &random) }
      return try Tensor(type, value.shape, ints: numbers)
    } catch {
      throw Diagnostic(error)
    }
  }

  // MARK: The module

  mutating func finished() throws(Diagnostic) -> GraphModule {
    addNamedNodes()
    for region in regions { addFunction(region) }
    try addMain()
    return builder.module
  }

  /// Every node that the text names, and those between.
  private mutating func addNamedNodes() {
    let named = regions.flatMap { $0.origins.flatMap(\.nodes) + $0.constants } + constants.keys
    guard let last = named.max() else { return }
    for index in 0 ... Int(last.index) {
      if let tensor = constants[ID(index)] {
        _ = builder.constant(tensor)
      } else {
        _ = builder.variable("n\(index)", nil)
      }
    }
  }

  private func type(_ name: ValueName, of region: TileProgram) -> ValueType {
    .tensor((region.value(name)?.shape ?? []).map { $0 }, accelerator.output.dramElement)
  }

  private mutating func addFunction(_ region: TileProgram) {
    let parameters = region.inputs.map { builder.variable($0.text, type($0, of: region)) }
    let results = region.outputs.map { type($0, of: region) }
    let name = region.name
    let op = Op(
      "lowered", "", operands: [],
      infer: { _ throws(Diagnostic) in throw unknown(name) },
      evaluate: { _, _ throws(Diagnostic) in throw unknown(name) })
    let body = builder.module.insert(
      Node(
        .call(op, Attributes()), parameters,
        type: region.givesTuple ? .tuple(results) : results.first ?? .tuple([]),
        origin: builder.origin))
    var attributes = Attributes()
    attributes["Compiler"] = .text(region.target)
    attributes["Primitive"] = .integer(1)
    attributes["global_symbol"] = .text(name)
    builder.module.functions[name] = Function(
      parameters: parameters, body: body, attributes: attributes)
  }

  /// The name of a value of a region outside of it.
  private func outerName(_ name: ValueName, of region: TileProgram) -> String {
    regions.count == 1 ? name.text : "\(region.name)_\(name)"
  }

  private mutating func addMain() throws(Diagnostic) {
    var parameters: [ID<Node>] = []
    var results: [ID<Node>] = []
    var names: [AttributeValue] = []
    for region in regions {
      let own = region.inputs.map {
        builder.variable(outerName($0, of: region), type($0, of: region))
      }
      parameters += own
      let callee = try builder.insert(.global(region.name))
      let call = try builder.insert(.apply, [callee] + own)
      names += region.outputs.map { .text(outerName($0, of: region)) }
      if region.givesTuple, regions.count > 1 {
        for index in region.outputs.indices { results.append(try builder.projection(call, index)) }
      } else {
        results.append(call)
      }
    }
    let body = results.count == 1 ? results[0] : try builder.tuple(results)
    var attributes = Attributes()
    attributes["output_names"] = .list(names)
    builder.module.functions["main"] = Function(
      parameters: parameters, body: body, attributes: attributes)
  }

}

private func unknown(_ name: String) -> Diagnostic {
  .error(
    "`@\(name)` is known as a tile program only, which nothing runs",
    hints: ["`apply --all` makes instructions of it, which `run` runs"])
}
