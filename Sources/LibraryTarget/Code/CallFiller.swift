import Diagnostics
import GraphIR
import Passes
import Support
import Tensors

/// Fills the holes of a call with C: names of pointers, numbers and lists of numbers.
struct CallFiller {

  let module: GraphModule
  let operands: CallOperands

  /// The node that the call computes.
  let result: ID<Node>
  let function: LibraryFunction

  /// The C for a hole. What a pattern has fitted without is `NULL` or 0.
  /// - Errors: the node has no such extent or attribute, or C has no such value.
  func text(_ hole: CallTemplate.Hole) throws(Diagnostic) -> String {
    if hole.label == CallScope.state { return "&state" }
    let id = hole.label == CallScope.result ? result : operands[hole.label]
    guard let id else {
      return hole.path.isEmpty || hole.path == ["shape"] ? "NULL" : "0"
    }
    if let fields = operands.fields(of: hole.label, in: module), hole.label != CallScope.result {
      return try text(hole, fields)
    }
    guard let what = hole.path.first else { return hole.label }
    if hole.path.count == 1, let fact = try fact(what, of: id, hole) { return fact }
    guard let inner = operands.nodes[hole.label],
      let value = module[inner].attributeOrDefault(what)
    else { throw .error("`\(hole.spelling)` asks for what is not there") }
    guard hole.path.count == 2, let index = Int(hole.path[1]) else {
      return try spelling(value, of: hole)
    }
    guard case .list(let values) = value, values.indices.contains(index) else {
      throw .error("`\(hole.spelling)` asks for more than there is: `\(what)` is \(value)")
    }
    return try spelling(values[index], of: hole)
  }

  /// The pointer to a field of the tuple `label`.
  static func name(of label: String, field: Int) -> String { "\(label)_\(field)" }

  /// The C for a hole that asks for a tuple of tensors.
  private func text(
    _ hole: CallTemplate.Hole, _ fields: [ID<Node>]
  ) throws(Diagnostic) -> String {
    switch hole.path {
    case []:
      let names = fields.indices.map { Self.name(of: hole.label, field: $0) }
      return "(const void *const[]){\(names.joined(separator: ", "))}"
    case ["count"]: return String(fields.count)
    case ["present"]: return "1"
    case ["counts"]:
      var counts: [String] = []
      for field in fields {
        guard let count = module.tensorType(of: field)?.count else {
          throw .error("`\(hole.spelling)` asks for a shape that is not known")
        }
        counts.append(String(count))
      }
      return Self.list(counts, of: "int64_t")
    default: throw .error("`\(hole.spelling)` asks for what a tuple has not")
    }
  }

  /// What is known of the tensor itself; nil where the word is none of these.
  private func fact(
    _ word: String, of id: ID<Node>, _ hole: CallTemplate.Hole
  ) throws(Diagnostic) -> String? {
    let index = Int(word)
    guard index != nil || CallScope.facts.contains(word) else { return nil }
    guard let type = module.tensorType(of: id), let shape = type.extents else {
      throw .error("`\(hole.spelling)` asks for a shape that is not known")
    }
    if let index {
      guard shape.indices.contains(index) else {
        throw .error("`\(hole.spelling)` asks for an axis that \(type) has not")
      }
      return String(shape[index])
    }
    switch word {
    case "rank": return String(shape.count)
    case "count": return String(type.count ?? 0)
    case "counts": return Self.list([String(type.count ?? 0)], of: "int64_t")
    case "shape": return Self.list(shape.map(String.init), of: "int64_t")
    case "constant": return module[id].constant == nil ? "0" : "1"
    case "present": return "1"
    default: return "\"\(function.types[hole.label] ?? type.element)\""
    }
  }

  private func spelling(
    _ value: AttributeValue, of hole: CallTemplate.Hole
  ) throws(Diagnostic) -> String {
    switch value {
    case .integer(let number): return String(number)
    case .real(let number) where number.isFinite: return "\(number)"
    case .real(let number): return number.isNaN ? "NAN" : number < 0 ? "-INFINITY" : "INFINITY"
    case .flag(let flag): return flag ? "1" : "0"
    case .none: return "0"
    case .text(let text):
      guard text.allSatisfy({ $0.isASCII && !$0.isNewline && $0 != "\"" && $0 != "\\" }) else {
        throw .error("`\(hole.spelling)` is a text that C can not have")
      }
      return "\"\(text)\""
    case .list(let values):
      let isReal = values.contains { if case .real = $0 { true } else { false } }
      var words: [String] = []
      for value in values { words.append(try spelling(value, of: hole)) }
      return Self.list(words, of: isReal ? "double" : "int64_t")
    }
  }

  private static func list(_ words: [String], of type: String) -> String {
    words.isEmpty ? "NULL" : "(const \(type)[]){\(words.joined(separator: ", "))}"
  }

}

extension GraphModule {
  /// The type of a tensor; of a constant that no inference has seen, its own.
  func tensorType(of id: ID<Node>) -> TensorType? {
    self[id].type?.tensor
      ?? self[id].constant.map { TensorType($0.shape.map(Optional.init), $0.elementType) }
  }
}

extension CallTemplate {

  /// The names whose pointers are asked for, each once.
  var pointers: [String] {
    var labels: [String] = []
    for hole in holes where hole.path.isEmpty && hole.label != CallScope.state {
      if !labels.contains(hole.label) { labels.append(hole.label) }
    }
    return labels
  }

  var keepsState: Bool { holes.contains { $0.label == CallScope.state } }

}
