import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Counts the operators of a program whose regions are functions, each of them once.
struct PartitionCounter {

  private let program: Program
  private let module: GraphModule

  /// Nothing where causes are not asked for.
  private let causes: RootCauses?

  private let detail: PartitionSummary.Detail
  private(set) var summary: PartitionSummary

  /// Nodes that have been counted, and for constants who has read them last; by index of the node.
  private var isCounted: [Bool]
  private var lastReader: [Int32]

  /// For each call of a region, its place in the summary.
  private var calls: IDTable<Node, Int>

  private var rest: OrderedDictionary<RestKey, PartitionSummary.Rest> = [:]
  private var products: [ModelProducts.Product] = []
  private var poll = Poll()

  private struct RestKey: Hashable {
    let cause: HostCause.Kind
    let operation: String
  }

  private static let host: Int32 = -1

  init(
    _ program: Program, _ stage: PartitionSummary.Stage, for targets: [TargetInterface],
    finding detail: PartitionSummary.Detail
  ) {
    self.program = program
    self.detail = detail
    causes = detail.contains(.causes) ? RootCauses(program, for: targets) : nil
    module = program.module
    calls = IDTable(count: module.nodes.count)
    summary = PartitionSummary(stage: stage)
    isCounted = Array(repeating: false, count: module.nodes.count)
    lastReader = Array(repeating: -2, count: module.nodes.count)
  }

  /// - Errors: the user asked to stop.
  mutating func run() throws(Diagnostic) {
    try findRegions()
    for place in summary.regions.indices { try count(region: place) }
    try countHost()
    summary.rest = rest.values.sorted { a, b in
      (b.amount.multiplyAccumulates, b.amount.operators, a.example)
        < (a.amount.multiplyAccumulates, a.amount.operators, b.example)
    }
    summary.modelProducts = ModelProducts(products, in: module)
    guard let causes, detail.contains(.splits) else { return }
    summary.splits = try SplitFinder(
      program, causes, summary.regions, calls: calls
    ).splits()
  }

  // MARK: Regions

  /// The regions in the order of their calls; those that nothing calls come last.
  private mutating func findRegions() throws(Diagnostic) {
    var names = OrderedSet<String>()
    for function in module.openFunctions {
      for id in module.outerNodes(of: function) {
        try poll.check(after: 1 << 4)
        guard let name = region(calledBy: id) else { continue }
        calls[id] = names.append(name).index
      }
    }
    names.append(
      contentsOf: module.functions.keys.filter { module.functions[$0]?.compiler != nil })
    summary.regions = names.compactMap { name in
      guard let target = module.functions[name]?.compiler else { return nil }
      var region = PartitionSummary.Region(name: name, target: target)
      region.level = program.lowered[name]?.level
      region.isLeft = program.leftInGraph.contains(name)
      return region
    }
  }

  /// The region that the node calls.
  private func region(calledBy id: ID<Node>) -> String? {
    guard module[id].form == .apply, case let callee = module[id].operand(0),
      case .global(let name) = module[callee].kind, module.functions[name]?.compiler != nil
    else { return nil }
    return name
  }

  private mutating func count(region place: Int) throws(Diagnostic) {
    guard let function = module.functions[summary.regions[place].name] else { return }
    var region = summary.regions[place]
    for id in try uncounted(of: function) {
      if let name = module[id].function?.attributes.text("Composite") {
        region.composites[name, default: 0] += 1
      }
      let weights = weights(readBy: id, Int32(place))
      guard let operation = operation(id) else {
        region.amount.add(weights)
        continue
      }
      let amount = amount(of: id, on: region.isLeft ? nil : region.target) + weights
      region.amount.add(amount)
      region.nodes.append(id)
      region.operations[operation, default: 0] += 1
      if region.isLeft { addRest(id, operation, amount) }
    }
    summary.regions[place] = region
  }

  // MARK: The host

  private mutating func countHost() throws(Diagnostic) {
    for function in module.openFunctions {
      for id in try uncounted(of: function) {
        if module[id].form == .apply, let place = calls[id] {
          countBorder(id, place)
          continue
        }
        let weights = weights(readBy: id, Self.host)
        guard let operation = operation(id) else { continue }
        addRest(id, operation, amount(of: id, on: nil) + weights)
      }
    }
  }

  /// Adds what the call `id` of a region gives to it and gets from it.
  private mutating func countBorder(_ id: ID<Node>, _ place: Int) {
    for argument in module[id].operands.dropFirst() {
      if let constant = module[argument].constant {
        if lastReader[Int(argument.index)] != Int32(place) {
          lastReader[Int(argument.index)] = Int32(place)
          summary.regions[place].amount.weightBytes += constant.byteCount
        }
      } else {
        summary.regions[place].bytesIn = capped(
          summary.regions[place].bytesIn, module.byteCount(of: argument) ?? 0)
      }
    }
    summary.regions[place].bytesOut = capped(
      summary.regions[place].bytesOut, module.byteCount(of: id) ?? 0)
  }

  private mutating func addRest(
    _ id: ID<Node>, _ operation: String, _ amount: PartitionSummary.Amount
  ) {
    let root = causes?[id]
    let decided = root?.code == .undecided ? nil : root
    let other = root == nil ? causes?.places[id].target.map { HostCause.notAnnotated($0) } : nil
    let kind = decided.map { HostCause.Kind($0.decision) } ?? (other ?? .undecided).kind
    let key = RestKey(cause: kind, operation: operation)
    if let place = rest.index(forKey: key) {
      rest.values[place].amount.add(amount)
      return
    }
    let cause = decided.map { HostCause($0, in: module) } ?? other ?? .undecided
    rest[key] = .init(cause: cause, operation: operation, amount: amount, example: id)
  }

  // MARK: Operators

  /// The nodes of `function` that are counted for the first time, dependencies first.
  private mutating func uncounted(of function: Function) throws(Diagnostic) -> [ID<Node>] {
    var nodes: [ID<Node>] = []
    var stack: [(id: ID<Node>, isLeft: Bool)] = [(function.body, false)]
    while let (id, isLeft) = stack.popLast() {
      try poll.check(after: 1 << 4)
      if isLeft {
        nodes.append(id)
        continue
      }
      guard !isCounted[Int(id.index)] else { continue }
      isCounted[Int(id.index)] = true
      stack.append((id, true))
      module.forEachDependencyReversed(of: id) { other in
        if !isCounted[Int(other.index)] { stack.append((other, false)) }
      }
    }
    return nodes
  }

  /// The name of the operator, if the node is one that computes.
  private func operation(_ id: ID<Node>) -> String? {
    module[id].isOperator ? module[id].op?.name : nil
  }

  private mutating func amount(
    of id: ID<Node>, on target: String?
  ) -> PartitionSummary.Amount {
    var amount = PartitionSummary.Amount()
    amount.operators = 1
    let count = module.multiplyAccumulates(of: id)
    amount.multiplyAccumulates = count ?? 0
    if let count, count > 0 { products.append(.init(id: id, count: count, target: target)) }
    var isSized = count != nil
    func add(_ bytes: Int?) {
      amount.bytes = capped(amount.bytes, bytes ?? 0)
      isSized = isSized && bytes != nil
    }
    for place in 0 ..< module[id].operandCount {
      add(module.byteCount(of: module[id].operand(place)))
    }
    add(module.byteCount(of: id))
    if !isSized { summary.unsized += 1 }
    return amount
  }

  /// The constants that the node is the first one of its owner to read.
  private mutating func weights(
    readBy id: ID<Node>, _ owner: Int32
  ) -> PartitionSummary.Amount {
    var amount = PartitionSummary.Amount()
    for place in 0 ..< module[id].operandCount {
      let operand = module[id].operand(place)
      guard let constant = module[operand].constant, lastReader[Int(operand.index)] != owner
      else { continue }
      lastReader[Int(operand.index)] = owner
      amount.weightBytes = capped(amount.weightBytes, constant.byteCount)
    }
    return amount
  }

}

extension Function {
  /// The accelerator whose region the function is, if it is one.
  fileprivate var compiler: String? { attributes.text("Compiler") }
}
