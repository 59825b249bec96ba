import CKernels
import ISA
import Simulation
import TargetKit

extension DecoupledMachine {

  /// Does the steps of a matrix or vector instruction up to `end`, or up to the first that is out
  /// of range, where it stops with a fault.
  mutating func runSteps(of index: Int, _ nest: Nest, _ vector: Vector?, to end: Int) {
    if state.step == 0 { clearAccess() }
    guard nest.count > 0 else {
      state.work += 1
      state.step = end
      return
    }
    let prepared = prepare(index, nest, vector)
    let stop = min(end, prepared.bad?.step ?? end)
    if stop > state.step { execute(prepared, nest, vector, to: stop) }
    if let bad = prepared.bad, bad.step < end { state.fault = bad.fault }
  }

  /// The micro-ops of an instruction and the first step that is out of range. They stay what they
  /// are while it runs, so that they are looked at once.
  mutating func prepare(_ index: Int, _ nest: Nest, _ vector: Vector?) -> PreparedNest {
    if let prepared, prepared.index == index, state.running == index { return prepared }
    let uops = decodedUops(of: nest)
    let extents = NestExtents(nest, uops)
    let bad = firstFault(of: index, nest, vector, uops, extents)
    let fresh = PreparedNest(index: index, uops: uops, extents: extents, bad: bad)
    prepared = fresh
    return fresh
  }

  /// The micro-ops of a nest, as far as the memory of micro-ops reaches.
  func decodedUops(of nest: Nest) -> [dk_uop] {
    let slot = plan.slot(of: plan.microOps)
    let begin = min(nest.begin, slot.depth)
    let count = max(0, min(nest.end, slot.depth) - begin)
    let set = plan.description.instructionSet
    func field(_ index: Int) -> dk_field {
      let field = set.microOp.fields[index]
      let mask: UInt64 = field.width == 64 ? .max : (1 << UInt64(field.width)) - 1
      return dk_field(lsb: UInt32(field.lsb), mask: mask)
    }
    let micro = plan.description.microOp
    let start = unsafe cells.base + slot.offset + begin * slot.elementBytes
    return unsafe [dk_uop](unsafeUninitializedCapacity: count) { buffer, filled in
      if let out = buffer.baseAddress {
        unsafe dk_decode(
          start.assumingMemoryBound(to: UInt8.self), count, UInt32(slot.elementBytes),
          field(micro.destination), field(micro.source), field(micro.weight), out)
      }
      filled = count
    }
  }

  private mutating func execute(
    _ prepared: PreparedNest, _ nest: Nest, _ vector: Vector?, to end: Int
  ) {
    let index = prepared.index
    let uops = prepared.uops
    let sums = plan.slot(of: plan.sums)
    let steps = end - state.step
    var loops = dk_nest(
      first: UInt64(state.step), count: UInt64(steps), uop_count: UInt32(nest.uopCount),
      inner_count: UInt32(nest.inner), dst_outer: UInt32(nest.destinationOuter),
      dst_inner: UInt32(nest.destinationInner), src_outer: UInt32(nest.sourceOuter),
      src_inner: UInt32(nest.sourceInner), wgt_outer: UInt32(nest.weightOuter),
      wgt_inner: UInt32(nest.weightInner), tag: UInt32(index + 1))
    announceSteps(of: index, nest, vector, prepared.extents)
    let cellBase = unsafe cells.base
    let acc = unsafe (cellBase + sums.offset).assumingMemoryBound(to: Int32.self)
    let stamps = unsafe (cellBase + sums.stamps).assumingMemoryBound(to: UInt32.self)
    let lanes = UInt32(plan.memories[plan.sums].lanes)
    unsafe uops.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      if let vector {
        let options = plan.description.options
        let overflow = vector.hasImmediate ? options.immediateShift : options.vectorShift
        var kind = dk_vector(
          lanes: lanes, operation: vector.operation ?? 0,
          has_immediate: vector.hasImmediate ? 1 : 0,
          immediate: Int32(truncatingIfNeeded: vector.immediate),
          saturates: overflow == .saturate ? 1 : 0)
        unsafe dk_alu(&loops, first, &kind, acc, stamps)
      } else if nest.isReset {
        unsafe dk_clear(&loops, first, lanes, acc, stamps)
      } else {
        unsafe multiply(&loops, first, acc, stamps)
      }
    }
    state.work += steps
    state.step = end
    if vector != nil {
      state.aluSteps += steps
    } else if !nest.isReset {
      state.gemmSteps += steps
    }
  }

  private func multiply(
    _ loops: inout dk_nest, _ uops: UnsafePointer<dk_uop>, _ acc: UnsafeMutablePointer<Int32>,
    _ stamps: UnsafeMutablePointer<UInt32>
  ) {
    let input = plan.slot(of: plan.input)
    let weight = plan.slot(of: plan.weight)
    let shape = plan.description.memories[plan.input].shape
    let columns = plan.description.memories[plan.weight].shape[0]
    unsafe dk_gemm(
      &loops, uops, UInt32(shape[0]), UInt32(columns), UInt32(shape[1]),
      (cells.base + input.offset).assumingMemoryBound(to: Int8.self),
      (cells.base + weight.offset).assumingMemoryBound(to: Int8.self), acc, stamps)
  }

  /// Says which elements the whole nest reads and writes, at most.
  private mutating func announceSteps(
    of index: Int, _ nest: Nest, _ vector: Vector?, _ extents: NestExtents
  ) {
    let sums = plan.slot(of: plan.sums)
    func access(_ range: ClosedRange<Int>, _ depth: Int) -> MachineState.Access {
      let low = min(range.lowerBound, depth)
      return MachineState.Access(
        instruction: index, elements: low ..< max(low, min(range.upperBound + 1, depth)))
    }
    let written = access(extents.destination, sums.depth)
    let elements = written.elements
    let start = sums.offset + elements.lowerBound * sums.elementBytes
    cells.willWrite(start ..< start + elements.count * sums.elementBytes)
    let stamps = sums.stamps + elements.lowerBound * 4
    cells.willWrite(stamps ..< stamps + elements.count * 4)
    func slot(_ memory: Int) -> Int { plan.layout.slotOfMemory[memory] }
    state.lastWrite[slot(plan.sums)] = written
    state.lastRead[slot(plan.microOps)] = MachineState.Access(
      instruction: index, elements: min(nest.begin, nest.end) ..< nest.end)
    if let vector {
      state.lastRead[slot(plan.sums)] =
        vector.hasImmediate ? written : access(extents.source, sums.depth)
    } else if !nest.isReset {
      state.lastRead[slot(plan.input)] = access(extents.source, plan.slot(of: plan.input).depth)
      state.lastRead[slot(plan.weight)] = access(extents.weight, plan.slot(of: plan.weight).depth)
      state.lastRead[slot(plan.sums)] = written
    }
  }

}

/// A matrix or vector instruction that is about to run.
struct PreparedNest: Sendable {
  let index: Int
  let uops: [dk_uop]
  let extents: NestExtents
  let bad: (step: Int, fault: Fault)?
}

/// The smallest and the largest index that the steps of a nest have.
struct NestExtents: Sendable {

  let destination: ClosedRange<Int>
  let source: ClosedRange<Int>
  let weight: ClosedRange<Int>

  init(_ nest: Nest, _ uops: [dk_uop]) {
    var low = (UInt32.max, UInt32.max, UInt32.max)
    var high = (UInt32.min, UInt32.min, UInt32.min)
    for uop in uops {
      low = (min(low.0, uop.dst), min(low.1, uop.src), min(low.2, uop.wgt))
      high = (max(high.0, uop.dst), max(high.1, uop.src), max(high.2, uop.wgt))
    }
    func range(_ low: UInt32, _ high: UInt32, _ outer: Int, _ inner: Int) -> ClosedRange<Int> {
      let most = max(0, nest.outer - 1) * outer + max(0, nest.inner - 1) * inner
      return Int(min(low, high)) ... Int(high) + most
    }
    destination = range(low.0, high.0, nest.destinationOuter, nest.destinationInner)
    source = range(low.1, high.1, nest.sourceOuter, nest.sourceInner)
    weight = range(low.2, high.2, nest.weightOuter, nest.weightInner)
  }

}
