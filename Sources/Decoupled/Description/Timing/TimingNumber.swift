/// A key of the numbers of a timing: those of the whole machine, or those of each unit.
///
/// The list of all of them is what the reader of descriptions checks against, and what messages and
/// the documentation say. Whoever needs a number names its key.
public protocol TimingNumber: Sendable, Hashable {

  var parameter: TimingParameter { get }

  /// In the order of the documentation.
  static var all: [Self] { get }

}

extension TimingNumber {

  public var name: String { parameter.name }

  /// The number that descriptions and users call `name`.
  static func named(_ name: String) -> Self? { all.first { $0.name == name } }

  static var names: [String] { all.map(\.name) }

}
