public import Diagnostics
import GraphIR
import Passes
import Support

extension Session {

  /// Whether the laws hold for `program`, which `pass` made.
  /// - Errors: a law is broken; the message names it, the node and the pass.
  func verify(_ program: Program, pass: String) throws(Diagnostic) -> Bool {
    for id in program.module.reachable {
      for operand in program.module[id].operands where !program.module.nodes.contains(operand) {
        throw .error("\(id) reads \(operand), which does not exist", failure: .verification)
      }
    }
    return true
  }

  /// Checks the laws and, if `values`, that the program gives the values of the one before it.
  /// - Errors: a law is broken, or a value differs.
  public mutating func verifyNow(values: Bool) throws(Diagnostic) -> [String] {
    let history = try requireHistory()
    let entry = history.entries[history.current]
    _ = try verify(entry.program, pass: entry.call?.name ?? "import")
    return ["the laws hold"]
  }

}
