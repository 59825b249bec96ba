import Diagnostics
import Passes
import Support

extension Measure {

  /// How far the outputs lie from those of the model as it was loaded.
  static let error = Measure(
    "error",
    "the greatest distance of an output from that of the model as it was loaded, as a"
      + " part of its largest element", .real, more: "`compare FILE`"
  ) { session, _ throws(Diagnostic) in
    let outputs = try session.outputErrors().sorted { $0.error > $1.error }
    return Reading(
      value: outputs.first?.error ?? 0,
      text: "\(shortNumber(outputs.first?.error ?? 0)) on \(session.errorInputs)",
      offenders: outputs.map { "\($0.name): \(shortNumber($0.error))" },
      more: session.program?.quantization == nil ? nil : "`quantize report`")
  }

}
