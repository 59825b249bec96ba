public import Diagnostics
import Support
public import Tensors

/// An operand in the signature of an operator.
public struct Operand: Sendable, Hashable, ExpressibleByStringLiteral {

  public let name: String
  public let summary: String

  /// Spelled `"name"` or `"name: what it is"`.
  public init(stringLiteral text: String) {
    let parts = text.split(separator: ":", maxSplits: 1)
    name = parts.first.map(String.init) ?? ""
    summary = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
  }

}

/// What inference knows of the operands of a call.
public struct InferenceInput: Sendable {

  public var types: [ValueType]

  /// The values of operands that are known before the program runs, such as shapes.
  public var constants: [Tensor?]

  public var attributes: Attributes

  public init(types: [ValueType], constants: [Tensor?], attributes: Attributes) {
    self.types = types
    self.constants = constants
    self.attributes = attributes
  }

}

/// What an operator is: its spelling, its signature and its meaning.
///
/// - Source: names, operands and attributes are those of Relay 0.0.5 where Relay has the operator.
public struct Op: Sendable {

  public typealias Infer = @Sendable (InferenceInput) throws(Diagnostic) -> ValueType
  public typealias Evaluate = @Sendable ([Value], Attributes) throws(Diagnostic) -> Value

  /// As Relay spells it, such as `nn.conv2d`.
  public let name: String

  /// One line for `help ops` and the reference; empty for an operator that is not registered.
  public let summary: String

  public let operands: [Operand]

  /// In the order in which they are printed.
  public let attributes: [any AnyAttributeKey]

  public let traits: OpTraits

  /// The type of the result.
  /// - Errors: the operands do not fit; the message names the operand, what it is and what it
  ///   should be.
  public let infer: Infer

  /// The value of the result: the reference that everything else is compared with.
  /// - Errors: what the operator refuses, or `interrupted`.
  public let evaluate: Evaluate

  public init(
    _ name: String, _ summary: String, operands: [Operand],
    attributes: [any AnyAttributeKey] = [], traits: OpTraits = [], infer: @escaping Infer,
    evaluate: @escaping Evaluate
  ) {
    self.name = name
    self.summary = summary
    self.operands = operands
    self.attributes = attributes
    self.traits = traits
    self.infer = infer
    self.evaluate = { operands, attributes throws(Diagnostic) in
      let value = try evaluate(operands, attributes)
      try Interruption.current.check()
      return value
    }
  }

  /// An operator that a text names and nobody registered: it can be printed, matched and moved, and
  /// neither inferred nor evaluated.
  public static func unregistered(_ name: String) -> Op {
    Op(
      name, "", operands: [],
      infer: { _ throws(Diagnostic) in throw notRegistered(name) },
      evaluate: { _, _ throws(Diagnostic) in throw notRegistered(name) })
  }

  public var isRegistered: Bool { !summary.isEmpty }

}

extension Op: Hashable {
  public static func == (a: Op, b: Op) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

private func notRegistered(_ name: String) -> Diagnostic {
  .error(
    "operator `\(name)` is not known", hints: ["`help ops` lists the operators that there are"])
}
