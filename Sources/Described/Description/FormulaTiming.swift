public import Effects

/// A clock: for each instruction a formula that says how many cycles it takes.
public struct FormulaTiming: Sendable, Hashable {

  /// What a formula may count, in this order as the variables of its scalars.
  public enum Quantity: String, Sendable, Hashable, CaseIterable {

    /// - Units: bytes between the host and the machine.
    case bytes

    /// Runs of bytes that follow each other on the host.
    case rows

    /// Rounds of the loops of the instruction; 1 for one without.
    case steps

    /// Multiplications of a matrix product.
    case products

    /// Numbers that are written to the state.
    case elements
  }

  public var name: String

  /// For each instruction, over the quantities and then the fields of the instruction.
  public var cycles: [Scalar]

  public init(name: String, cycles: [Scalar]) {
    self.name = name
    self.cycles = cycles
  }

}
