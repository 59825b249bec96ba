public import Diagnostics
import GraphIR

/// A pass by name with its options, as a user writes it: `quantize{rounding=floor}`.
public struct PassCall: Sendable, Hashable {

  public var name: String

  /// The accelerator whose pass it is, as in `vta:tile`; nil for a pass on graphs, and where a user
  /// does not say it.
  public var target: String?

  public var options: [String: String]

  public init(_ name: String, target: String? = nil, options: [String: String] = [:]) {
    self.name = name
    self.target = target
    self.options = options
  }

}

extension PassCall: CustomStringConvertible {
  public var description: String {
    let list = options.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    return ConfiguredName.spelling(target.map { "\($0):\(name)" } ?? name, list)
  }
}

extension PassCall {

  public init(_ configured: ConfiguredName) {
    let words = configured.name
    let colon = words.firstIndex(of: ":")
    self.init(
      colon.map { String(words[words.index(after: $0)...]) } ?? words,
      target: colon.map { String(words[..<$0]) }, options: configured.values)
  }

  /// Reads `name` or `name{option=value,…}`, with `target:` before it for one accelerator alone.
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

/// A pass with its options at a place of a pipeline; applying it again looks up no name.
public struct PlannedPass: Sendable {

  /// How it is written; it says whose pass it is, if it is one of an accelerator.
  public let call: PassCall

  public let pass: any Pass

  public init(_ call: PassCall, _ pass: any Pass) {
    self.call = call
    self.pass = pass
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
