import Support

/// What an edit of annotations would change.
public struct PreviewAnswer: Sendable, Hashable {

  /// What a program gives to accelerators, in numbers.
  public struct Figures: Sendable, Hashable {

    public var regions = 0

    /// Of the whole program, and what of it accelerators run.
    public var total = PartitionAnswer.Amount()
    public var offloaded = PartitionAnswer.Amount()

    /// What goes into regions and comes out of them.
    /// - Units: bytes as the host has them.
    public var borderBytes = 0

    /// How many values are copied for that; nil where it is not known.
    public var copies: Int?

    /// - Units: bytes in the layout of the accelerator.
    public var copiedBytes: Int?

    /// How many inputs and outputs of the program are copied because its caller has them; nil where it
    /// is not known.
    public var ends: Int?

    /// - Units: bytes in the layout of the accelerator.
    public var endBytes: Int?

    /// By the chosen clock; nil where none is chosen.
    public var cycles: Int?
  }

  /// An operator that would go elsewhere.
  public struct Move: Sendable, Hashable {

    /// As `%12 nn.conv2d`.
    public var title: String

    /// The accelerators, or the host.
    public var from: String
    public var to: String
  }

  /// As it is read and printed.
  public var edit: String

  public var before: Figures
  public var after: Figures
  public var moves: [Move]

  /// What cycles are counted by; nil where they are not.
  public var clock: String?

}

extension PreviewAnswer.Figures {

  /// The numbers of `partition`.
  init(_ partition: PartitionAnswer) {
    let regions = partition.regions.filter { !$0.isLeft }
    self.regions = regions.count
    total = partition.total
    offloaded = partition.offloaded()
    borderBytes = Self.sum(regions.map(\.bytesIn) + regions.map(\.bytesOut))
    if partition.copiesProblem == nil {
      copies = Self.sum(regions.map(\.copies))
      copiedBytes = Self.sum(regions.map(\.copiedBytes))
      ends = Self.sum(regions.map(\.ends))
      endBytes = Self.sum(regions.map(\.endBytes))
    }
    if partition.clock != nil { cycles = Self.sum(regions.compactMap(\.cycles)) }
  }

  /// A sum that never traps: the extents of a model may say anything.
  private static func sum(_ numbers: [Int]) -> Int {
    numbers.reduce(0) { sum, number in
      let (next, overflow) = sum.addingReportingOverflow(number)
      return overflow ? .max : next
    }
  }

}
