public import Simulation

/// What values were computed from.
public struct OriginAnswer: Sendable, Hashable {

  /// An instruction that had a part in it.
  public struct Step: Sendable, Hashable {

    public var instruction: NamedInstruction
    public var written: [CellPlace]
    public var read: [CellPlace]

    /// What else it put in.
    public var constant: Int?

    /// Whether it only moved values.
    public var isCopy: Bool

    init(instruction: NamedInstruction, _ step: ValueOrigin.Step) {
      self.instruction = instruction
      written = step.written
      read = step.read
      constant = step.constant
      isCopy = step.isCopy
    }
  }

  /// A tensor, or a named piece of DRAM, and how much of it was used.
  public struct Source: Sendable, Hashable {
    public var name: String

    /// Empty where it has none.
    public var role: String

    /// - Units: bytes.
    public var bytes: Int

    /// The smallest box of the tensor that has all of them, a range for each axis.
    public var box: [Range<Int>]?

    public var addresses: [Range<Int>]
  }

  /// What was asked for, and what it holds.
  public var cells: CellPlace
  public var value: ShownValue?

  /// The one that ran last first, of which a text shows so many.
  public var steps: [Step]
  public var shownCount: Int

  public var sources: [Source]

  /// Bytes of DRAM, and elements of memories that nothing had written.
  public var dram: [Range<Int>]
  public var unwritten: [CellPlace]

}

extension OriginAnswer {

  /// The first few of `places`, and how many there are.
  public static func listed(_ places: [CellPlace]) -> String {
    let most = 6
    let shown = places.prefix(most).map(\.description).joined(separator: ", ")
    return places.count > most ? "\(shown), … (\(places.count) places)" : shown
  }

}
