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
    let list = options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let head = target.map { "\($0):\(name)" } ?? name
    return head + (list.isEmpty ? "" : "{\(list.joined(separator: ","))}")
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
  /// - Errors: what the pass refuses; this program is unchanged.
  public func applying(
    _ pass: any Pass, in context: inout PassContext
  ) throws(Diagnostic) -> Program {
    var next = withoutActions()
    try pass.run(on: &next, in: &context)
    return next
  }

}
