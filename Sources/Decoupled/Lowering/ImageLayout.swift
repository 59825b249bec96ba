import Diagnostics
import Passes
import Support
import TargetKit
import Tensors

/// Where everything of a region stands in DRAM.
struct ImageLayout: Sendable {

  private let accelerator: Accelerator

  /// - Units: bytes.
  private(set) var addresses: [ValueName: Int] = [:]

  /// Where zeros stand, for boxes that lie outside of their value, and how many elements of the
  /// input memory they are.
  private(set) var zeros = (address: 0, count: 0)

  /// Where micro-ops begin, and how many there are.
  private(set) var microOps = (address: 0, count: 0)

  /// The first free byte.
  private(set) var end: Int

  /// - Parameter plan: says which values stand in memory that the host uses too; all that is the
  ///   region's own lies behind it.
  init(
    _ region: TileProgram, _ accelerator: Accelerator, in plan: MemoryPlan? = nil
  ) throws(Diagnostic) {
    self.accelerator = accelerator
    if let places = plan?.places(of: region.name) {
      let names = region.outputs + region.inputs
      for (name, place) in zip(names, places.outputs + places.inputs)
      where region.value(name) != nil {
        addresses[name] = place
      }
    }
    let first = accelerator.description.host.firstAddress
    let shared = addresses.isEmpty ? nil : plan?.arena.map { $0.address + $0.byteCount }
    end = max(first, shared ?? first)
    for value in region.values where addresses[value.name] == nil {
      addresses[value.name] = allocate(value.byteCount)
    }
    zeros.count = region.longestPaddedRow
    if zeros.count > 0 {
      zeros.address = allocate(zeros.count * accelerator.input.dramElementBytes)
    }
    microOps.address = allocate(0)
  }

  mutating func place(_ microOps: [MicroOp]) {
    self.microOps.count = microOps.count
    end += microOps.count * accelerator.microOps.dramElementBytes
  }

  /// Room for `count` bytes at an address that every memory's elements can start at.
  private mutating func allocate(_ count: Int) -> Int {
    let memories = accelerator.description.memories.map(\.dramElementBytes)
    var step = max(1, accelerator.description.host.alignment)
    for size in memories where step % max(1, size) != 0 { step *= size }
    end = (end + step - 1) / step * step
    defer { end += count }
    return end
  }

  /// The next address for instructions.
  func aligned(_ address: Int) -> Int {
    let step = max(1, accelerator.description.host.alignment)
    return (address + step - 1) / step * step
  }

  /// The tensors `names` on the host and in DRAM.
  func bindings(_ names: [ValueName], _ region: TileProgram) -> [HostBinding] {
    names.compactMap { name in
      guard let value = region.value(name), let address = addresses[name] else { return nil }
      return HostBinding(
        name: name.text, address: address, shape: value.shape,
        element: accelerator.output.dramElement,
        layout: BlockedLayout(block: accelerator.block, rows: accelerator.rows))
    }
  }

}

extension TileProgram {

  /// The most elements in a row of a load whose box may lie outside of its value; 0 if no box may.
  fileprivate var longestPaddedRow: Int {
    var longest = 0
    for kernel in kernels {
      var sizes: TileEnvironment = [:]
      var ends: TileEnvironment = [:]
      for statement in kernel.body.flattened {
        if case .loop(let loop, _) = statement.kind {
          sizes[loop.size] = loop.step
          // Where a range starts and how long it is make the extent at the last range.
          ends[loop.start] = loop.extent
        }
        guard case .transfer(let transfer) = statement.kind, transfer.direction.isLoad,
          let columns = transfer.slice.ranges.last, let value = value(transfer.slice.value)
        else { continue }
        let isInside = zip(transfer.slice.ranges, value.extents).allSatisfy { range, extent in
          range.start.constant >= 0
            && range.start.value(in: ends) + range.count.constant <= extent
            || range.start.terms.isEmpty && range.start.constant >= 0
              && range.start.constant + range.count.value(in: sizes) <= extent
        }
        if !isInside { longest = max(longest, columns.count.value(in: sizes)) }
      }
    }
    return longest
  }

}
