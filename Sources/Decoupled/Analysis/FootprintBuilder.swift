import CKernels
import TargetKit

/// Works out which cells instructions read and write, without running them.
///
/// The loops of a nest add multiples of two strides to the indices of its micro-ops; the elements
/// that all of that reaches are filled by doubling, so that how often a nest goes round costs
/// nothing.
struct FootprintBuilder {

  let plan: MachinePlan
  let space: CellSpace

  private var sums: ElementSet
  private var sources: ElementSet
  private var input: ElementSet
  private var weight: ElementSet

  init(_ plan: MachinePlan, _ space: CellSpace) {
    self.plan = plan
    self.space = space
    sums = ElementSet(depth: plan.memories[plan.sums].depth)
    sources = sums
    input = ElementSet(depth: plan.memories[plan.input].depth)
    weight = ElementSet(depth: plan.memories[plan.weight].depth)
  }

  /// Fills `footprint` with what the instruction at `index` touches.
  /// - Parameter microOps: what stands in the memory of micro-ops.
  /// - Cost: O(rows of DRAM + micro-ops + depths / 64), whatever the counts of loops.
  mutating func fill(_ footprint: inout Footprint, with index: Int, _ microOps: MicroOpContents) {
    footprint.removeAll()
    footprint.isFaulty =
      plan.description.options.unboundFlag == .fault
      && plan.instructions.hasUnboundFlag(at: index)
    switch plan.instructions.operation(at: index) {
    case .transfer(let transfer): fill(&footprint, transfer)
    case .nest(let nest, let vector): fill(&footprint, nest, vector, microOps)
    case .end: break
    case .undefined: footprint.isFaulty = true
    }
  }

  private func fill(_ footprint: inout Footprint, _ transfer: Transfer) {
    guard plan.isPossible(transfer) else {
      footprint.isFaulty = true
      return
    }
    guard transfer.columns > 0, let memory = transfer.memory else { return }
    let (count, isStore) = (transfer.count, transfer.isStore)
    let base = space.bases[plan.layout.slotOfMemory[memory]] + transfer.sram
    if count > 0 {
      if isStore {
        footprint.reads.append(base ..< base + count)
      } else {
        footprint.writes.append(base ..< base + count)
      }
    }
    plan.forEachRow(of: transfer) { bytes in
      space.forEachCells(of: bytes) { cells in
        if isStore { footprint.writes.append(cells) } else { footprint.reads.append(cells) }
      }
    }
  }

  private mutating func fill(
    _ footprint: inout Footprint, _ nest: Nest, _ vector: Vector?, _ microOps: MicroOpContents
  ) {
    guard nest.outer > 0, nest.inner > 0, nest.uopCount > 0 else { return }
    if let vector, vector.operation == nil {
      footprint.isFaulty = true
      return
    }
    let depth = microOps.uops.count
    let range = min(nest.begin, depth) ..< max(min(nest.begin, depth), min(nest.end, depth))
    if range.count < nest.uopCount { footprint.isFaulty = true }
    guard !range.isEmpty else { return }
    footprint.isDataDependent = microOps.isUncertain(range)
    append(range, of: plan.microOps, to: &footprint.reads)
    let uops = microOps.uops[range]
    let isVector = vector != nil
    let isProduct = !isVector && !nest.isReset
    let checksSource = plan.description.options.checksUnusedSource
    let readsSource = isVector && vector?.hasImmediate == false
    if isProduct || isVector && (readsSource || checksSource) {
      let (outer, inner) = (nest.sourceOuter, nest.sourceInner)
      if isProduct {
        let isIn = FootprintBuilder.fill(&input, nest, uops, \.src, outer, inner)
        if !isIn { footprint.isFaulty = true }
        input.appendRanges(from: base(of: plan.input), to: &footprint.reads)
        let (outer, inner) = (nest.weightOuter, nest.weightInner)
        if !FootprintBuilder.fill(&weight, nest, uops, \.wgt, outer, inner) {
          footprint.isFaulty = true
        }
        weight.appendRanges(from: base(of: plan.weight), to: &footprint.reads)
      } else {
        if !FootprintBuilder.fill(&sources, nest, uops, \.src, outer, inner) {
          footprint.isFaulty = true
        }
        if readsSource { sources.appendRanges(from: base(of: plan.sums), to: &footprint.reads) }
      }
    }
    let (outer, inner) = (nest.destinationOuter, nest.destinationInner)
    if !FootprintBuilder.fill(&sums, nest, uops, \.dst, outer, inner) { footprint.isFaulty = true }
    sums.appendRanges(from: base(of: plan.sums), to: &footprint.writes)
    guard isVector || isProduct else { return }
    footprint.reads += footprint.writes
    if let results = plan.roles.results {
      sums.appendRanges(from: base(of: results), to: &footprint.writes)
    }
  }

  private func base(of memory: Int) -> Int { space.bases[plan.layout.slotOfMemory[memory]] }

  private func append(_ elements: Range<Int>, of memory: Int, to ranges: inout [Range<Int>]) {
    let base = base(of: memory)
    ranges.append(base + elements.lowerBound ..< base + elements.upperBound)
  }

  /// Fills a set with the elements that one index of the steps of a nest reaches.
  /// - Returns: whether the memory has all of them.
  private static func fill(
    _ set: inout ElementSet, _ nest: Nest, _ uops: ArraySlice<dk_uop>,
    _ part: (dk_uop) -> UInt32, _ outer: Int, _ inner: Int
  ) -> Bool {
    set.removeAll()
    let largest = set.insert(uops) { Int(part($0)) }
    set.spread(count: nest.inner, stride: inner)
    set.spread(count: nest.outer, stride: outer)
    return largest + (nest.outer - 1) * outer + (nest.inner - 1) * inner < set.depth
  }

}
