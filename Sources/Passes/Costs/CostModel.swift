import GraphIR
import Support
import Tensors

/// What parts of a program are estimated to cost, on accelerators and on the host.
///
///     host         products / rate + bytes of each operator / rate
///     accelerator  max(matrix steps + vector steps, bytes of DRAM / bytes a cycle) + overhead
///     border       bytes in and out / rate
///     region       border + launch + its composites and operators on the accelerator
///
/// - Cost: O(nodes), without running or lowering anything.
struct CostModel: Sendable {

  /// How often the vector unit goes through the elements of an operator that is not here: once.
  private static let passes: [Op: Int] = [Cast.op: 0, Clip.op: 2]

  private let targets: [TargetInterface]
  private let weights: CostWeights

  init(_ targets: [TargetInterface], _ weights: CostWeights = CostWeights()) {
    self.targets = targets
    self.weights = weights
  }

  /// What is known of `target`; what holds for all where it is none of those that there are.
  func rates(of target: String?) -> TargetRates {
    let known = targets.first { $0.name == target } ?? targets.first
    var rates = known?.rates ?? TargetRates()
    rates.host = weights.applied(to: rates.host)
    return rates
  }

  /// The host that runs what no accelerator has.
  private var host: HostRates { rates(of: nil).host }

  // MARK: The host

  /// What the node takes on the host: an operator, or the operators of a composite.
  func hostTime(of id: ID<Node>, in module: GraphModule) -> CostTime {
    module.operators(inside: id).reduce(.zero) { sum, op in
      let bytes = (module[op].operands + [op]).reduce(0) {
        capped($0, module.byteCount(of: $1) ?? 0)
      }
      return sum + hostTime(products: module.multiplyAccumulates(of: op) ?? 0, bytes: bytes)
    }
  }

  private func hostTime(products: Int, bytes: Int) -> CostTime {
    CostTime(Double(products), per: Double(host.products))
      + CostTime(Double(bytes), per: Double(host.bytes))
  }

  // MARK: Accelerators

  /// What `target` takes for the node, its operands and its results in DRAM.
  /// - Units: cycles.
  func cycles(of id: ID<Node>, on target: String, in module: GraphModule) -> Int {
    let operators = module.operators(inside: id)
    guard !operators.isEmpty, !isAlias(id, of: target, in: module) else { return 0 }
    let rates = rates(of: target)
    var (steps, moved) = (0.0, 0.0)
    for op in operators {
      steps += self.steps(of: op, rates, in: module)
      for operand in module[op].operands {
        if let constant = module[operand].constant { moved += Double(constant.byteCount) }
      }
    }
    for value in module.arguments(of: id) + [id] where module[value].constant == nil {
      moved += Double(module.byteCount(of: value) ?? 0)
    }
    let cycles = max(steps, moved / rates.bytesPerCycle) + rates.overhead
    return cycles < Double(CostTime.most) ? Int(cycles.rounded()) : CostTime.most
  }

  /// - Units: cycles.
  private func steps(of id: ID<Node>, _ rates: TargetRates, in module: GraphModule) -> Double {
    guard case .call(let op, let attributes) = module[id].kind else { return 0 }
    let products = Double(module.multiplyAccumulates(of: id) ?? 0)
    guard products == 0 else {
      let block = Double(rates.inputBlock * rates.outputBlock)
      return products / block * filling(of: id, rates, in: module) * rates.matrixStep
    }
    let window = attributes[Self.window].product
    guard !op.has(.moves) || window > 1 else { return 0 }
    let result = Double(module.elementCount(of: id)) * Double(window)
    let read = module[id].operands.map { Double(module.elementCount(of: $0)) }.max() ?? 0
    let passes = Double(Self.passes[op] ?? 1)
    return (max(result, read) / Double(rates.outputBlock)).rounded(.up) * passes * rates.vectorStep
  }

  /// What operators have that go over a window.
  private static let window = AttributeKey("pool_size", default: [Int](), "the window")

  /// By how much more there is to compute because blocks of channels are not full.
  private func filling(of id: ID<Node>, _ rates: TargetRates, in module: GraphModule) -> Double {
    guard module[id].operands.count > 1,
      let weights = module[module[id].operands[1]].type?.tensor?.extents, weights.count > 1
    else { return 1 }
    func filling(_ extent: Int, _ block: Int) -> Double {
      let (extent, block) = (Double(max(1, extent)), Double(block))
      return (extent / block).rounded(.up) * block / extent
    }
    return filling(weights[0], rates.outputBlock) * filling(weights[1], rates.inputBlock)
  }

  /// Whether the composite only names a value.
  private func isAlias(_ id: ID<Node>, of target: String, in module: GraphModule) -> Bool {
    guard let callee = module[id].operands.first,
      let name = module[callee].function?.attributes.text("Composite")
    else { return false }
    let patterns = targets.first { $0.name == target }?.patterns
    return patterns?.first { $0.name == name }?.kind == "alias"
  }

  func time(ofCycles cycles: Int, on target: String) -> CostTime {
    CostTime(Double(cycles), per: rates(of: target).clock)
  }

  // MARK: Borders

  func launchTime(of target: String) -> CostTime {
    CostTime(Double(rates(of: target).host.launch), per: 1e9)
  }

  func borderTime(ofBytes bytes: Int, on target: String) -> CostTime {
    CostTime(Double(bytes), per: Double(rates(of: target).host.border))
  }

}

extension GraphModule {

  /// The operators that the node computes: itself, or those of the composite that it calls.
  func operators(inside id: ID<Node>) -> [ID<Node>] {
    if isOperator(id) { return [id] }
    guard case .apply = self[id].kind, let callee = self[id].operands.first,
      let function = self[callee].function, function.attributes["Composite"] != nil
    else { return [] }
    return postorder(of: function).filter { isOperator($0) }
  }

  /// - Units: bytes of all tensors of the value; nil where an extent is not known.
  func byteCount(of id: ID<Node>) -> Int? {
    if let constant = self[id].constant { return constant.byteCount }
    guard let type = self[id].type else { return nil }
    if case .tensor(let tensor) = type { return tensor.byteCount }
    var sum = 0
    for tensor in type.tensors {
      guard let count = tensor.byteCount else { return nil }
      sum = capped(sum, count)
    }
    return sum
  }

  /// The values that the node reads, without what it calls.
  fileprivate func arguments(of id: ID<Node>) -> [ID<Node>] {
    guard case .apply = self[id].kind else { return self[id].operands }
    return Array(self[id].operands.dropFirst())
  }

  /// As far as extents are known.
  fileprivate func elementCount(of id: ID<Node>) -> Int {
    self[id].type?.tensors.reduce(0) { capped($0, $1.count ?? 0) } ?? 0
  }

}
