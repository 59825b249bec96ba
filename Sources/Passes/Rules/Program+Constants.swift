import Diagnostics
import GraphIR
import OrderedCollections
import Support

extension Program {

  /// Puts a constant in the place of what depends on constants alone.
  /// - Errors: the user asked to stop.
  /// - Cost: O(nodes), and what the operators cost.
  mutating func evaluateConstants(
    as pass: String, in context: PassContext
  ) throws(Diagnostic) {
    let module = module
    var values: [ID<Node>: Value] = [:]
    for id in module.reachable {
      try context.checkForStop()
      values[id] = try module[id].value(values)
    }
    let readers = module.readers
    let results = Set(module.functions.values.map(\.body))
    try rewrite(as: pass) { rewriter throws(Diagnostic) in
      for (id, value) in values.sorted(by: { $0.key < $1.key }) {
        let isRead = readers[Int(id.index)].contains { values[$0] == nil }
        guard case .tensor(let tensor) = value, module[id].constant == nil,
          isRead || results.contains(id)
        else { continue }
        let parents = [id] + module[id].operands
        let constant = rewriter.making(from: parents) { $0.constant(tensor) }
        rewriter.replace(id, by: constant, rule: "evaluate")
      }
    }
  }

}

extension Node {

  /// The value, if the operands have `values`; nil also where evaluation fails, which is then
  /// reported when the program runs.
  fileprivate func value(_ values: [ID<Node>: Value]) throws(Diagnostic) -> Value? {
    let known = operands.compactMap { values[$0] }
    guard known.count == operands.count else { return nil }
    switch kind {
    case .constant(let tensor): return .tensor(tensor)
    case .tuple: return .tuple(known)
    case .projection(let index):
      guard case .tuple(let fields)? = known.first, fields.indices.contains(index) else {
        return nil
      }
      return fields[index]
    case .call(let op, let attributes):
      guard op.isRegistered, !op.has(.cellAccess), op != Dequantize.op else { return nil }
      return try? op.evaluate(known, attributes)
    default: return nil
    }
  }

}
