import Diagnostics

extension Motion {

  public static let advance = Motion(
    "advance", also: ["adv"], "go on to a location", .place(summary: "the location"),
    examples: [Example("adv #2", .stream)]
  ) { request, space throws(Diagnostic) in try space.goal(at: request.text) }

}
