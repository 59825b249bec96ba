import GraphIR
import Passes

extension Pattern {

  /// Whether all that it matches is another shape of a value that comes in, which no function computes.
  var isView: Bool {
    switch self {
    case .call(_, let op, let operands):
      Op.named(op)?.has(.view) == true && operands.count == 1
        && operands.allSatisfy { if case .input = $0 { true } else { false } }
    case .choice(let patterns): patterns.allSatisfy(\.isView)
    case .attributed(let pattern, _): pattern.isView
    default: false
    }
  }

}
