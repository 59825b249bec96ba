public import Diagnostics
import OrderedCollections
import Passes
import Simulation
import Support
import Tensors

extension Session {

  /// Whether `text`, as `macs >= 90%`, holds of the program.
  /// - Errors: it is no assertion, or there is nothing to measure.
  public func assertion(_ text: String) throws(Diagnostic) -> AssertionAnswer {
    let assertion = try Assertion(parsing: text)
    if let target = assertion.target, !targets.selected.contains(target) {
      throw .error(
        "no target `\(target)` is selected", hints: ["`target list` lists them"])
    }
    let measure = assertion.measure
    let reading = try measure.read(self, assertion.target)
    return AssertionAnswer(
      text: text, measure: measure.name, target: assertion.target,
      relation: assertion.relation.rawValue, bound: assertion.bound, value: reading.value,
      found: reading.text, holds: assertion.relation.holds(reading.value, assertion.bound),
      offenders: reading.offenders, more: reading.more ?? measure.more)
  }

}
