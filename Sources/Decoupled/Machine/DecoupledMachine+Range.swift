import CKernels
import Simulation

extension DecoupledMachine {

  /// One index of the steps of a nest, and the memory that it has to be in.
  private struct Index {
    let memory: Int
    let outer: Int
    let inner: Int
    let part: (dk_uop) -> UInt32
  }

  /// The first step of a nest that has an index out of range, if there is one.
  func firstFault(of index: Int) -> (step: Int, fault: Fault)? {
    let operation = plan.instructions[index].operation
    return operation.nest.flatMap {
      firstFault(of: index, $0, operation.vector, decodedUops(of: $0))
    }
  }

  /// The same of a nest with these micro-ops, as far as their memory reaches.
  func firstFault(
    of index: Int, _ nest: Nest, _ vector: Vector?, _ uops: [dk_uop]
  ) -> (step: Int, fault: Fault)? {
    var first: (step: Int, fault: Fault)?
    if uops.count < nest.uopCount {
      let name = plan.description.memories[plan.microOps].name
      let depth = plan.slot(of: plan.microOps).depth
      let element = max(nest.begin, depth)
      first = (uops.count, outOfRange(index, uops.count, element, name, depth))
    }
    for kind in checkedIndices(nest, vector) {
      guard let step = firstStep(of: nest, uops, kind), step < first?.step ?? .max else { continue }
      let loop = step / nest.uopCount
      let element =
        Int(kind.part(uops[step % nest.uopCount])) + loop / nest.inner * kind.outer
        + loop % nest.inner * kind.inner
      let memory = plan.memories[kind.memory]
      first = (step, outOfRange(index, step, element, memory.name, memory.depth))
    }
    return first
  }

  private func outOfRange(
    _ index: Int, _ step: Int, _ element: Int, _ name: String, _ depth: Int
  ) -> Fault {
    fault(
      .memoryRange, index,
      "its micro-op step \(step) needs element \(element) of `\(name)`, which has \(depth)")
  }

  private func checkedIndices(_ nest: Nest, _ vector: Vector?) -> [Index] {
    let destination = Index(
      memory: plan.sums, outer: nest.destinationOuter, inner: nest.destinationInner, part: \.dst)
    func source(_ memory: Int) -> Index {
      Index(memory: memory, outer: nest.sourceOuter, inner: nest.sourceInner, part: \.src)
    }
    if let vector {
      let isRead = !vector.hasImmediate || plan.description.options.checksUnusedSource
      return isRead ? [destination, source(plan.sums)] : [destination]
    }
    if nest.isReset { return [destination] }
    let weight = Index(
      memory: plan.weight, outer: nest.weightOuter, inner: nest.weightInner, part: \.wgt)
    return [destination, source(plan.input), weight]
  }

  /// The first step whose index reaches the depth of the memory.
  /// - Cost: O(micro-ops + outer loop).
  private func firstStep(of nest: Nest, _ uops: [dk_uop], _ index: Index) -> Int? {
    guard let largest = uops.map(index.part).max() else { return nil }
    let depth = plan.memories[index.memory].depth
    for outer in 0 ..< nest.outer {
      let base = Int(largest) + outer * index.outer
      guard base + (nest.inner - 1) * index.inner >= depth else { continue }
      let inner = base >= depth ? 0 : (depth - base + index.inner - 1) / index.inner
      let offset = outer * index.outer + inner * index.inner
      guard let uop = uops.firstIndex(where: { Int(index.part($0)) + offset >= depth }) else {
        continue
      }
      return (outer * nest.inner + inner) * nest.uopCount + uop
    }
    return nil
  }

}
