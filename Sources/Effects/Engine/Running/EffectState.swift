public import Simulation
public import Support
public import Tensors

/// The state of a machine and the memory of its host, as bytes.
///
/// Only who holds it can change it, and nobody holds it twice: `copied` makes another.
@safe public struct EffectState: ~Copyable, @unchecked Sendable {

  /// All bytes at some moment.
  public typealias Snapshot = CellStore.Snapshot

  public let layout: StateLayout

  private var store: CellStore
  private let workspace: UnsafeMutablePointer<Workspace>

  /// A state that is all 0.
  public init(_ layout: StateLayout) {
    self.init(layout, CellStore(count: layout.byteCount, busy: layout.byteCount))
  }

  private init(_ layout: StateLayout, _ store: consuming CellStore) {
    self.layout = layout
    self.store = store
    unsafe workspace = .allocate(capacity: 1)
    unsafe workspace.initialize(to: Workspace())
  }

  deinit {
    unsafe workspace.deinitialize(count: 1)
    unsafe workspace.deallocate()
  }

  /// Another state with the same bytes.
  /// - Cost: O(pages written since the first snapshot).
  public func copied() -> EffectState { EffectState(layout, store.copied()) }

  /// Lets `body` run an instruction.
  @inline(__always)
  mutating func run<R, E: Error>(
    _ plan: EffectPlan, observed: Bool, _ body: (inout EffectRun) throws(E) -> R
  ) throws(E) -> R {
    var run = unsafe EffectRun(
      plan, workspace: workspace, cells: store.mutableBytes, dirty: store.dirtyBits,
      segments: layout.segments, isObserved: observed)
    return try body(&run)
  }

  // MARK: Numbers

  /// All numbers of a part.
  public func tensor(of id: StateID) -> Tensor {
    let place = layout.places[id.index]
    let bytes = unsafe RawSpan(
      _unsafeStart: store.bytes + place.offset, byteCount: place.bytes.count)
    guard let tensor = try? Tensor(place.type.element, place.shape, bytes: bytes) else {
      preconditionFailure("the layout has no shape that a tensor can not have")
    }
    return tensor
  }

  /// Makes the numbers of a part those of `tensor`, in the order of rows.
  /// - Before: the tensor has as many numbers of the part's type.
  public mutating func setNumbers(of id: StateID, to tensor: Tensor) {
    let place = layout.places[id.index]
    precondition(
      tensor.elementType == place.type.element && tensor.count == place.count,
      "\(tensor.shape) of \(tensor.elementType) for \(place.shape) of \(place.type.element)")
    store.write(tensor.bytes, at: place.offset)
  }

  /// One number of a part, as the nearest `Double`; nil where there is none.
  public func number(of id: StateID, at indices: [Int]) -> Double? {
    let place = layout.places[id.index]
    guard indices.count == place.shape.count,
      zip(indices, place.shape).allSatisfy({ 0 ..< $1 ~= $0 })
    else { return nil }
    let size = place.type.element.byteSize
    let offset = place.offset + zip(indices, place.strides).reduce(0) { $0 + $1.0 * $1.1 } * size
    let bytes = unsafe RawSpan(_unsafeStart: store.bytes + offset, byteCount: size)
    return (try? Tensor(place.type.element, [], bytes: bytes))?.doubles.first
  }

  /// One number of a part of whole numbers; nil where there is none.
  public func integer(of id: StateID, at indices: [Int]) -> Int? {
    let place = layout.places[id.index]
    let element = place.type.element
    guard !element.isFloat, !element.isNarrowFloat, indices.count == place.shape.count,
      zip(indices, place.shape).allSatisfy({ 0 ..< $1 ~= $0 })
    else { return nil }
    let size = element.byteSize
    let offset = place.offset + zip(indices, place.strides).reduce(0) { $0 + $1.0 * $1.1 } * size
    var bits: UInt64 = 0
    for byte in (0 ..< size).reversed() {
      bits =
        bits << 8 | UInt64(unsafe store.bytes.load(fromByteOffset: offset + byte, as: UInt8.self))
    }
    return Scalar.bits(
      of: Int(truncatingIfNeeded: bits), lsb: 0, width: 8 * size, isSigned: element.isSigned)
  }

  /// The bytes of places along the first axis of a part; all of them where it has no axis.
  /// - Before: the part has these places.
  public func bytes(of id: StateID, places: Range<Int>) -> [UInt8] {
    let place = layout.places[id.index]
    let depth = max(1, place.shape.first ?? 1)
    let step = place.bytes.count / depth
    precondition(places.lowerBound >= 0 && places.upperBound <= depth)
    return unsafe [UInt8](
      UnsafeRawBufferPointer(
        start: store.bytes + place.offset + places.lowerBound * step, count: places.count * step))
  }

  // MARK: Host

  /// Bytes of the host's memory; nil where it does not have all of them.
  public func hostBytes(_ addresses: Range<Int>) -> [UInt8]? {
    if addresses.isEmpty { return [] }
    guard let segment = layout.segment(containing: addresses) else { return nil }
    let offset = segment.offset + addresses.lowerBound - segment.addresses.lowerBound
    return unsafe [UInt8](
      UnsafeRawBufferPointer(start: store.bytes + offset, count: addresses.count))
  }

  /// Writes bytes into the host's memory.
  /// - Returns: whether it has all of these addresses; nothing is written otherwise.
  @discardableResult
  public mutating func setHostBytes(_ bytes: [UInt8], at address: Int) -> Bool {
    if bytes.isEmpty { return true }
    let (end, overflow) = address.addingReportingOverflow(bytes.count)
    guard !overflow, let segment = layout.segment(containing: address ..< end) else { return false }
    store.write(bytes, at: segment.offset + address - segment.addresses.lowerBound)
    return true
  }

  // MARK: Moments

  /// The bytes as they are.
  /// - Cost: O(pages written since the last snapshot or restoration).
  public mutating func snapshot() -> Snapshot { store.snapshot() }

  /// Makes the bytes what they were.
  /// - Cost: O(pages that differ).
  public mutating func restore(_ snapshot: Snapshot) { store.restore(snapshot) }

  /// How many pages a snapshot would copy.
  public var dirtyPages: Int { store.dirtyPages }

  /// Makes room for snapshots before there are any.
  public mutating func prepareSnapshots() { store.prepareSnapshots() }

  /// Of all parts and of the host's memory.
  /// - Cost: O(bytes).
  public var stateHash: StateHash {
    var hash = StateHash()
    for place in layout.places where layout.places[place.base.index].offset == place.offset {
      combine(place.bytes, into: &hash)
    }
    for segment in layout.segments {
      combine(segment.offset ..< segment.offset + segment.addresses.count, into: &hash)
    }
    return hash
  }

  private func combine(_ range: Range<Int>, into hash: inout StateHash) {
    for part in Slices(range, size: 1 << 20) {
      let bytes = unsafe UnsafeRawBufferPointer(
        start: store.bytes + part.lowerBound, count: part.count)
      unsafe hash.combine(bytes)
    }
  }

}
