import GraphIR
import OrderedCollections
import Support
import Tensors

/// Chooses how the values of `main` are laid out, and which of them accelerators use where they
/// are.
///
/// What a region gives stays as the region puts it, and what a region takes is put there as the
/// region takes it: the host's operators read and write it in that layout. Between two regions,
/// what works on each element alone keeps it.
/// - Cost: O(nodes + operands).
struct LayoutPlanner: Sendable {

  let module: GraphModule
  let targets: [TargetInterface]
  let allocator: HostAllocator
  let lifetimes: Lifetimes

  /// Whether what the caller gives stands where an accelerator can take it from.
  let sharesInputs: Bool

  private(set) var values: [MemoryPlan.Value] = []
  private(set) var fusions: [MemoryPlan.Fusion] = []

  /// The calls of regions, in the order of the steps.
  private(set) var calls: OrderedDictionary<ID<Node>, RegionCall> = [:]

  /// The operators that can work in a layout, and those that do.
  private var candidates: [ID<Node>: Candidate] = [:]
  private var inPlace: Set<ID<Node>> = []

  private struct Candidate {
    var result: Int
    var operands: Set<Int>
    var packing: MemoryPlan.Packing
  }

  init(
    _ module: GraphModule, _ targets: [TargetInterface], _ allocator: HostAllocator,
    _ lifetimes: Lifetimes, sharesInputs: Bool
  ) {
    self.module = module
    self.targets = targets
    self.allocator = allocator
    self.lifetimes = lifetimes
    self.sharesInputs = sharesInputs
    values = lifetimes.values
    for step in lifetimes.steps where module[step].form == .apply {
      if let call = RegionCall(step, in: module, lifetimes) { calls[step] = call }
    }
    for call in calls.values { fixResults(of: call) }
    for call in calls.values { fixArguments(of: call) }
    // An operator of the host works in the layout of what crosses, or in none.
    guard values.contains(where: { $0.packing != nil }) else { return }
    for step in lifetimes.steps { findCandidate(step) }
    for step in lifetimes.steps.reversed() { keep(step) }
    for index in values.indices where values[index].packing != nil { resize(index) }
    for step in lifetimes.steps where calls[step] == nil { fuse(step) }
  }

  // MARK: Regions

  /// The accelerator, if it and the host use one allocator and it takes `type`.
  private func target(_ name: String, sharing type: TensorType) -> TargetInterface? {
    guard let target = targets.first(where: { $0.name == name }), allocator.shares(with: target),
      type.element == target.types.data || !target.handover.isOfOneType, type.extents != nil
    else { return nil }
    return target
  }

  private mutating func fixResults(of call: RegionCall) {
    for crossing in call.outputs {
      guard let target = target(call.target, sharing: crossing.type), let value = crossing.value
      else { continue }
      values[value].isShared = true
      values[value].packing = packing(target.handover.layout(.toHost), crossing.type)
    }
  }

  private mutating func fixArguments(of call: RegionCall) {
    for crossing in call.inputs {
      guard let target = target(call.target, sharing: crossing.type), let value = crossing.value,
        !values[value].isShared
      else { continue }
      let packing = packing(target.handover.layout(.toAccelerator), crossing.type)
      // The caller's memory is as the caller has it.
      if values[value].role == .input, packing != nil || !sharesInputs { continue }
      values[value].isShared = true
      values[value].packing = packing
    }
  }

  /// - Returns: nil where the host has the same bytes.
  private func packing(_ layout: BlockedLayout, _ type: TensorType) -> MemoryPlan.Packing? {
    guard let extents = type.extents, !layout.isPlain(extents) else { return nil }
    return MemoryPlan.Packing(layout: layout, extents: extents)
  }

  private mutating func resize(_ index: Int) {
    guard let packing = values[index].packing else { return }
    values[index].byteCount =
      packing.layout.byteCount(packing.extents) * values[index].type.element.byteSize
  }

  // MARK: Operators of the host

  /// The layout of the operator's operands, if it can work in it.
  private mutating func findCandidate(_ step: ID<Node>) {
    guard let op = module[step].op, let freedom = LayoutFreedom(op),
      let extents = module[step].type?.tensor?.extents,
      let result = lifetimes.firstValue(of: step), values[result].node == step
    else { return }
    var packings: Set<MemoryPlan.Packing> = []
    var operands: Set<Int> = []
    for operand in module[step].operands {
      if let constant = module[operand].constant {
        guard freedom.takes(constant: constant.shape, beside: extents) else { return }
        continue
      }
      guard let value = lifetimes.firstValue(of: operand),
        values[value].node == operand, let packing = packing(of: value),
        packing.extents == extents
      else { return }
      operands.insert(value)
      packings.insert(packing)
    }
    guard packings.count == 1, let packing = packings.first else { return }
    if let own = values[result].packing, own != packing { return }
    if values[result].isShared, values[result].packing == nil { return }
    candidates[step] = Candidate(result: result, operands: operands, packing: packing)
  }

  /// How a value is laid out, or could be.
  private func packing(of value: Int) -> MemoryPlan.Packing? {
    values[value].packing ?? candidates[values[value].node]?.packing
  }

  /// Lets the operator work in the layout if a region takes its result, at last, in the same one.
  private mutating func keep(_ step: ID<Node>) {
    guard let candidate = candidates[step], values[candidate.result].packing == candidate.packing
    else { return }
    inPlace.insert(step)
    let type = values[candidate.result].type
    for operand in candidate.operands {
      values[operand].packing = candidate.packing
      // What has the type that crosses can be replaced by it, and needs no place of its own.
      if values[candidate.result].isShared,
        values[operand].type == type
      {
        values[operand].isShared = true
      }
    }
  }

  private mutating func fuse(_ step: ID<Node>) {
    let works = inPlace.contains(step)
    let operands = module[step].operands.flatMap { lifetimes.tensors(of: $0).joined() }
    let results = lifetimes.tensors(of: step).joined()
    for value in OrderedSet(operands) where values[value].packing != nil {
      fusions.append(.init(step: step, value: value, work: works ? .inPlace : .reads))
    }
    for value in results where values[value].packing != nil && values[value].node == step {
      fusions.append(.init(step: step, value: value, work: works ? .inPlace : .writes))
    }
  }

  // MARK: In place

  /// Notes which values may replace one of their operands: the operator works on each element
  /// alone, and is the last that reads it.
  func replacing(_ values: [MemoryPlan.Value]) -> [Int: Int] {
    var found: [Int: Int] = [:]
    for (place, step) in lifetimes.steps.enumerated() {
      guard let op = module[step].op, LayoutFreedom(op) != nil,
        let result = lifetimes.firstValue(of: step),
        values[result].role == .temporary, values[result].node == step
      else { continue }
      found[result] = module[step].operands.lazy.compactMap { operand in
        lifetimes.firstValue(of: operand)
      }.first { value in
        values[value].role == .temporary && values[value].life.upperBound == place + 1
          && values[value].isShared == values[result].isShared
          && values[value].packing == values[result].packing
          && values[value].byteCount == values[result].byteCount
          && values[value].views.isEmpty
          && module[values[value].node].type == module[step].type
      }
    }
    return found
  }

}
