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
    let list = options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return name + (list.isEmpty ? "" : "{\(list.joined(separator: ","))}")
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
