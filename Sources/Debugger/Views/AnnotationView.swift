/// An edit of annotations that holds.
public struct AnnotationView: Sendable, Hashable {

  /// Counted from 1; nil for one of a description.
  public var number: Int?

  public var edit: String

  /// After which pass it was taken down, as `P3`, or whose description has it.
  public var origin: String

  /// How many operators it selects in the program as it stands.
  public var operators: Int

}
