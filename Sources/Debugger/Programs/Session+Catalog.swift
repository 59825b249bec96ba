import Diagnostics
import OrderedCollections
public import Passes
import TargetKit

/// What passes there are, and what they are given.
extension Session {

  /// Every pass that can be applied, those of the graph first.
  var catalog: PassCatalog { targets.catalog }

  /// Every pass that can be applied, with every selected accelerator made.
  /// - Errors: a description has mistakes.
  mutating func wholeCatalog() throws(Diagnostic) -> PassCatalog {
    _ = try targets.current()
    return catalog
  }

  /// `call` as a user would write it now: without the accelerator where there is but one.
  func shown(_ call: PassCall) -> PassCall {
    guard let target = call.target, targets.selected == [target] else { return call }
    return PassCall(call.name, options: call.options)
  }

  /// `pass` as a user would write it now.
  public func spelling(of pass: PlannedPass) -> String { "\(shown(pass.call))" }

  /// What passes are given besides the program.
  mutating func passContext() throws(Diagnostic) -> PassContext {
    var context = PassContext(targets: try interfaces())
    inputs.calibrate(&context)
    context.expectsRewrites = expectsRewrites
    context.interruption = interruption
    context.progress = progress
    return context
  }

}
