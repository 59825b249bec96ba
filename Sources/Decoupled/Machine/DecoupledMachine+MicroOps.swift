import CKernels
import Simulation
import TargetKit

extension DecoupledMachine {

  /// Whether the first step of a nest is out of range, which keeps it from being begun.
  @inline(__always)
  mutating func isFaultyAtOnce(_ index: Int, _ record: InstructionRecord) -> Bool {
    let shape = unsafe storage.shape(Int(record.detail), of: index, plan)
    guard unsafe shape.pointee.is_bad != 0 || record.isClipped else { return false }
    guard let bad = firstFault(of: index), bad.step == 0 else { return false }
    fault = bad.fault
    return true
  }

  /// Does the steps of a matrix or vector instruction from `first` to `end`, or to the first that
  /// is out of range, where it stops with a fault.
  @inline(__always)
  mutating func runNest(_ index: Int, _ record: InstructionRecord, _ first: Int, _ end: Int) {
    let shape = unsafe storage.shape(Int(record.detail), of: index, plan)
    var stop = end
    if unsafe shape.pointee.is_bad != 0 || record.isClipped, let bad = firstFault(of: index),
      bad.step < end
    {
      stop = bad.step
      fault = bad.fault
    }
    let steps = stop - first
    guard steps > 0 else { return }
    unsafe announce(index, record, shape)
    unsafe execute(index, record, shape, first, steps)
    if let results = plan.results, record.kind != .clear {
      unsafe copyResults(index, shape, to: results)
    }
    state[.work] += steps * record.stepWork
    state.setStep(Int(record.unit), stop)
    switch record.kind {
    case .alu: state[.aluSteps] += steps
    case .gemm: state[.gemmSteps] += steps
    default: break
    }
  }

  @inline(__always)
  private func execute(
    _ index: Int, _ record: InstructionRecord, _ shape: UnsafeMutablePointer<dk_shape>,
    _ first: Int, _ steps: Int
  ) {
    let sums = plan.sumsSlot
    let base = unsafe cells.base
    let acc = unsafe (base + sums.offset).assumingMemoryBound(to: Int32.self)
    let stamps = unsafe (base + sums.stamps).assumingMemoryBound(to: UInt32.self)
    let uops = unsafe UnsafePointer(shape.pointee.uops)
    let loops = unsafe shape.pointer(to: \.loops)!
    unsafe loops.pointee.first = UInt64(first)
    unsafe loops.pointee.count = UInt64(steps)
    unsafe loops.pointee.tag = UInt32(index + 1)
    switch record.kind {
    case .alu:
      unsafe dk_alu(
        plan.level, loops, uops, plan.vectors.start + Int(record.vector), acc, stamps)
    case .clear: unsafe dk_clear(plan.level, loops, uops, plan.product.lanes, acc, stamps)
    default:
      let size = plan.product
      let inputs = unsafe (base + size.input.offset).assumingMemoryBound(to: Int8.self)
      let weights = unsafe (base + size.weight.offset).assumingMemoryBound(to: Int8.self)
      if steps == record.steps, steps >= DecoupledMachine.fewSteps,
        let shadow = unsafe storage.shadow,
        unsafe dk_multiply(shadow, shape, UInt32(index + 1), inputs, weights, acc, stamps) != 0
      {
        return
      }
      unsafe dk_gemm(
        plan.level, loops, uops, size.rows, size.columns, size.depth, inputs, weights, acc, stamps)
    }
  }

  /// Narrows what a nest has computed so far into the memory that is stored.
  private func copyResults(
    _ index: Int, _ shape: UnsafeMutablePointer<dk_shape>, to results: ResultPlace
  ) {
    let sums = plan.sumsSlot
    let depth = min(sums.depth, results.slot.depth)
    let low = unsafe min(Int(shape.pointee.low.0), depth)
    let high = unsafe min(Int(shape.pointee.high.0) + 1, depth)
    let size = results.slot.elementBytes
    cells.willWrite(results.slot.offset + low * size, (high - low) * size)
    cells.willWrite(results.slot.stamps + low * 4, (high - low) * 4)
    let base = unsafe cells.base
    unsafe dk_results(
      (base + sums.offset).assumingMemoryBound(to: Int32.self),
      (base + sums.stamps).assumingMemoryBound(to: UInt32.self), low, high, UInt32(index + 1),
      plan.product.lanes, results.valueBytes,
      (base + results.slot.offset).assumingMemoryBound(to: UInt8.self),
      (base + results.slot.stamps).assumingMemoryBound(to: UInt32.self))
    state.setLastWrite(results.number, index, low, high)
  }

  /// Below so many steps nobody looks for a blocked product.
  private static var fewSteps: Int { 16 }

  /// Says which elements the whole nest reads and writes, at most.
  @inline(__always)
  private func announce(
    _ index: Int, _ record: InstructionRecord, _ shape: UnsafeMutablePointer<dk_shape>
  ) {
    let sums = plan.sumsSlot
    let state = state
    let low = unsafe min(Int(shape.pointee.low.0), sums.depth)
    let high = unsafe min(Int(shape.pointee.high.0) + 1, sums.depth)
    cells.willWrite(sums.offset + low * sums.elementBytes, (high - low) * sums.elementBytes)
    cells.willWrite(sums.stamps + low * 4, (high - low) * 4)
    state.setLastWrite(plan.sumsNumber, index, low, high)
    let first = unsafe Int(shape.pointee.first_uop)
    let count = unsafe Int(shape.pointee.loops.uop_count)
    state.setLastRead(plan.microOpsNumber, index, first, first + count)
    if record.kind == .alu {
      let isImmediate = plan.vectors[Int(record.vector)].has_immediate != 0
      let source = unsafe (Int(shape.pointee.low.1), Int(shape.pointee.high.1))
      state.setLastRead(
        plan.sumsNumber, index, isImmediate ? low : min(source.0, sums.depth),
        isImmediate ? high : min(source.1 + 1, sums.depth))
    } else if record.kind == .gemm {
      unsafe noteRead(
        plan.inputNumber, plan.product.input.depth, index, shape.pointee.low.1, shape.pointee.high.1
      )
      unsafe noteRead(
        plan.weightNumber, plan.product.weight.depth, index, shape.pointee.low.2,
        shape.pointee.high.2)
      state.setLastRead(plan.sumsNumber, index, low, high)
    }
  }

  @inline(__always)
  private func noteRead(_ slot: Int, _ depth: Int, _ index: Int, _ low: UInt64, _ high: UInt64) {
    state.setLastRead(slot, index, min(Int(low), depth), min(Int(high) + 1, depth))
  }

  /// The micro-ops of a nest, as far as the memory of micro-ops reaches.
  func decodedUops(of nest: Nest) -> [dk_uop] {
    let slot = plan.slot(of: plan.microOps)
    let begin = min(nest.begin, slot.depth)
    let count = max(0, min(nest.end, slot.depth) - begin)
    let start = unsafe cells.base + slot.offset + begin * slot.elementBytes
    var encoding = plan.encoding
    return unsafe [dk_uop](unsafeUninitializedCapacity: count) { buffer, filled in
      if let out = buffer.baseAddress {
        unsafe dk_decode(start.assumingMemoryBound(to: UInt8.self), count, &encoding, out)
      }
      filled = count
    }
  }

}

/// The sizes of a product, and where its factors are.
struct ProductSizes: Sendable {
  let rows, columns, depth, lanes: UInt32
  let input, weight: MachineLayout.Slot

  init(_ description: TargetDescription, _ roles: MemoryRoles, _ memories: [PlannedMemory]) {
    let input = description.memories[roles.input].shape
    let weight = description.memories[roles.weight].shape
    rows = UInt32(input.first ?? 1)
    depth = UInt32(input.count > 1 ? input[1] : 1)
    columns = UInt32(weight.first ?? 1)
    lanes = UInt32(memories[roles.sums].lanes)
    self.input = memories[roles.input].slot
    self.weight = memories[roles.weight].slot
  }
}
