import GraphIR
import Support
import Tensors

extension GraphModule {

  /// One line that says what a node is: its identity, what it computes and its type.
  func line(of id: ID<Node>) -> String {
    let type = self[id].type.map { " : \($0)" } ?? ""
    return "\(id) = \(expression(of: id))\(type)"
  }

  /// What a node computes, with its operands by identity.
  func expression(of id: ID<Node>) -> String {
    let node = self[id]
    let operands = node.operands.map { reference(to: $0) }
    switch node.kind {
    case .variable(let name): return "%\(name)"
    case .constant(let tensor):
      let shape = tensor.shape.map(String.init).joined(separator: ", ")
      return "constant (\(shape))"
    case .call(let op, let attributes):
      let list = attributes.names.compactMap { name in
        attributes[name].map { "\(name)=\($0.spelling)" }
      }
      return "\(op.name)(\((operands + list).joined(separator: ", ")))"
    case .apply: return "\(operands[0])(\(operands.dropFirst().joined(separator: ", ")))"
    case .global(let name): return "@\(name)"
    case .tuple: return "(\(operands.joined(separator: ", ")))"
    case .projection(let index): return "\(operands[0]).\(index)"
    case .function(let function):
      let name = function.attributes.text("Composite") ?? function.attributes.text("Compiler")
      return "fn\(name.map { " \($0)" } ?? "") → \(function.body)"
    case .conditional: return "if (\(operands[0])) \(operands[1]) else \(operands[2])"
    case .binding: return "let \(operands[0]) = \(operands[1]); \(operands[2])"
    }
  }

  private func reference(to id: ID<Node>) -> String {
    switch self[id].kind {
    case .variable(let name): "%\(name)"
    case .global(let name): "@\(name)"
    default: "\(id)"
    }
  }

  /// What a node does in one word: its operator, or what kind of expression it is.
  func kindName(of id: ID<Node>) -> String {
    switch self[id].kind {
    case .variable: "variable"
    case .constant: "constant"
    case .call(let op, _): op.name
    case .apply: "call of \(reference(to: self[id].operands[0]))"
    case .global(let name): "@\(name)"
    case .tuple: "tuple"
    case .projection(let index): "field \(index)"
    case .function(let function):
      function.attributes.text("Composite").map { "composite \($0)" } ?? "function"
    case .conditional: "if"
    case .binding: "let"
    }
  }

}

extension GraphModule {

  /// For a line about a node: its identity and what it is.
  func title(of id: ID<Node>) -> String { "\(id) \(kindName(of: id))" }

  /// The nodes of the model behind `id`, as `Conv @conv1`, or who made it where there are none.
  func sourceText(of id: ID<Node>) -> String {
    let origin = self[id].origin
    guard !origin.isSynthetic else { return "synthetic, made by \(origin.pass)" }
    return origin.sources.map { "\(self[$0].op) @\(self[$0].name)" }.joined(separator: ", ")
  }

}

extension AttributeValue {

  /// As a reader writes it.
  var spelling: String {
    switch self {
    case .integer(let number): String(number)
    case .real(let number): "\(number)f"
    case .flag(let flag): flag ? "True" : "False"
    case .text(let text): "\"\(text)\""
    case .list(let elements): "[\(elements.map(\.spelling).joined(separator: ", "))]"
    case .none: "None"
    }
  }

}
