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

  /// Every node of a graph has an operator, and many are copied: that is one count, not one for each
  /// part.
  private let facts: Facts

  /// As Relay spells it, such as `nn.conv2d`.
  public var name: String { facts.name }

  /// One line for `help ops` and the reference; empty for an operator that is not registered.
  public var summary: String { facts.summary }

  public var operands: [Operand] { facts.operands }

  /// In the order in which they are printed.
  public var attributes: [any AnyAttributeKey] { facts.attributes }

  public var traits: OpTraits { facts.traits }

  /// The type of the result.
  /// - Errors: the operands do not fit; the message names the operand, what it is and what it
  ///   should be.
  public var infer: Infer { facts.infer }

  /// The value of the result: the reference that everything else is compared with.
  /// - Errors: what the operator refuses, or `interrupted`.
  public var evaluate: Evaluate { facts.evaluate }

  public init(
    _ name: String, _ summary: String, operands: [Operand],
    attributes: [any AnyAttributeKey] = [], traits: OpTraits = [], infer: @escaping Infer,
    evaluate: @escaping Evaluate
  ) {
    facts = Facts(
      name: name, summary: summary, operands: operands, attributes: attributes, traits: traits,
      infer: infer,
      evaluate: { operands, attributes throws(Diagnostic) in
        let value = try evaluate(operands, attributes)
        try Interruption.current.check()
        return value
      })
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
  public static func == (a: Op, b: Op) -> Bool { a.facts === b.facts || a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Op {

  /// What is the same for every copy of an operator.
  private final class Facts: Sendable {

    let name: String
    let summary: String
    let operands: [Operand]
    let attributes: [any AnyAttributeKey]
    let traits: OpTraits
    let infer: Infer
    let evaluate: Evaluate

    init(
      name: String, summary: String, operands: [Operand], attributes: [any AnyAttributeKey],
      traits: OpTraits, infer: @escaping Infer, evaluate: @escaping Evaluate
    ) {
      self.name = name
      self.summary = summary
      self.operands = operands
      self.attributes = attributes
      self.traits = traits
      self.infer = infer
      self.evaluate = evaluate
    }
  }

}

private func notRegistered(_ name: String) -> Diagnostic {
  .error(
    "operator `\(name)` is not known", hints: ["`help ops` lists the operators that there are"])
}
