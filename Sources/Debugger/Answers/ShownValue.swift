/// A value as `p` shows it.
public enum ShownValue: Sendable, Hashable {

  /// What an expression comes to, and how the format that was asked for writes it.
  case number(Int, text: String)

  case elements([MemoryAnswer.Row])

  /// What the host has computed: an output, or what a node has come to.
  case tensors([TensorView], node: String?)

}

extension ShownValue {

  /// How many elements the largest tensor has, where not all of them are shown.
  public var countOfAll: Int? {
    guard case .tensors(let tensors, _) = self else { return nil }
    return tensors.filter { $0.count > $0.values.count }.map(\.count).max()
  }

}
