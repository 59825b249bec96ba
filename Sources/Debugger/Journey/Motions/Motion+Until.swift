import Diagnostics

extension Motion {

  public static let until = Motion(
    "until", also: ["u"], back: ["ru", "reverse-until"],
    "go on to a location, or until a condition holds",
    .place(summary: "a location or an expression"),
    details: ["An expression is looked at after each instruction."],
    examples: [Example("u #2", .stream), Example("u $pos >= 2", .stream)]
  ) { request, space throws(Diagnostic) in try space.goal(at: request.text) }

}
