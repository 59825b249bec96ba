import Tensors

/// A shift of each number of a window, in its place, by the number of another window, of which only
/// some bits count.
struct VectorShift {

  let target: Placement
  let amount: Placement
  let rule: DecoupledShape.ShiftRule

  /// Nil for what is no such shift: `x >> (y & 31) if y >= 0 else x << (-y & 31)`, or
  /// `x >> ((y & 31 ^ 16) - 16)`, with as many bits as `x` has.
  init?(_ form: NormalForm, _ machine: MachineForm) {
    let effect = machine.instructions[form.instruction].effect
    guard
      case .assign(.window(let window), let value, false) = effect.cases[form.branch].actions[
        form.action],
      let (amount, rule) = Self.amount(of: value.node, shifting: window, machine)
    else { return nil }
    let context = NormalContext(machine, effect, fixed: form.selectors)
    target = Placement(window, context)
    self.amount = Placement(amount, context)
    self.rule = rule
  }

  private static func amount(
    of node: Value.Node, shifting window: Window, _ machine: MachineForm
  ) -> (Window, DecoupledShape.ShiftRule)? {
    let bits = machine[window.state].type.element.bitWidth
    guard bits.nonzeroBitCount == 1 else { return nil }
    switch node {
    case .choice(let condition, let right, let left):
      guard case .binary(.greaterOrEqual, let tested, let zero) = condition.node,
        zero.isConstant(0), case .window(let amount) = tested.node,
        case .binary(.shiftRight, let x, let by) = right.node, x.node == .window(window),
        case .binary(.shiftLeft, let y, let back) = left.node, y.node == .window(window),
        by.lowBits(bits - 1) == .window(amount),
        case .unary(.minus, let negated)? = back.lowBits(bits - 1), negated.node == .window(amount)
      else { return nil }
      return (amount, .takesLowBits)
    case .binary(.shiftRight, let x, let by):
      guard x.node == .window(window), case .binary(.subtract, let flipped, let half) = by.node,
        half.isConstant(bits / 2), case .binary(.bitXor, let low, let sign) = flipped.node,
        sign.isConstant(bits / 2), case .window(let amount)? = low.lowBits(bits - 1)
      else { return nil }
      return (amount, .takesSignedBits)
    default: return nil
    }
  }

}

extension Value {

  fileprivate func isConstant(_ number: Int) -> Bool { node == .scalar(.constant(number)) }

  /// What this is the low bits of, those that `mask` has.
  fileprivate func lowBits(_ mask: Int) -> Node? {
    guard case .binary(.bitAnd, let value, let bits) = node, bits.isConstant(mask) else {
      return nil
    }
    return value.node
  }

}
