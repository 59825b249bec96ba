public import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// Evaluates what depends on constants alone.
///
/// What dequantizes a constant stays, because `lower-qdq` reads the integers behind it.
/// - After: no operator but `qnn.dequantize` has constants for all its operands.
public struct FoldConstants: Pass {

  public static let info = PassInfo(
    "fold-constants", "evaluate what depends on constants alone")

  public init(_ options: PassOptions) throws(Diagnostic) {}

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    let module = program.module
    var values: [ID<Node>: Value] = [:]
    for id in module.reachable {
      try context.checkForStop()
      values[id] = try value(of: module[id], values)
    }
    let readers = module.readers
    let results = Set(module.functions.values.map(\.body))
    try program.rewrite(as: Self.info.name) { rewriter throws(Diagnostic) in
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

  /// The value of `node`, if its operands have values; nil also where evaluation fails, which is
  /// then reported when the program runs.
  private func value(
    of node: Node, _ values: [ID<Node>: Value]
  ) throws(Diagnostic) -> Value? {
    let operands = node.operands.compactMap { values[$0] }
    guard operands.count == node.operands.count else { return nil }
    switch node.kind {
    case .constant(let tensor): return .tensor(tensor)
    case .tuple: return .tuple(operands)
    case .projection(let index):
      guard case .tuple(let fields)? = operands.first, fields.indices.contains(index) else {
        return nil
      }
      return fields[index]
    case .call(let op, let attributes):
      guard op.isRegistered, !operands.isEmpty || node.operands.isEmpty,
        !op.has(.cellAccess), op != Dequantize.op
      else { return nil }
      return try? op.evaluate(operands, attributes)
    default: return nil
    }
  }

}
