/// Which kernels of micro-ops are in the memory, so that each is loaded only when it is not.
///
/// Kernels are put behind each other; at the end of the memory it begins anew, and what is
/// overwritten has to be loaded again. Starts are even, because a bus may carry two at a time.
struct MicroOpCache: Sendable {

  struct Place: Sendable {

    /// The first micro-op in the memory.
    var address: Int

    /// What has to be loaded before, in micro-ops in DRAM; `nil` if it is there.
    var load: (offset: Int, count: Int)?
  }

  /// Every kernel that was ever placed, once, as it stands in DRAM.
  private(set) var written: [MicroOp] = []

  private let capacity: Int
  private var next = 0
  private var offsets: [[MicroOp]: Int] = [:]
  private var addresses: [[MicroOp]: Int] = [:]

  init(capacity: Int) { self.capacity = capacity }

  /// - Before: `kernel` is not larger than the memory.
  mutating func place(_ kernel: [MicroOp]) -> Place {
    if let address = addresses[kernel] { return Place(address: address, load: nil) }
    let count = min(kernel.count + kernel.count % 2, capacity)
    if next + count > capacity { next = 0 }
    let taken = next ..< next + count
    addresses = addresses.filter { other, address in
      !(address ..< address + max(1, other.count)).overlaps(taken)
    }
    addresses[kernel] = next
    let place = Place(address: next, load: (offset(of: kernel, count), count))
    next += count
    return place
  }

  /// The memory when everything that was ever placed is in it from the start, as it stands in DRAM;
  /// nil if there is no room for all of it.
  var filled: MicroOpCache? {
    guard written.count <= capacity else { return nil }
    var filled = self
    filled.addresses = offsets
    return filled
  }

  private mutating func offset(of kernel: [MicroOp], _ count: Int) -> Int {
    if let known = offsets[kernel] { return known }
    let offset = written.count
    written += kernel
    while written.count < offset + count { written.append(kernel[kernel.count - 1]) }
    if written.count % 2 == 1 { written.append(kernel[kernel.count - 1]) }
    offsets[kernel] = offset
    return offset
  }

}
