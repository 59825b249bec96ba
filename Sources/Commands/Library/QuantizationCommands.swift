import Canvas
import Debugger
import Diagnostics

/// What integers cost.
enum QuantizationCommands {

  static let all: [Command] = [quantize]

  private enum Action: String, CommandAction {
    case report

    var takes: ActionWords { .nothing(flags: ["--all"]) }
  }

  private struct QuantizeKeys: Keys {
    let action = ActionArgument("action", Action.self, or: .report, "`report` if left out")
    let isWhole = Switch("--all", "every tensor, not only the dearest")
  }

  static let quantize = Command(
    "quantize", .program, "say what the integers of `quantize` cost, tensor by tensor",
    QuantizeKeys(),
    answers: QuantizationAnswer.schema,
    details: [
      "Tensors are ranked by how far the outputs lie from those of the floats where the tensor alone"
        + " consists of integers. It takes the inputs that `quantize` would be calibrated on, and a"
        + " run of what is computed from it on for each tensor.",
      "Below an activation stand the scales that it could have, who would choose them from its"
        + " values alone, and the error of the outputs where the search of `quantize` tried them.",
    ],
    examples: [.init("quantize report", .lowered)]
  ) { arguments, interpreter throws(Diagnostic) in
    var answer = try interpreter.session.quantization()
    let most = 20
    let count = answer.rows.count
    if !arguments.isWhole { answer.rows = Array(answer.rows.prefix(most)) }
    var reply = Reply(answer)
    if count > answer.rows.count {
      reply.diagnostics.append(
        .note("\(count - answer.rows.count) tensors cost less; `--all` shows them"))
    }
    return reply
  }

}
