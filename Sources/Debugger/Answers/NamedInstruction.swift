public import Simulation

/// An instruction by its number, with what a reader wants to know of it.
public struct NamedInstruction: Sendable, Hashable {

  public var number: InstructionNumber

  /// As a listing spells it; nil where it is not known.
  public var text: String?

  /// The node that it was made from, or else the statement.
  public var origin: String?

  init(number: InstructionNumber, text: String? = nil, origin: String? = nil) {
    self.number = number
    self.text = text
    self.origin = origin
  }

}
