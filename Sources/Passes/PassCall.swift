public import Diagnostics
import GraphIR

/// A pass by name with its options, as a user writes it: `quantize{rounding=floor}`.
public struct PassCall: Sendable, Hashable {

  public var name: String
  public var options: [String: String]

  public init(_ name: String, options: [String: String] = [:]) {
    self.name = name
    self.options = options
  }

}

extension PassCall: CustomStringConvertible {
  public var description: String {
    ConfiguredName.spelling(
      name, options.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) })
  }
}

extension PassCall {

  public init(_ configured: ConfiguredName) {
    self.init(configured.name, options: configured.values)
  }

  /// Reads `name` or `name{option=value,…}`.
  /// - Errors: the text is neither; with the place in it.
  public init(parsing text: String) throws(Diagnostic) {
    self.init(try ConfiguredName(parsing: text))
  }

  /// Reads calls with blanks between them.
  /// - Errors: as for one.
  public static func list(parsing text: String) throws(Diagnostic) -> [PassCall] {
    try ConfiguredName.list(parsing: text).map { PassCall($0) }
  }

}

extension Program {

  /// The program after `pass`, with the rewrites that it took.
  ///
  /// Loops of a pass may leave early where the user wants it to end: what it came to is not kept.
  /// - Errors: what the pass refuses, or `interrupted`; this program is unchanged.
  public func applying(
    _ pass: any Pass, in context: inout PassContext
  ) throws(Diagnostic) -> Program {
    var next = withoutActions()
    try pass.run(on: &next, in: &context)
    try context.checkForStop()
    return next
  }

}
