import GraphIR
import Passes
import Tensors

extension ConditionRule {

  /// What a load brings into an accumulator.
  static let widening = ConditionRule(Cast.op) { subject in
    let inputs = subject.inputs
    guard !inputs.isEmpty else { return [] }
    return inputs.flatMap { name in
      subject.element(name, subject.limits.widened) {
        "`\(name)` is {found}; a transfer widens \($0)"
      }
    }
      + subject.element(subject.call.label, subject.limits.sums) {
        "`\(subject.call.label)` is {found}; the accumulator is \($0)"
      }
  }

  /// What a store keeps of sums.
  static let narrowing = ConditionRule(Cast.op) { subject in
    guard subject.inputs.isEmpty, subject.isRoot else { return [] }
    return subject.element(subject.call.label, subject.limits.stored) {
      "the result is {found}; a store keeps \($0.bitWidth) bits"
    }
  }

  /// Limits before a store are numbers that it keeps; others are immediates.
  static let limits = ConditionRule(Clip.op) { subject in
    guard subject.inputs.isEmpty else { return [] }
    let isLast = subject.uses.readers(of: subject.call.label).contains {
      $0.op == Cast.op && $0.label == subject.uses.root
    }
    let range = isLast ? subject.limits.results : subject.limits.immediate
    let reason =
      isLast
      ? "which \(subject.limits.stored.map { $0.value.rawValue } ?? "a store") can not hold"
      : "which an instruction can not bring along"
    return subject.attribute("a_min", in: range) { _ in "the lower limit is {found}, \(reason)" }
      + subject.attribute("a_max", in: range) { _ in "the upper limit is {found}, \(reason)" }
  }

  /// Limits of values as they lie on the host.
  static let limitsOfInput = ConditionRule(Clip.op, Elementwise.relu) { subject in
    subject.inputs.flatMap { name in
      subject.element(name, subject.limits.widened) {
        "the input is {found}; a transfer widens \($0)"
      } + [subject.imageOrRow(name)]
    }
  }

  /// A value alone, widened, has to be an image or a row.
  static let alone = ConditionRule(Cast.op) { subject in
    let isSum = subject.uses.calls.contains { $0.op == Reductions.sum }
    guard subject.uses.inputs.count == 1, subject.uses.product == nil, !isSum else { return [] }
    return subject.inputs.map(subject.imageOrRow)
  }

  /// Two values of which a sum is made.
  static let together = ConditionRule(Arithmetic.add) { subject in
    guard subject.constants.isEmpty, subject.uses.inputs.count == 2 else { return [] }
    return [
      subject.condition(
        subject.uses.inputs[0], .sameShape(as: subject.uses.inputs[1]),
        "the operands have different shapes, {found}", at: subject.limits.widened?.place)
    ]
  }

  /// Two values that are multiplied, or a value and a number for each of its channels, which has no
  /// zero point then.
  static let gating = ConditionRule(Arithmetic.multiply) { subject in
    guard subject.constants.isEmpty, subject.uses.inputs.count == 2 else { return [] }
    let (left, right) = (subject.uses.inputs[0], subject.uses.inputs[1])
    let place = subject.limits.widened?.place
    let same = subject.condition(right, .sameShape(as: left), "")
    let names = [("left", left), ("right", right)]
    return subject.zeroes(of: right).map { zero in
      subject.condition(
        right, .any([same, subject.condition(zero, .values(0 ... 0), "")]),
        "the right operand is repeated and has a zero point", at: place)
    }
      + names.map { side, name in
        subject.rank(name, 4, "the \(side) operand has {found} axes; values are images")
      }
      + [(0, "images"), (1, "channels")].map { axis, what in
        subject.condition(
          left, .sameExtent(axis: axis, as: right), "the operands have {found} \(what)", at: place)
      }
      + [
        subject.condition(
          right, .any([same, subject.condition(right, .area(1 ... 1), "")]),
          "the operands have different shapes, {found}", at: place)
      ]
  }

  // MARK: What costs nothing

  static let flatten = ConditionRule(BatchFlatten.op, Reshape.op, Squeeze.op) { subject in
    guard subject.isRoot, let data = subject.inputs.first else { return [] }
    return subject.element(data, subject.limits.widened) {
      "the input is {found}; values of the accelerator are \($0)"
    } + [
      subject.rank(
        subject.call.label, 2,
        "the result has {found} axes; only one row for each sample costs nothing"),
      subject.condition(
        subject.call.label, .sameExtent(axis: 0, as: data), "the samples change, {found}",
        at: subject.limits.block?.place),
    ]
  }

  static let concatenation = ConditionRule(Concatenate.op) { subject in
    guard let block = subject.limits.block, let parts = subject.call.operands.first?.name else {
      return []
    }
    return subject.element(parts, subject.limits.widened) {
      "a part is {found}; values of the accelerator are \($0)"
    } + [
      subject.rank(
        subject.call.label, 4, "the result has {found} axes; only images are put together"),
      subject.condition(
        subject.call.label, .attribute("axis", [.integer(1), .integer(-3)]),
        "axis {found} grows; only channels are put one behind the other", at: block.place),
      subject.condition(
        parts, .extent(axis: 1, in: 0 ... Int.max, multipleOf: block.value),
        "a part has {found} channels; parts begin at a block of \(block.value)", at: block.place),
    ]
  }

}

extension ConditionRule.Subject {

  fileprivate func imageOrRow(_ name: String) -> Condition {
    condition(
      name, .any([condition(name, .rank([4]), ""), condition(name, .rank([2]), "")]),
      "the input has {found} axes; values are images or rows", at: limits.block?.place)
  }

  /// The constants that are added to what `name` is widened to.
  fileprivate func zeroes(of name: String) -> [String] {
    let widened = uses.readers(of: name).map(\.label)
    return uses.calls.filter { call in
      call.op == Arithmetic.add && call.operands.contains { $0.name.map(widened.contains) ?? false }
    }.flatMap { $0.operands.compactMap(\.constant) }
  }

}
