import GraphIR
import Passes

extension ConditionRule {

  /// What is added to each sum as the first: a number for each channel.
  static let bias = ConditionRule(BiasAdd.op, Arithmetic.add) { subject in
    guard subject.isBias else { return [] }
    return subject.constants.flatMap { name in
      subject.element(name, subject.limits.sums) {
        "`\(name)` is {found}; the accumulator is \($0)"
      }
    }
  }

  /// Another constant that is added; before a shift behind a product it may be one for each sum.
  static let constantTerm = ConditionRule(BiasAdd.op, Arithmetic.add) { subject in
    guard !subject.isBias else { return [] }
    let isRounding = subject.uses.readers(of: subject.call.label).contains {
      $0.op == Arithmetic.rightShift
    }
    return subject.constants.flatMap { name -> [Condition] in
      guard isRounding else { return [subject.channels(name)] }
      let element = subject.element(name, subject.limits.sums) {
        "`\(name)` is {found}; the accumulator is \($0)"
      }
      guard let product = subject.uses.product?.label else {
        return element + [subject.channels(name)]
      }
      let either = Condition.Test.any([
        subject.condition(name, .scalarOrPerAxis(1), ""),
        subject.condition(name, .sameShape(as: product), ""),
      ])
      return element + [
        subject.condition(
          name, either,
          "`\(name)` varies along more than the channels, and has not the shape of the sums",
          at: subject.limits.sums?.place)
      ]
    }
  }

  static let constantFactor = ConditionRule(
    Arithmetic.multiply, Arithmetic.maximum, Arithmetic.minimum
  ) { subject in subject.constants.map(subject.channels) }

  static let rightShift = ConditionRule(Arithmetic.rightShift) { subject in
    subject.constants.flatMap { name in
      [subject.channels(name)]
        + subject.values(name, in: subject.limits.shifts) {
          "`\(name)` is {found}; sums have \($0.upperBound + 1) bits"
        }
    }
  }

  static let leftShift = ConditionRule(Arithmetic.leftShift) { subject in
    subject.constants.flatMap { name in
      [subject.channels(name)]
        + subject.values(name, in: subject.limits.alignments) {
          "`\(name)` is {found}; a sum of two still fits the accumulator up to \($0.upperBound)"
        }
    }
  }

}

extension ConditionRule.Subject {

  /// Whether the call adds to the very sums of a product.
  fileprivate var isBias: Bool {
    uses.product.map { product in call.operands.contains { $0.name == product.label } } ?? false
  }

}
