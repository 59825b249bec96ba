public import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Finds the type of every node again, from the parameters on.
///
/// - After: every node that is reached has a type.
public struct InferTypes: Pass {

  public static let info = PassInfo("infer-types", "find the type of every expression")

  public init(_ options: PassOptions) throws(Diagnostic) {}

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    try Self.infer(&program, as: Self.info.name)
  }

  /// Finds all types, as a part of `pass`, if some are missing and can be found: those that there are
  /// hold, as the law `typed` says.
  static func inferMissing(_ program: inout Program, as pass: String) {
    let module = program.module
    guard !module.isTyped else { return }
    guard
      module.functions.values.contains(where: { $0.result == nil })
        || module.reachable.contains(where: { module[$0].type == nil })
    else { return }
    inferWherePossible(&program, as: pass)
  }

  /// Finds all types, as a part of `pass`, or leaves them as they are if some can not be found.
  static func inferWherePossible(_ program: inout Program, as pass: String) {
    do throws(Diagnostic) { try infer(&program, as: pass) } catch {}
  }

  /// Finds all types, as a part of `pass`.
  /// - Errors: the first node that has none.
  static func infer(_ program: inout Program, as pass: String) throws(Diagnostic) {
    var typed = program.module
    let inference = try typed.inferTypes()
    program.rewrite(as: pass) { rewriter in
      for id in inference.retyped { rewriter.setType(typed[id].type, of: id) }
      for (name, function) in typed.functions { rewriter.setFunction(name, function) }
    }
  }

}
