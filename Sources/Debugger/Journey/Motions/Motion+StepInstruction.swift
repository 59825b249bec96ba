import Diagnostics

extension Motion {

  public static let stepInstruction = Motion(
    "stepi", also: ["si"], back: ["rsi", "reverse-stepi"], "go to the next instruction",
    examples: [Example("si 2", .stream), Example("rsi", .stream)], repeats: true
  ) { request, _ throws(Diagnostic) in InstructionGoal(request.count) }

}
