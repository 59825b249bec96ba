import Diagnostics

extension Motion {

  public static let resume = Motion(
    "continue", also: ["c", "fg"], back: ["rc", "reverse-continue"], "go on to the next stop",
    details: ["With a count: past so many stops less one."],
    examples: [Example("c", .stream), Example("rev c", .stream)], repeats: true, isMadeAnew: true
  ) { _, _ throws(Diagnostic) in ContinueGoal() }

}
