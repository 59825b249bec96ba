public import Diagnostics

/// The options that a pass was applied with; an option that was not given reads as its default.
public struct PassOptions: Sendable, Hashable {

  private let given: [String: String]

  /// The names of all options that the pass has.
  private let names: [String]

  /// - Errors: `given` names an option that the pass does not have, or a value that the option does
  ///   not take.
  public init(
    _ given: [String: String] = [:], for info: PassInfo
  ) throws(Diagnostic) {
    names = info.options.map(\.name)
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let option = info.options.first(where: { $0.name == name }) else {
        throw Self.unknown(name, of: info)
      }
      try option.check(value)
    }
    self.given = given
  }

  /// The value of `option`, which is one of those that the pass lists.
  public subscript<Value>(option: PassOption<Value>) -> Value {
    assert(names.contains(option.name), "`\(option.name)` is not listed by its pass")
    // What was given has been read once before, so that it can be read now.
    let value = given[option.name].flatMap { try? option.value(of: $0) }
    return value ?? option.defaultValue
  }

  private static func unknown(_ name: String, of info: PassInfo) -> Diagnostic {
    let names = info.options.map(\.name).joined(separator: ", ")
    return .error(
      "`\(info.name)` has no option `\(name)`",
      hints: [names.isEmpty ? "it has none" : "it has \(names)"])
  }

}
