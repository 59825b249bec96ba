extension DecoupledMachine {

  /// The bytes of DRAM from the first to the last of a transfer.
  func dramRange(of transfer: Transfer, _ memory: Int) -> Range<Int>? {
    guard transfer.rows > 0, transfer.columns > 0 else { return nil }
    let start = address(of: transfer, memory)
    let elements = (transfer.rows - 1) * transfer.stride + transfer.columns
    return start ..< start + elements * plan.memories[memory].dramElementBytes
  }

  /// The byte at a physical address; `nil` if there is none.
  func dram(at address: Int) -> UnsafeRawPointer? {
    guard let segment = plan.layout.segment(containing: address) else { return nil }
    return unsafe cells.base + segment.offset + address - segment.address
  }

}
