import CKernels
import Effects
import ISA
import TargetKit

/// What the memory of micro-ops holds, as far as it can be known before the streams run.
struct MicroOpContents: Sendable {

  /// How sure an element is.
  private enum Certainty {
    static let neverLoaded: UInt8 = 1
    static let known: UInt8 = 0
    static let uncertain: UInt8 = 2
  }

  /// Decoded, for each element; of one that was never loaded that of 0.
  private(set) var uops: [dk_uop]

  /// For each element what is not certain about it.
  private var certainty: [UInt8]

  private let plan: MachinePlan

  /// Before the first instruction, when the memory holds 0.
  init(_ plan: MachinePlan) {
    self.plan = plan
    let depth = plan.slot(of: plan.microOps).depth
    let zero = MicroOpContents.decode(
      [UInt8](repeating: 0, count: plan.slot(of: plan.microOps).elementBytes), plan)
    uops = Array(repeating: zero.first ?? dk_uop(), count: depth)
    certainty = Array(repeating: Certainty.neverLoaded, count: depth)
  }

  /// What a machine holds now; all of it is certain.
  init(_ machine: DecoupledMachine) {
    plan = machine.plan
    let depth = plan.slot(of: plan.microOps).depth
    let whole = Nest(
      begin: 0, end: depth, outer: 1, inner: 1, destinationOuter: 0, destinationInner: 0,
      sourceOuter: 0, sourceInner: 0, weightOuter: 0, weightInner: 0, isReset: false)
    uops = machine.decodedUops(of: whole)
    certainty = Array(repeating: Certainty.known, count: depth)
  }

  /// Whether a micro-op of these depends on what is not known before a run.
  func isUncertain(_ elements: Range<Int>) -> Bool {
    certainty[elements].contains { $0 != Certainty.known }
  }

  /// Does what a load into the memory does; other instructions change nothing.
  /// - Cost: O(elements that are loaded).
  mutating func apply(_ index: Int, _ space: CellSpace) {
    guard let transfer = plan.instructions.transfer(.load, at: index),
      transfer.columns > 0, let memory = transfer.memory,
      plan.layout.slotOfMemory[memory] == plan.layout.slotOfMemory[plan.microOps],
      plan.isPossible(transfer)
    else { return }
    let size = plan.memories[memory].elementBytes
    let isCopy = plan.memories[memory].dramElementBytes == size
    let start = plan.address(of: transfer, memory)
    for line in 0 ..< transfer.height {
      let first = transfer.sram + line * transfer.width
      var bytes = [UInt8](repeating: 0, count: transfer.width * size)
      var certainty = Certainty.known
      let row = line - transfer.top
      if row >= 0, row < transfer.rows {
        let address = start + row * transfer.stride * plan.memories[memory].dramElementBytes
        let source = address ..< address + transfer.columns * size
        if !isCopy || space.isStored(source) || isRunElsewhere(index) {
          certainty = Certainty.uncertain
        }
        if isCopy { plan.workload.image.copy(source, to: &bytes, at: transfer.left * size) }
      }
      let decoded = MicroOpContents.decode(bytes, plan)
      uops.replaceSubrange(first ..< first + transfer.width, with: decoded)
      for element in first ..< first + transfer.width { self.certainty[element] = certainty }
    }
  }

  /// Whether another unit than the one that uses micro-ops loads them, so that what is there when
  /// they are used is a matter of order.
  private func isRunElsewhere(_ index: Int) -> Bool {
    let unit = plan.description.instruction(.gemm)?.unit
    return plan.description.units[plan.instructions[index].unit].name != unit
  }

  private static func decode(_ bytes: [UInt8], _ plan: MachinePlan) -> [dk_uop] {
    let size = plan.slot(of: plan.microOps).elementBytes
    var encoding = plan.encoding
    let count = bytes.count / size
    return unsafe bytes.withUnsafeBufferPointer { source in
      unsafe [dk_uop](unsafeUninitializedCapacity: count) { buffer, filled in
        if let out = buffer.baseAddress, let start = source.baseAddress {
          unsafe dk_decode(start, count, &encoding, out)
        }
        filled = count
      }
    }
  }

}

extension MemoryImage {

  /// Copies what is there of some bytes of DRAM into an array, from `place` on.
  fileprivate func copy(_ bytes: Range<Int>, to target: inout [UInt8], at place: Int) {
    var address = bytes.lowerBound
    while address < bytes.upperBound, let index = segmentIndex(containing: address) {
      let segment = segments[index]
      let end = min(bytes.upperBound, segment.addresses.upperBound)
      let begin = place + address - bytes.lowerBound
      target.replaceSubrange(
        begin ..< begin + end - address,
        with: segment.bytes[address - segment.address ..< end - segment.address])
      address = end
    }
  }

}
