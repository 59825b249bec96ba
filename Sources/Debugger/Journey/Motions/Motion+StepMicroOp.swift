import Diagnostics

extension Motion {

  public static let stepMicroOp = Motion(
    "stepu", also: ["su"], back: ["rsu", "reverse-stepu"],
    "go one micro-op, or one row of a transfer", examples: [Example("su", .stream)], repeats: true
  ) { request, _ throws(Diagnostic) in MicroStepGoal(request.count) }

}
