import CKernels
import Simulation
import TargetKit

extension DecoupledMachine {

  /// Does the rows of a load from `first` to `end`.
  @inline(__always)
  func load(_ index: Int, _ record: InstructionRecord, _ first: Int, _ end: Int) {
    let transfer = unsafe plan.transfers.start + Int(record.detail)
    let slot = unsafe Int(transfer.pointee.slot)
    let low = unsafe transfer.pointee.low
    let high = unsafe transfer.pointee.high
    let copy = unsafe transfer.pointer(to: \.copy)!
    let width = (high - low) / record.steps
    let elements = (end - first) * width
    let size = unsafe Int(copy.pointee.sram_bytes)
    let cells = cells
    unsafe cells.willWrite(copy.pointee.sram + first * width * size, elements * size)
    unsafe cells.willWrite(copy.pointee.stamps + first * width * 4, elements * 4)
    unsafe dk_load(
      plan.level, cells.base.assumingMemoryBound(to: UInt8.self), copy, UInt32(first),
      UInt32(end), UInt32(index + 1))
    storage.willLoad(slot, low, high, plan)
    state.setLastWrite(slot, index, low, high)
    if end == record.steps {
      unsafe state.countLoad(Int(transfer.pointee.memory), transfer.pointee.counted)
    }
  }

  /// Does the rows of a store from `first` to `end`.
  @inline(__always)
  func store(_ index: Int, _ record: InstructionRecord, _ first: Int, _ end: Int) {
    let transfer = unsafe plan.transfers.start + Int(record.detail)
    let copy = unsafe transfer.pointer(to: \.copy)!
    unsafe announceStore(copy, first, end)
    unsafe dk_store(
      plan.level, cells.base.assumingMemoryBound(to: UInt8.self), copy, UInt32(first), UInt32(end))
    unsafe state.setLastRead(
      Int(transfer.pointee.slot), index, transfer.pointee.low, transfer.pointee.high)
    if end == record.steps {
      unsafe state.countStore(Int(transfer.pointee.memory), transfer.pointee.counted)
    }
  }

  @inline(__always)
  private func announceStore(_ copy: UnsafePointer<dk_transfer>, _ first: Int, _ end: Int) {
    let stride = unsafe copy.pointee.stride
    let bytes = unsafe Int(copy.pointee.columns * copy.pointee.dram_bytes)
    let start = unsafe copy.pointee.dram + first * stride
    if stride <= max(bytes, Page.size) {
      cells.willWrite(start, (end - first - 1) * stride + bytes)
    } else {
      for row in 0 ..< end - first { cells.willWrite(start + row * stride, bytes) }
    }
  }

  /// The bytes of DRAM from the first to the last of a transfer.
  func dramRange(of transfer: Transfer, _ memory: Int) -> Range<Int>? {
    guard transfer.rows > 0, transfer.columns > 0 else { return nil }
    let start = address(of: transfer, memory)
    let elements = (transfer.rows - 1) * transfer.stride + transfer.columns
    return start ..< start + elements * plan.memories[memory].dramElementBytes
  }

  /// The byte at a physical address; `nil` if there is none.
  func dram(at address: Int) -> UnsafeMutableRawPointer? {
    guard let segment = plan.layout.segment(containing: address) else { return nil }
    return unsafe cells.base + segment.offset + address - segment.address
  }

}
