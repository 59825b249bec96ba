/// How much a Relay text tells.
public struct RelayTextOptions: Sendable, Hashable {

  /// What becomes of the constants that a text cannot spell in place.
  public enum Metadata: Sendable, Hashable {

    /// A section at the end holds them, so that the text says everything.
    case full

    /// A comment at the end says that they are left out.
    case omitted

    /// Nothing is said of them.
    case silent
  }

  /// How values are numbered.
  public enum Numbers: Sendable, Hashable {

    /// From 0 on in the order of the lines, as TVM does.
    case ofLines

    /// By identity, which is the same in every version of a module; a line that gives its value no
    /// name says it behind.
    case ofNodes
  }

  /// Whether each value is followed by its type, and each function by that of its result.
  public var types: Bool

  public var metadata: Metadata

  /// Whether each line is followed by the nodes of the model that it stands for.
  public var provenance: Bool

  public var numbers: Numbers

  public init(
    types: Bool = true, metadata: Metadata = .omitted, provenance: Bool = false,
    numbers: Numbers = .ofLines
  ) {
    self.types = types
    self.metadata = metadata
    self.provenance = provenance
    self.numbers = numbers
  }

  /// For screens: no types, no metadata.
  public static let brief = RelayTextOptions(types: false, metadata: .silent)

  /// A text that reads back as the same module.
  public static let complete = RelayTextOptions(metadata: .full)

}
