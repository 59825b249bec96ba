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
    var typed = program.module
    try typed.inferTypes()
    program.rewrite(as: Self.info.name) { rewriter in
      for id in typed.reachable where typed[id].type != rewriter[id].type {
        rewriter.setType(typed[id].type, of: id)
      }
      for (name, function) in typed.functions { rewriter.setFunction(name, function) }
    }
  }

}
