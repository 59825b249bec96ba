/// What of the program goes to which accelerator, what stays on the host and why.
public struct PartitionAnswer: Sendable, Hashable {

  /// How far the program has come.
  public enum Stage: String, Sendable, Hashable, CaseIterable {
    case undecided, annotated, partitioned
  }

  /// What some operators amount to.
  public struct Amount: Sendable, Hashable {
    public var operators = 0

    /// Products that are added up each time that the program runs.
    public var multiplyAccumulates = 0

    /// - Units: bytes that the operators read and write, and bytes of constants among them.
    public var bytes = 0
    public var weightBytes = 0

    /// Of no operators.
    public init() {}
  }

  /// A region of an accelerator.
  public struct Region: Sendable, Hashable {
    public var name: String
    public var target: String
    public var amount: Amount

    /// How many it has of each operator and of each composite.
    public var operations: [Count]
    public var composites: [Count]

    /// - Units: bytes as the host has them.
    public var bytesIn: Int
    public var bytesOut: Int

    /// Values that are copied at the borders, but for the ends of the program.
    public var copies: Int

    /// - Units: bytes in the layout of the accelerator.
    public var copiedBytes: Int

    /// The program's own inputs and outputs that are copied because its caller has them.
    public var ends: Int

    /// - Units: bytes in the layout of the accelerator.
    public var endBytes: Int

    /// What it has been lowered to; nil where it is in the graph.
    public var level: String?

    /// Whether the accelerator cannot take it after all, so that the host runs it.
    public var isLeft: Bool

    /// By the chosen clock; nil where that was not asked for, or there are no instructions.
    public var cycles: Int?
  }

  /// A name and how often there is what it stands for.
  public struct Count: Sendable, Hashable {
    public var name: String
    public var count: Int
  }

  /// What keeps a region apart from the one of the same accelerator that comes before it.
  public struct Split: Sendable, Hashable {

    public enum Kind: String, Sendable, Hashable, CaseIterable {
      case `operator`, unmerged, independent
    }

    public var kind: Kind
    public var before: String
    public var after: String
    public var target: String

    /// The first operator on the way that does more than change scales, and what it stands for; nil
    /// where nothing is on the way.
    public var node: Node?

    /// How many operators more are on the way.
    public var others: Int

    /// Where the operator is, if that is another accelerator.
    public var owner: String?

    public var cause: Cause?
  }

  /// A node as readers know it.
  public struct Node: Sendable, Hashable {

    /// As `%12 nn.conv2d`.
    public var title: String

    /// As `Conv @conv1`.
    public var source: String
  }

  /// Why an operator is where it is.
  public struct Cause: Sendable, Hashable {

    /// A word for programs, such as `no-pattern`.
    public var code: String

    /// What more tells causes of one code apart, as the condition that does not hold; empty for none.
    public var detail: String
    public var target: String
    public var sentence: String

    /// What would change it.
    public var remedy: String
  }

  /// Operators of one name that are on the host for one cause.
  public struct Rest: Sendable, Hashable {
    public var operation: String
    public var cause: Cause
    public var amount: Amount
    public var example: Node
  }

  /// Where operators are: an accelerator, or the host.
  public struct Owner: Sendable, Hashable {

    /// Nil for the host.
    public var target: String?
    public var regions: Int
    public var amount: Amount
  }

  /// Multiply-accumulates, and how many of them accelerators have, by their name.
  public struct Products: Sendable, Hashable {
    public var total = 0
    public var offloaded: [String: Int] = [:]

    /// Of no product.
    public init() {}
  }

  public var model: String

  /// How many passes have been applied.
  public var position: Int

  public var stage: Stage
  public var regions: [Region] = []
  public var splits: [Split] = []
  public var rest: [Rest] = []
  public var owners: [Owner] = []
  public var total = Amount()

  /// The multiply-accumulates of the model as it was loaded.
  public var modelProducts = Products()

  /// Operators of which some extent is not known, so that they count for less than they are.
  public var unsized = 0

  /// Why copies are not counted; nil where they are.
  public var copiesProblem: String?

  /// What cycles are counted by; nil where they are not.
  public var clock: String?

}

extension PartitionAnswer {

  /// What accelerators run, or `target` alone.
  public func offloaded(to target: String? = nil) -> Amount {
    owners.filter { $0.target != nil && (target == nil || $0.target == target) }
      .reduce(Amount()) { $0 + $1.amount }
  }

  /// Of the multiply-accumulates of the model as it was loaded those that accelerators have, or
  /// `target` alone.
  public func offloadedProducts(to target: String? = nil) -> Int {
    modelProducts.offloaded.filter { target == nil || $0.key == target }.values.reduce(0, capped)
  }

  /// Whether passes made products of other sizes of those that the model has.
  public var hasOtherProducts: Bool {
    modelProducts.total > 0 && modelProducts.total != total.multiplyAccumulates
  }

  /// What the host runs.
  public var host: Amount { owners.last { $0.target == nil }?.amount ?? Amount() }

  /// What the program lacks for regions to be what they are shown as; nil where it lacks nothing.
  public var missing: String? {
    switch stage {
    case .undecided:
      "no pass has decided what goes where: `apply --until partition` makes regions"
    case .annotated: "regions are annotated: `apply partition` makes them functions"
    case .partitioned: nil
    }
  }

}

extension PartitionAnswer.Amount {
  public static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.operators += b.operators
    sum.multiplyAccumulates = capped(a.multiplyAccumulates, b.multiplyAccumulates)
    sum.bytes = capped(a.bytes, b.bytes)
    sum.weightBytes = capped(a.weightBytes, b.weightBytes)
    return sum
  }
}

/// A sum that never traps: the extents of a model may say anything.
private func capped(_ a: Int, _ b: Int) -> Int {
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? .max : sum
}
