/// What a number in a sentence counts.
public enum Quantity: String, Sendable, Hashable, CaseIterable {
  case instructions, tokens, tiles, pushes, pops, cycles, bytes, elements, steps
  case pairs = "pairs of instructions"

  /// As it is said of so many.
  public func name(of count: Int) -> String {
    guard count == 1 else { return rawValue }
    return switch self {
    case .pushes: "push"
    case .pairs: "pair of instructions"
    default: String(rawValue.dropLast())
    }
  }
}
