import Diagnostics
import Passes
import Support
import TargetKit
import Tensors

/// Where everything of a region stands on the host, and the bytes of its constants.
struct HostImage: Sendable, Hashable {

  /// Of each value of the region.
  /// - Units: bytes.
  private(set) var addresses: [Int] = []

  private(set) var constants: [Constant] = []
  private(set) var values: [MemoryImage.Region] = []

  /// The first free byte.
  private(set) var end: Int

  /// The first byte of all.
  let start: Int

  /// What addresses are multiples of.
  private let alignment: Int

  /// A multiple of nothing that matters: there is no room for it.
  private static let none = 1 << 60

  private let host: HostInterface

  struct Constant: Sendable, Hashable {
    var name: String
    var address: Int
    var bytes: [UInt8]
  }

  /// - Parameter plan: says which values stand in memory that the host uses too; all that is the
  ///   region's own lies behind it.
  init(_ region: KernelRegion, _ machine: OperationMachine, in plan: MemoryPlan?) {
    let sizes = [
      machine.host.alignment, machine.layout.block * machine.data.element.byteSize,
      machine.blockBytes, machine.sumRowBytes,
    ]
    alignment = sizes.reduce(1) { min(leastCommonMultiple($0, max(1, $1)) ?? .max, Self.none) }
    host = machine.host
    var places: [ValueID: Int] = [:]
    if let found = plan?.places(of: region.name) {
      for (id, place) in zip(region.outputs + region.inputs, found.outputs + found.inputs) {
        places[id] = place
      }
    }
    start = machine.host.firstAddress
    let shared = places.isEmpty ? nil : plan?.arena.map { $0.address + $0.byteCount }
    end = max(start, shared ?? start)
    for (index, value) in region.values.enumerated() {
      let id = ValueID(index)
      let address = places[id] ?? allocate(value.byteCount)
      addresses.append(address)
      let role: MemoryImage.Region.Role =
        region.inputs.contains(id) ? .input : region.outputs.contains(id) ? .output : .scratch
      values.append(
        .init(name: value.name, address: address, count: value.byteCount, role: role))
    }
  }

  subscript(value: ValueID) -> Int { addresses[value.index] }

  /// Where a constant stands; one that is there already stands there once.
  mutating func address(of bytes: [UInt8], named prefix: String) -> Int {
    if let found = constants.first(where: { $0.bytes == bytes }) { return found.address }
    let count = constants.count { $0.name.hasPrefix(prefix) }
    let address = allocate(bytes.count)
    constants.append(Constant(name: "\(prefix)\(count + 1)", address: address, bytes: bytes))
    return address
  }

  /// - Returns: where so many bytes go; one address that no machine has where there are too many.
  private mutating func allocate(_ count: Int) -> Int {
    let first = aligned(end)
    end = min(first + count, Self.beyond)
    return first
  }

  private func aligned(_ address: Int) -> Int {
    min((address + alignment - 1) / alignment * alignment, Self.beyond)
  }

  /// Behind the last address that there may be; sums with what an image may take do not overflow.
  private static var beyond: Int { 1 << 61 }

  /// The most that an image takes.
  /// - Units: bytes.
  private static var mostBytes: Int { 1 << 32 }

  /// The image, with the instructions behind everything.
  /// - Errors: it has no room where the machine has addresses, or takes more memory than there is.
  func image(instructions bytes: [UInt8]) throws(Diagnostic) -> MemoryImage {
    let code = aligned(end)
    let count = code + bytes.count - start
    guard code + bytes.count <= host.addressLimit else {
      throw .error(
        "what it keeps on the host ends at \(code + bytes.count), and addresses have "
          + "\(host.addressWidth) bits")
    }
    guard count <= min(MemoryBudget.current.limit, Self.mostBytes) else {
      throw .error(
        "what it keeps on the host takes \(count) bytes, as everything begins at a multiple of "
          + "\(alignment)")
    }
    var all = [UInt8](repeating: 0, count: code + bytes.count - start)
    var image = MemoryImage()
    image.regions = values
    for constant in constants {
      let first = constant.address - start
      all.replaceSubrange(first ..< first + constant.bytes.count, with: constant.bytes)
      image.regions.append(
        .init(
          name: constant.name, address: constant.address, count: constant.bytes.count,
          role: .constant))
    }
    image.regions.append(
      .init(name: "instructions", address: code, count: bytes.count, role: .instructions))
    all.replaceSubrange((code - start)..., with: bytes)
    image.insert(.init(address: start, bytes: all))
    return image
  }

}
