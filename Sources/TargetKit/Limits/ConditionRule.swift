import Diagnostics
import GraphIR
public import Passes
import Tensors

/// What a call in a pattern has to be like, so that the instructions of a machine can do it.
struct ConditionRule: Sendable {

  /// The operators that it is about.
  let ops: [Op]

  let conditions: @Sendable (Subject) -> [Condition]

  init(_ ops: Op..., conditions: @escaping @Sendable (Subject) -> [Condition]) {
    self.ops = ops
    self.conditions = conditions
  }

  /// A call of a pattern, with all that its conditions depend on.
  struct Subject {

    let call: PatternUses.Call
    let uses: PatternUses
    let limits: MachineLimits

    typealias Limit<Value: Sendable & Hashable> = MachineLimits.Limit<Value>

    /// The constants among the operands.
    var constants: [String] { call.operands.compactMap(\.constant) }

    /// The values from outside among the operands.
    var inputs: [String] { call.operands.compactMap(\.input) }

    var isRoot: Bool { call.label == uses.root }

    // MARK: Conditions

    func condition(
      _ name: String, _ test: Condition.Test, _ sentence: String, at place: Place? = nil
    ) -> Condition {
      Condition(of: name, test, sentence: sentence, at: place)
    }

    /// The elements are what there are instructions for; nothing where that is not known.
    func element(
      _ name: String, _ type: Limit<ElementType>?, _ sentence: (ElementType) -> String
    ) -> [Condition] {
      guard let type else { return [] }
      return [condition(name, .element([type.value]), sentence(type.value), at: type.place)]
    }

    /// The attribute of the call is that one.
    func attribute(
      _ key: String, _ value: AttributeValue, _ sentence: String, at place: Place? = nil
    ) -> Condition {
      condition(call.label, .attribute(key, [value]), sentence, at: place)
    }

    /// Each number of an attribute of the call is in the range.
    func attribute(
      _ key: String, in range: Limit<ClosedRange<Int>>?, _ sentence: (ClosedRange<Int>) -> String
    ) -> [Condition] {
      guard let range else { return [] }
      return [
        condition(
          call.label, .attributeRange(key, range.value), sentence(range.value), at: range.place)
      ]
    }

    /// A constant has one number, or one for each channel.
    func channels(_ name: String) -> Condition {
      condition(
        name, .scalarOrPerAxis(1), "`\(name)` varies along more than the channels",
        at: limits.sums?.place)
    }

    /// All numbers of a constant are in the range.
    func values(
      _ name: String, in range: Limit<ClosedRange<Int>>?, _ sentence: (ClosedRange<Int>) -> String
    ) -> [Condition] {
      guard let range else { return [] }
      return [condition(name, .values(range.value), sentence(range.value), at: range.place)]
    }

    func rank(_ name: String, _ rank: Int, _ sentence: String) -> Condition {
      condition(name, .rank([rank]), sentence, at: limits.block?.place)
    }

  }

  /// What follows for an operator; nothing for one that no rule is about.
  static func conditions(_ subject: Subject) -> [Condition] {
    all.filter { $0.ops.contains(subject.call.op) }.flatMap { $0.conditions(subject) }
  }

  /// One rule a line.
  static let all = [
    product, convolution, dense, pool, bias, constantTerm, constantFactor, rightShift, leftShift,
    sum, widening, narrowing, limits, limitsOfInput, flatten, concatenation, together, gating,
    alone,
  ]

}

extension CompositePattern {

  /// The pattern with all conditions that follow from what a machine's instructions take; those that
  /// its description says come behind them, and instead of one that is the same.
  public func with(_ limits: MachineLimits) -> CompositePattern {
    let uses = PatternUses(pattern)
    var derived: [Condition] = []
    for call in uses.calls {
      let subject = ConditionRule.Subject(call: call, uses: uses, limits: limits)
      for condition in ConditionRule.conditions(subject) {
        let isSaid = (derived + conditions).contains {
          $0.subject == condition.subject && $0.test == condition.test
        }
        if !isSaid { derived.append(condition) }
      }
    }
    var copy = self
    copy.conditions = derived + conditions
    return copy
  }

}
