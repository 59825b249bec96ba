public import GraphIR
public import Support

/// Where the values of `main` stand on the host, and how they come to the accelerators and back.
public struct MemoryPlan: Sendable, Hashable {

  /// A tensor that `main` makes or is given, with every other name that it has.
  public struct Value: Sendable, Hashable {

    public enum Role: String, Sendable, Hashable { case input, output, temporary }

    /// The node that makes it, and which field of its tuple it is.
    public var node: ID<Node>
    public var field: Int?

    /// Nodes that have the same bytes: reshapes, fields of tuples, what a `let` binds.
    public var views: [ID<Node>] = []

    public var role: Role

    /// - Units: bytes; nil where an extent is not known before the program runs.
    public var byteCount: Int?

    /// From the step that makes it to the last that reads it; steps are counted from 1, at 0 there
    /// are the inputs.
    public var life: ClosedRange<Int>

    /// The index of its storage; nil where its size is not known.
    public var storage: Int?
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
  }

  public internal(set) var values: [Value] = []
  public internal(set) var storages: [Storage] = []
  public internal(set) var edges: [MemoryEdge] = []

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

  /// As `3 storages 12 kB (no reuse: 40 kB), 2 copies 1.2 kB, 1 zero-copy`.
  public var summary: String {
    var text = "\(counted(storages.count, "storage")) \(byteText(byteCount))"
    text += " (no reuse: \(byteText(byteCountWithoutReuse)))"
    guard !edges.isEmpty else { return text + ", everything stays on the host" }
    let copies = edges.filter { !$0.isZeroCopy }.count
    text += ", " + (copies == 1 ? "1 copy" : "\(copies) copies") + " \(byteText(copiedBytes()))"
    return text + ", \(edges.count - copies) zero-copy"
  }

}

func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
