/// How a shift to the right treats what it drops.
enum Rounding: String, Sendable, CaseIterable {

  /// To the nearest, halves up: half of the divisor is added before the shift.
  case nearest

  /// To the nearest, halves to the even number, as ONNX rounds: halves up, and halves down where
  /// that is odd.
  case even

  /// Down, as the bare shift does.
  case floor

  /// The option of a pass that says which.
  static func option(default rounding: Rounding) -> PassOption<Rounding> {
    PassOption(
      "rounding", default: rounding,
      "what a shift does with what it drops: halves up, halves to the even number, or down")
  }

  /// As a report says it.
  var explanation: String {
    switch self {
    case .nearest: "to the nearest, halves up"
    case .even: "to the nearest, halves to the even number"
    case .floor: "down"
    }
  }

  /// This, or what comes nearest to it of what an accelerator that computes in `types` takes.
  func available(in types: ComputeTypes) -> Rounding {
    self == .even && !types.tiesToEven ? .nearest : self
  }

  /// What is added before a shift to the right.
  func half(of shift: Int) -> Int { self == .floor || shift == 0 ? 0 : 1 << (shift - 1) }

}
