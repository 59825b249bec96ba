import Diagnostics

extension Motion {

  public static let step = Motion(
    "step", also: ["s"], back: ["rs", "reverse-step"],
    "go to the next statement of the tile program",
    examples: [Example("s", .program)], repeats: true
  ) { request, _ throws(Diagnostic) in GroupGoal(.statement, count: request.count) }

}
