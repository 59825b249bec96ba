import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Moves the regions of one function into functions of their own.
///
/// The nodes of a region keep their identities; begins become parameters, ends become what a call of
/// the new function gives.
/// - Source: Relay 0.0.5 `PartitionGraph`, without its surrounding passes.
struct RegionExtractor {

  /// What has been made of a region so far.
  private struct Part {

    /// For each value that the region reads, the parameter or constant that stands for it.
    var inputs: [ID<Node>: ID<Node>] = [:]

    var parameters: [ID<Node>] = []
    var arguments: [ID<Node>] = []

    /// For each value that leaves the region, what a call gives for it; empty before there is one.
    var outputs: OrderedDictionary<ID<Node>, ID<Node>> = [:]
  }

  static let rule = "partition"

  private let module: GraphModule
  private let regions: AnnotatedRegions

  /// The name of the function that the regions are taken from.
  private let name: String

  private let bindsConstants: Bool
  private var parts: [Part]

  /// The position of each begin among those of its region, by index of the node; else -1.
  private var positions: [Int32]

  init(_ regions: AnnotatedRegions, of name: String, bindsConstants: Bool) {
    self.regions = regions
    module = regions.module
    self.name = name
    self.bindsConstants = bindsConstants
    parts = Array(repeating: Part(), count: regions.regions.count)
    positions = Array(repeating: -1, count: module.nodes.count)
    for region in regions.regions {
      for (index, begin) in region.begins.enumerated() {
        positions[Int(begin.index)] = Int32(index)
      }
    }
  }

  mutating func run(_ rewriter: inout Rewriter) throws(Diagnostic) {
    var walk = PostorderWalk(module, from: [regions.function.body])
    while let step = walk.next() {
      switch step {
      case .met(let id): visitDependencies(of: id, &walk)
      case .done(let id): try visit(id, &rewriter)
      }
    }
  }

  private mutating func visit(
    _ id: ID<Node>, _ rewriter: inout Rewriter
  ) throws(Diagnostic) {
    guard let side = regions.side(of: id), let region = regions.region(of: id) else { return }
    switch side {
    case .begin: visitBegin(id, region, &rewriter)
    case .end:
      if parts[region].outputs.isEmpty { try makeFunction(region, &rewriter) }
      if let output = parts[region].outputs[regions.marked(by: id)] {
        rewriter.replace(id, by: output, rule: Self.rule)
      }
    }
  }

  /// An end comes after all that its region gives, because then the function is made.
  private func visitDependencies(of id: ID<Node>, _ walk: inout PostorderWalk) {
    guard regions.side(of: id) == .end, let region = regions.region(of: id),
      parts[region].outputs.isEmpty
    else { return walk.visitOuterDependencies(of: id, in: module) }
    let given = regions.regions[region].ends.map { regions.marked(by: $0) }
    walk.visit([regions.marked(by: id)] + given)
  }

  private mutating func visitBegin(
    _ id: ID<Node>, _ region: Int, _ rewriter: inout Rewriter
  ) {
    let operand = regions.marked(by: id)
    let isInner = regions.region(of: operand) == region
    let position = positions[Int(id.index)]
    guard !regions.regions[region].ends.isEmpty, !isInner, position >= 0 else {
      let value = isInner ? module.unmarked(operand) : operand
      rewriter.replace(id, by: rewriter.current(value), rule: Self.rule)
      return
    }
    let source = module.unmarked(operand)
    if let known = parts[region].inputs[source] {
      rewriter.replace(id, by: known, rule: Self.rule)
      return
    }
    let value = rewriter.current(operand)
    var input = value
    if !bindsConstants || !rewriter.isConstant(value) {
      let type = module[id].type
      let spelling = "\(regions.regions[region].target)_\(region)_i\(position)"
      input = rewriter.making(from: [id]) { $0.variable(spelling, type) }
      parts[region].parameters.append(input)
      parts[region].arguments.append(value)
    }
    parts[region].inputs[source] = input
    rewriter.replace(id, by: input, rule: Self.rule)
  }

  private mutating func makeFunction(
    _ region: Int, _ rewriter: inout Rewriter
  ) throws(Diagnostic) {
    let values = OrderedSet(regions.regions[region].ends.map { regions.marked(by: $0) })
    let target = regions.regions[region].target
    let symbol = "\(target)_\(name)_\(region)"
    let body = rewriter.body(giving: Array(values))
    var function = Function(
      parameters: parts[region].parameters, body: body, result: rewriter[body].type)
    function.attributes["global_symbol"] = .text(symbol)
    function.attributes["Primitive"] = .integer(1)
    function.attributes["Compiler"] = .text(target)
    function.attributes["Inline"] = .integer(1)
    try rewriter.addRegion(symbol, function)
    let arguments = parts[region].arguments
    let signature = rewriter.signature(of: function)
    let results = rewriter.making(from: Array(values)) { builder in
      let types = values.map { builder.module[$0].type }
      let all = values.count == 1 ? types[0] : types.tuple
      let global = builder.add(.global(symbol), type: signature)
      let call = builder.add(.apply, [global] + arguments, type: all)
      if values.count == 1 { return [call] }
      return values.indices.map { builder.add(.projection($0), [call], type: types[$0]) }
    }
    for (value, result) in zip(values, results) { parts[region].outputs[value] = result }
  }

}

extension Rewriter {

  /// Whether `id` is a constant or a tuple of nothing but constants.
  fileprivate func isConstant(_ id: ID<Node>) -> Bool {
    switch self[id].form {
    case .constant: true
    case .tuple: self[id].operands.allSatisfy { self[$0].form == .constant }
    default: false
    }
  }

  /// The type of `function`, if those of its parameters and of its result are known.
  fileprivate func signature(of function: Function) -> ValueType? {
    let parameters = function.parameters.compactMap { self[$0].type }
    guard parameters.count == function.parameters.count else { return nil }
    return function.result.map { .function(parameters, $0) }
  }

  /// One value as it is, several as a tuple.
  fileprivate mutating func body(giving values: [ID<Node>]) -> ID<Node> {
    let fields = values.map { current($0) }
    guard fields.count != 1 else { return fields[0] }
    let type = fields.map { self[$0].type }.tuple
    return making(from: values) { $0.add(.tuple, fields, type: type) }
  }

  /// Adds the function of a region; one of that name that nobody calls goes.
  fileprivate mutating func addRegion(
    _ name: String, _ function: Function
  ) throws(Diagnostic) {
    if module.functions[name] != nil, module.isCalled(name) {
      throw .error(
        "a function `@\(name)` is there already",
        hints: ["it is the region of an earlier partition; rename it"])
    }
    setFunction(name, function)
  }

}

extension [ValueType?] {
  /// The tuple of all, if all are known.
  fileprivate var tuple: ValueType? {
    let known = compactMap(\.self)
    return known.count == count ? .tuple(known) : nil
  }
}

extension GraphModule {
  /// Whether anything that is reached calls `name`.
  fileprivate func isCalled(_ name: String) -> Bool {
    reachable.contains { id in
      if case .global(name) = self[id].kind { true } else { false }
    }
  }
}
