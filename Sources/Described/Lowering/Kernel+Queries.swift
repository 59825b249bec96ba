import Effects
import Tensors

extension Kernel.Step {

  /// The window over rows and columns, if there is one.
  var window: TapWindow? {
    switch kind {
    case .product(_, _, let window), .pool(_, _, let window): window
    case .widen, .apply: nil
    }
  }

  /// The steps whose numbers it reads.
  var reads: [Int] {
    guard case .apply(_, let target, let operand) = kind else { return [] }
    if case .step(let other) = operand { return [target, other] }
    return [target]
  }

}

extension Kernel {

  /// How many steps read the numbers of `step`.
  func readCount(_ step: Int) -> Int {
    steps.reduce(0) { $0 + $1.reads.count { $0 == step } }
  }

}

extension Kernel.Operand {
  /// The number that it is for all elements, if it is one.
  var number: Operation.Number? { if case .number(let number) = self { number } else { nil } }
}

extension Operation.Number {
  /// Zero of either kind.
  var isZero: Bool {
    switch self {
    case .integer(let number): number == 0
    case .real(let number): number == 0
    }
  }

  var integer: Int? { if case .integer(let number) = self { number } else { nil } }
}

extension Tensor {
  /// The elements as constants of operations.
  var operationNumbers: [Operation.Number] {
    elementType.isInteger
      ? doubles.map { .integer(Int($0)) } : doubles.map { .real($0) }
  }
}
