import Diagnostics

extension Motion {

  public static let next = Motion(
    "next", also: ["n"], back: ["rn", "reverse-next"], "go to the next node of the graph",
    examples: [Example("n", .program)], repeats: true
  ) { request, _ throws(Diagnostic) in GroupGoal(.node, count: request.count) }

}
