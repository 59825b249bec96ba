/// A family of accelerators: how the description of one is read, checked and made into a target.
///
/// The program has a list of them. What is common to all accelerators has been read when a family is
/// asked; the family reads the keys that are its own, and says what is wrong with any part of the
/// description, so that an accelerator that is made can do all that it is asked.
public struct Family: Sendable {

  /// Makes the accelerator of a description.
  /// - Parameter common: what every accelerator says.
  /// - Parameter entries: the whole description, in which the family finds its own part.
  /// - Parameter sheet: where mistakes are reported; the target is not used if there are any.
  /// - Returns: nil where the description lacks too much.
  public typealias Make =
    @Sendable (_ common: TargetDescription, _ entries: Entries, _ sheet: inout Sheet) -> (
      any Target
    )?

  /// As descriptions give it behind `kind:`.
  public let name: String

  /// What accelerators are of the family, on one line.
  public let summary: String

  /// The keys of a description that no other family need have.
  public let keys: [String]

  /// The key by which a description that names no family is seen to be of this one.
  public let mark: String?

  /// The kinds of patterns that it knows how to run; nil where it takes every kind.
  public let patternKinds: [String]?

  /// The kinds of patterns that are lowered to instructions; an `alias` is but another name for its
  /// operand, or the place where its operands are.
  public static let loweredKinds = [
    "conv2d", "dense", "add", "rescale", "vector", "max_pool2d", "avg_pool2d", "alias",
  ]

  /// What makes descriptions of the family from files of another tool, if something does.
  public let configuration: ConfigurationReader?

  let make: Make

  public init(
    name: String, summary: String, keys: [String] = [], mark: String? = nil,
    patternKinds: [String]? = [], configuration: ConfigurationReader? = nil,
    make: @escaping Make
  ) {
    self.name = name
    self.summary = summary
    self.keys = keys
    self.mark = mark
    self.patternKinds = patternKinds
    self.configuration = configuration
    self.make = make
  }

}
