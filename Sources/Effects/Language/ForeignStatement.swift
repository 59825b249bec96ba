/// A word by which statements begin in other languages; the raw value is its spelling.
enum ForeignStatement: String, CaseIterable, Sendable {

  case `if`, elif, `switch`, when
  case otherwise = "else"
  case `for`, `while`, `repeat`
  case `let`, `var`, const, def, int, auto
  case `return`

  /// Whether what it is about stands in parentheses in a language that has it.
  var hasParentheses: Bool {
    switch self {
    case .if, .elif, .switch, .when, .for, .while: true
    case .otherwise, .repeat, .let, .var, .const, .def, .int, .auto, .return: false
    }
  }

  /// What this language has for it.
  var hint: String {
    switch self {
    case .if, .elif, .switch, .when, .otherwise:
      "write `cases: [{when: …, does: …}, {does: …}]` in place of `does`, "
        + "or `x = a if condition else b`"
    case .for, .while, .repeat: "loops stand beside `does`, with their bounds: `for: i in 0:n`"
    case .let, .var, .const, .def, .int, .auto:
      "numbers get names beside `does`: `let: x = …; y = …`"
    case .return: "write `window = …`: what an instruction computes is written to the state"
    }
  }

}
