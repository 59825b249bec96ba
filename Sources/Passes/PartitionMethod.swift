/// How it is chosen which regions go to accelerators.
public enum PartitionMethod: Sendable, Hashable {

  /// All that are annotated.
  case greedy

  /// Those that make the program cheapest by estimate.
  case optimal

  /// Those that have so many operators.
  case size(Int)
}

extension PartitionMethod: LosslessStringConvertible {

  private static let sizeHead = "size>="

  /// As `size>=4`.
  public init?(_ description: String) {
    switch description {
    case "greedy": self = .greedy
    case "optimal": self = .optimal
    default:
      guard description.hasPrefix(Self.sizeHead),
        let size = Int(description.dropFirst(Self.sizeHead.count)), size >= 1
      else { return nil }
      self = .size(size)
    }
  }

  public var description: String {
    switch self {
    case .greedy: "greedy"
    case .optimal: "optimal"
    case .size(let size): Self.sizeHead + "\(size)"
    }
  }

}
