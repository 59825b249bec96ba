public import GraphIR
public import Support
public import Tensors

/// Where the values of `main` stand on the host, and how they come to the accelerators and back.
public struct MemoryPlan: Sendable, Hashable {

  /// A tensor that `main` makes or is given, with every other name that it has.
  public struct Value: Sendable, Hashable {

    public enum Role: String, Sendable, Hashable { case input, output, constant, temporary }

    /// The node that makes it, and which field of its tuple it is.
    public var node: ID<Node>
    public var field: Int?

    public var type: TensorType

    /// Nodes that have the same bytes: reshapes, fields of tuples, what a `let` binds.
    public var views: [ID<Node>] = []

    public var role: Role

    /// - Units: bytes, as it is laid out; nil where an extent is not known before the program runs.
    public var byteCount: Int?

    /// How it is laid out, as a tensor of `extents`; nil where that is the host's own way.
    public var packing: Packing?

    /// Whether it stands in memory that accelerators use too.
    public var isShared = false

    /// The value that it replaces element by element, by index: the step that makes it is the last
    /// that reads that one.
    public var replaced: Int?

    /// From the step that makes it to the last that reads it; steps are counted from 1, at 0 there
    /// are the inputs.
    public var life: ClosedRange<Int>

    /// The index of its storage; nil where its size is not known.
    public var storage: Int?
  }

  /// The layout of a value that is not the host's: that of an accelerator.
  public struct Packing: Sendable, Hashable {

    public var layout: BlockedLayout

    /// What the accelerator takes the value for: a shape of as many elements.
    public var extents: [Int]
  }

  /// An operator of the host that reads or writes a value where, and as, an accelerator has it.
  public struct Fusion: Sendable, Hashable {

    public enum Work: String, Sendable, Hashable, CaseIterable {
      /// The operator works on the packed elements: nothing changes its place.
      case inPlace = "in-layout"
      /// It takes each element from its place in the accelerator's layout.
      case reads
      /// It puts each element to its place in the accelerator's layout.
      case writes
    }

    public var step: ID<Node>
    public var value: Int
    public var work: Work
  }

  /// Memory that the host and accelerators use both.
  public struct Arena: Sendable, Hashable {

    /// Physical, of the first byte.
    public var address: Int

    /// - Units: bytes.
    public var byteCount: Int
  }

  /// A piece of the host's memory.
  public struct Storage: Sendable, Hashable {

    /// - Units: bytes, a multiple of the alignment.
    public var byteCount: Int

    /// From the start of all storages.
    /// - Units: bytes.
    public var offset = 0

    /// The values that stand in it one after the other, by index.
    public var values: [Int]

    /// Whether the caller of `main` owns it, so that nothing else may stand in it.
    public var isCallers: Bool

    /// Whether it is a part of the arena.
    public var isShared = false
  }

  public internal(set) var values: [Value] = []
  public internal(set) var storages: [Storage] = []
  public internal(set) var edges: [MemoryEdge] = []

  /// The memory of one allocator for both sides, which the first storages are; nil where the host
  /// and the accelerators have memory of their own.
  public internal(set) var arena: Arena?

  /// What the host does in the accelerator's layout, in the order of the steps.
  public internal(set) var fusions: [Fusion] = []

  /// The steps of `main` in the order in which they are taken; the first is step 1.
  public internal(set) var steps: [ID<Node>] = []

  /// What every storage starts at a multiple of.
  /// - Units: bytes.
  public internal(set) var alignment = 1

  /// - Units: bytes.
  public internal(set) var pageSize = 4096

  /// Constants that the host reads, which have no storage.
  /// - Units: bytes.
  public internal(set) var constantBytes = 0

  /// The plan of a program that makes nothing.
  public init() {}

}

extension MemoryPlan {

  /// - Units: bytes of all storages.
  public var byteCount: Int { storages.reduce(0) { $0 + $1.byteCount } }

  /// What all values would take without sharing.
  /// - Units: bytes.
  public var byteCountWithoutReuse: Int {
    values.reduce(0) { $0 + rounded($1.byteCount ?? 0) }
  }

  /// The most that is alive at any step: no plan can take less.
  /// - Units: bytes.
  public var leastByteCount: Int {
    var changes = [Int](repeating: 0, count: steps.count + 3)
    for value in values {
      changes[value.life.lowerBound] += rounded(value.byteCount ?? 0)
      changes[value.life.upperBound + 1] -= rounded(value.byteCount ?? 0)
    }
    var (alive, most) = (0, 0)
    for change in changes {
      alive += change
      most = max(most, alive)
    }
    return most
  }

  /// - Units: pages of all storages together.
  public var pageCount: Int { (byteCount + pageSize - 1) / pageSize }

  func rounded(_ bytes: Int) -> Int { (bytes + alignment - 1) / alignment * alignment }

  /// The values that have no storage because an extent is not known.
  public var unplanned: [Value] { values.filter { $0.storage == nil } }

  /// What a direction, or both, copies.
  /// - Units: bytes.
  public func copiedBytes(_ direction: MemoryEdge.Direction? = nil) -> Int {
    edges.reduce(0) { sum, edge in
      edge.isZeroCopy || (direction != nil && edge.direction != direction)
        ? sum : sum + (edge.byteCount ?? 0)
    }
  }

  /// Whether `second` takes the place of `first` in the step that reads `first` for the last time.
  func replaces(_ first: Value, by second: Value) -> Bool {
    guard let old = second.replaced, values.indices.contains(old) else { return false }
    return values[old] == first && first.life.upperBound == second.life.lowerBound
      && first.byteCount == second.byteCount
  }

  /// Whether a value stands in memory of one allocator, once it has a place.
  func isInArena(_ value: Int) -> Bool {
    arena != nil && values.indices.contains(value) && values[value].isShared
      && values[value].byteCount != nil
  }

  /// Where a value of the arena begins.
  /// - Units: a physical address; nil for a value that stands elsewhere.
  public func address(of value: Int) -> Int? {
    guard let arena, values.indices.contains(value), values[value].isShared,
      let storage = values[value].storage
    else { return nil }
    return arena.address + storages[storage].offset
  }

  /// Where a region takes its tensors from, and where it puts them, in order; nil for one that has
  /// no place in the arena.
  public func places(of region: String) -> (inputs: [Int?], outputs: [Int?]) {
    var (inputs, outputs): ([Int?], [Int?]) = ([], [])
    guard let call = edges.first(where: { $0.region == region })?.call else { return ([], []) }
    for edge in edges where edge.call == call {
      switch edge.direction {
      case .toAccelerator: inputs.append(edge.address)
      case .toHost: outputs.append(edge.address)
      }
    }
    return (inputs, outputs)
  }

  /// As `3 storages 12 kB (no reuse: 40 kB), 2 copies 1.2 kB, 1 zero-copy`.
  public var summary: String {
    var text = "\(counted(storages.count, "storage")) \(byteText(byteCount))"
    text += " (no reuse: \(byteText(byteCountWithoutReuse)))"
    guard !edges.isEmpty else { return text + ", everything stays on the host" }
    let copies = edges.filter { !$0.isZeroCopy }.count
    text += ", " + (copies == 1 ? "1 copy" : "\(copies) copies") + " \(byteText(copiedBytes()))"
    text += ", \(edges.count - copies) zero-copy"
    return arena.map { text + ", arena \(byteText($0.byteCount))" } ?? text
  }

}

func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
