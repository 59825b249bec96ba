import GraphIR
import Passes

/// What each name of a pattern is used for.
struct PatternUses {

  /// A call of the pattern, by the name of its statement; one that may be another has several.
  struct Call {
    let label: String
    let op: Op
    let operands: [Pattern]
  }

  /// In the order of the pattern, operands first.
  private(set) var calls: [Call] = []

  /// The name of what the match gives.
  let root: String?

  /// The names of the calls that compute directly with what each name stands for, where nothing that
  /// may be missing is missing.
  private(set) var readers: [String: Set<String>] = [:]

  init(_ pattern: Pattern) {
    root = pattern.name
    var seen: Set<[String]> = []
    func visit(_ pattern: Pattern) {
      switch pattern {
      case .call(let label, let name, let operands):
        guard seen.insert([label, name]).inserted else { return }
        operands.forEach(visit)
        for operand in operands.compactMap(\.name) { readers[operand, default: []].insert(label) }
        if let op = Op.named(name) { calls.append(Call(label: label, op: op, operands: operands)) }
      case .anyCall(let label, let name):
        guard seen.insert([label, name]).inserted else { return }
        if let op = Op.named(name) { calls.append(Call(label: label, op: op, operands: [])) }
      case .tuple(_, let patterns), .choice(let patterns): patterns.forEach(visit)
      case .projection(_, let pattern, _), .attributed(let pattern, _): visit(pattern)
      case .dominated(let pattern, let parent, let path): [parent, path, pattern].forEach(visit)
      case .input, .variable, .constant, .scalar, .anyTuple: break
      }
    }
    visit(pattern)
  }

  /// The calls that compute directly with what `name` stands for.
  func readers(of name: String) -> [Call] {
    let labels = readers[name] ?? []
    return calls.filter { labels.contains($0.label) }
  }

  /// The first product in it.
  var product: Call? { calls.first { $0.op == Conv2D.op || $0.op == Dense.op } }

  /// The names of what comes from outside and varies.
  var inputs: [String] {
    var names: [String] = []
    for operand in calls.flatMap(\.operands) {
      if case .input(let name) = operand, !names.contains(name) { names.append(name) }
    }
    return names
  }

}

extension Pattern {

  /// The name of what this matches, with all that may be missing.
  var name: String? {
    switch self {
    case .choice(let patterns): patterns.first?.name
    case .attributed(let pattern, _), .dominated(let pattern, _, _): pattern.name
    default: label
    }
  }

  /// The name of the constant that this is.
  var constant: String? { if case .constant(let name) = self { name } else { nil } }

  /// The name of the value that comes from outside.
  var input: String? { if case .input(let name) = self { name } else { nil } }

}
