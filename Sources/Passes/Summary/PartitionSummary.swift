public import GraphIR
public import OrderedCollections
public import Support

/// What of a program goes to which accelerator, what stays on the host and why.
///
/// Every operator that a function reaches is counted once: in the one region that has it, or on the
/// host under the one cause that it is there for. Nothing is left over.
public struct PartitionSummary: Sendable, Hashable {

  /// How far the program has come.
  public enum Stage: String, Sendable, Hashable, CaseIterable {

    /// No pass has said yet what goes where.
    case undecided

    /// Annotations mark the regions, which are counted as `partition` would make them.
    case annotated

    /// Regions are functions of their own.
    case partitioned
  }

  /// What some operators amount to.
  public struct Amount: Sendable, Hashable {

    public var operators = 0

    /// Products that are added up, each time that the program runs.
    public var multiplyAccumulates = 0

    /// What the operators read and write, as if each did so by itself.
    /// - Units: bytes.
    public var bytes = 0

    /// Constants that the operators read, each once.
    /// - Units: bytes.
    public var weightBytes = 0

    public init() {}
  }

  /// What an accelerator gets at one time.
  public struct Region: Sendable, Hashable {

    /// The function that it is.
    public var name: String
    public var target: String

    /// Its operators, dependencies first.
    public var nodes: [ID<Node>] = []

    public var amount = Amount()

    /// How many it has of each operator, and of each composite.
    public var operations: OrderedDictionary<String, Int> = [:]
    public var composites: OrderedDictionary<String, Int> = [:]

    /// What goes in and comes out, as the host has it; constants are not counted.
    /// - Units: bytes.
    public var bytesIn = 0
    public var bytesOut = 0

    /// How many values are copied on the way in and out, as `plan-memory` says, but for the ends.
    public var copies = 0

    /// - Units: bytes in the layout of the accelerator.
    public var copiedBytes = 0

    /// How many inputs and outputs of the program are copied for no other reason than that its caller
    /// has them.
    public var ends = 0

    /// - Units: bytes in the layout of the accelerator.
    public var endBytes = 0

    /// What it has been lowered to, such as `stream`; nil where it is still in the graph.
    public var level: String?

    /// Whether the accelerator can not take it after all, so that the host runs it.
    public var isLeft = false
  }

  /// Operators of one name that are on the host for one cause.
  public struct Rest: Sendable, Hashable {
    public var cause: HostCause

    /// The name of the operator.
    public var operation: String

    public var amount = Amount()

    /// The first of them.
    public var example: ID<Node>
  }

  /// Where operators are: an accelerator, or the host.
  public struct Owner: Sendable, Hashable {

    /// Nil for the host.
    public var target: String?

    public var regions = 0
    public var amount = Amount()
  }

  /// What takes longer to find than how much goes where.
  public struct Detail: OptionSet, Sendable, Hashable {

    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Why each operator of the host is there.
    public static let causes = Detail(rawValue: 1 << 0)

    /// What keeps regions apart, and why.
    public static let splits: Detail = [Detail(rawValue: 1 << 1), causes]

    /// What is copied on the way to regions and back.
    public static let copies = Detail(rawValue: 1 << 2)

    public static let all: Detail = [splits, copies]
  }

  public internal(set) var stage: Stage

  /// In the order in which the host comes to them.
  public internal(set) var regions: [Region] = []

  /// For each region but the first of an accelerator, what keeps it apart from the one before.
  public internal(set) var splits: [RegionSplit] = []

  /// What is on the host, that with the most multiply-accumulates first.
  public internal(set) var rest: [Rest] = []

  /// The accelerators in the order of the program's targets, and the host.
  public internal(set) var owners: [Owner] = []

  public internal(set) var total = Amount()

  /// The multiply-accumulates of the model as it was loaded.
  public internal(set) var modelProducts = ModelProducts()

  /// Operators of which some extent is not known, so that they count for less than they are.
  public internal(set) var unsized = 0

  /// Why copies are not counted; nil where they are.
  public internal(set) var copiesProblem: String?

  init(stage: Stage) { self.stage = stage }

}

extension PartitionSummary {

  /// What accelerators run, or `target` alone.
  public func offloaded(to target: String? = nil) -> Amount {
    owners.filter { $0.target != nil && (target == nil || $0.target == target) }
      .reduce(Amount()) { $0 + $1.amount }
  }

  /// What the host runs.
  public var host: Amount { owners.last { $0.target == nil }?.amount ?? Amount() }

  /// The regions that accelerators run, or `target` alone.
  public func regions(of target: String? = nil) -> [Region] {
    regions.filter { !$0.isLeft && (target == nil || $0.target == target) }
  }

}

extension PartitionSummary.Amount {

  public static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.add(b)
    return sum
  }

  mutating func add(_ other: Self) {
    operators += other.operators
    multiplyAccumulates = capped(multiplyAccumulates, other.multiplyAccumulates)
    bytes = capped(bytes, other.bytes)
    weightBytes = capped(weightBytes, other.weightBytes)
  }

}

/// A sum that never traps: the extents of a model may say anything.
func capped(_ a: Int, _ b: Int) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : sum
}
