import Diagnostics

/// What keeps a model from being imported, gathered so that one message tells all of it.
struct ImportProblems {

  /// For each operator that has no conversion, the names of its nodes.
  private var unknown: [String: [String]] = [:]
  private var order: [String] = []
  private var failures: [String] = []
  private var hints: [String] = []
  private var failure = Failure.command

  /// More lines than this are counted, not listed.
  private static let lineLimit = 24

  var isEmpty: Bool { unknown.isEmpty && failures.isEmpty }

  /// No conversion for the operator of a node.
  mutating func insertUnknown(_ operatorName: String, node: String) {
    if unknown[operatorName] == nil { order.append(operatorName) }
    unknown[operatorName, default: []].append(node)
  }

  /// The conversion of a node failed with `error`.
  mutating func insert(_ error: Diagnostic, op: String, node: String) {
    failures.append("`\(op)` `\(node)`: \(error.message)")
    failures += error.notes.filter { !$0.hasPrefix("in %") }.map { "  \($0)" }
    for hint in error.hints where !hints.contains(hint) { hints.append(hint) }
    if error.failure == .limit { failure = .limit }
  }

  /// Throws one error that names all of them, if there are any.
  func throwAll(nodeCount: Int) throws(Diagnostic) {
    guard !isEmpty else { return }
    let missing = order.map { name in
      let nodes = unknown[name] ?? []
      let listed = nodes.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
      let rest = nodes.count > 4 ? " and \(nodes.count - 4) more" : ""
      return "operator \(name): \(listed)\(rest)"
    }
    var lines = missing + failures
    if lines.count > Self.lineLimit {
      lines = lines.prefix(Self.lineLimit) + ["\(lines.count - Self.lineLimit) lines more"]
    }
    let count = unknown.values.reduce(failures.count { !$0.hasPrefix("  ") }) { $0 + $1.count }
    throw .error(
      "\(count) of \(nodeCount) nodes of the model are not supported", notes: lines, hints: hints,
      failure: failure)
  }

}
