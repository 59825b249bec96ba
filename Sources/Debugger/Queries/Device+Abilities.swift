import Diagnostics
import TargetKit

/// What a device can do besides running: who needs an ability asks here, and the user learns what is
/// missing where there is none.
extension Device {

  /// - Errors: nothing is known of how long things take.
  func clocked() throws(Diagnostic) -> any Clocked {
    if let clocked = self as? any Clocked { return clocked }
    throw lacks(
      "no clock that counts cycles", "`si` steps one instruction, `timing` shows the clocks")
  }

  /// - Errors: no tokens go from unit to unit.
  func tokenFlowing() throws(Diagnostic) -> any TokenFlowing {
    if let flowing = self as? any TokenFlowing, !flowing.tokenQueues.isEmpty { return flowing }
    throw lacks("no token queues", "`why UNIT` says what an instruction of a unit waits for")
  }

  /// - Errors: nothing can be said of instructions that have not run.
  func analyzable() throws(Diagnostic) -> any Analyzable {
    if let analyzable = self as? any Analyzable { return analyzable }
    throw lacks("no analysis of instructions that have not run", "`run` shows what they do")
  }

  /// - Errors: it is not recorded where values came from.
  func traceable() throws(Diagnostic) -> any Traceable {
    if let traceable = self as? any Traceable { return traceable }
    throw lacks("no record of where its values came from", "`watch` stops where one changes")
  }

  /// - Errors: its instructions can not be handed to a device behind a driver.
  func drivable() throws(Diagnostic) -> any Drivable {
    if let drivable = self as? any Drivable { return drivable }
    throw lacks("no instructions that a driver could run", "`target list` shows other targets")
  }

  private func lacks(_ what: String, _ wayOut: String) -> Diagnostic {
    .error("`\(target.name)` has \(what)", hints: [wayOut])
  }

}
