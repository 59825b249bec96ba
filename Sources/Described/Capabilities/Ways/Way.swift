import Effects
import Support

/// One way in which an instruction can run: a case of its effect, with one normal form for each
/// action and all that has to hold for it.
struct Way: Sendable {

  /// Places in the machine's instructions and in the cases of its effect.
  let instruction: Int
  let branch: Int

  /// One for each action, in their order.
  let forms: [NormalForm]

  /// Outermost first; nil where a loop takes its numbers from the state, as micro-programs do.
  let loops: [Loop]?

  /// The fields that have one number.
  let fixed: [VariableID: Int]

  /// One of these lists has to hold.
  let conditions: [[Demand]]

  /// The conditions of the cases up to this one, over fields and cells; nil where one always holds.
  let guards: [Polynomial?]

  /// The one action for which a kernel takes this: all others write registers and arrays, or count.
  /// Nil where there are several, or none.
  let main: NormalForm?

  struct Loop: Hashable, Sendable {
    var variable: VariableID
    var lower: Polynomial
    var count: Polynomial
  }

}

extension Way {

  /// - Units: combinations of choices within the actions of one case.
  private static let mostChoices = 64

  /// All ways of all instructions that can be.
  static func all(of machine: MachineForm) -> [Way] {
    machine.instructions.indices.flatMap { index in
      let effect = machine.instructions[index].effect
      let forms = Dictionary(grouping: machine.normalForms(of: index), by: \.branch)
      return effect.cases.indices.flatMap { branch in
        choices(forms[branch] ?? [], count: effect.cases[branch].actions.count).compactMap {
          Way(index, branch, $0, effect, machine)
        }
      }
    }
  }

  /// One form for each action, in all combinations.
  private static func choices(_ forms: [NormalForm], count: Int) -> [[NormalForm]] {
    let actions = Dictionary(grouping: forms, by: \.action)
    let counts = (0 ..< count).map { actions[$0]?.count ?? 0 }
    guard count > 0, counts.product <= mostChoices else { return [] }
    return (0 ..< count).reduce([[]]) { choices, action in
      choices.flatMap { choice in (actions[action] ?? []).map { choice + [$0] } }
    }
  }

  /// Nil where two of the forms exclude each other.
  private init?(
    _ instruction: Int, _ branch: Int, _ forms: [NormalForm], _ effect: Effect,
    _ machine: MachineForm
  ) {
    var fixed: [VariableID: Int] = [:]
    for form in forms {
      for (field, number) in form.selectors {
        if fixed.updateValue(number, forKey: field) ?? number != number { return nil }
      }
    }
    let expansion = Expansion(of: effect, where: fixed)
    var conditions: [[Demand]] = [[]]
    for (index, each) in effect.cases.prefix(branch + 1).enumerated() {
      guard let condition = each.condition else { continue }
      let own = Demand.alternatives(of: expansion[condition].scalar, holds: index == branch)
      conditions = conditions.and(own).possible
    }
    for condition in forms.flatMap(\.conditions) {
      conditions = conditions.and(Demand.alternatives(of: expansion[condition].scalar)).possible
    }
    guard !conditions.isEmpty else { return nil }
    (self.instruction, self.branch, self.forms) = (instruction, branch, forms)
    (self.fixed, self.conditions) = (fixed, conditions)
    loops = Way.loops(effect, expansion)
    let whole = Expansion(of: effect)
    guards = effect.cases.prefix(branch + 1).map { $0.condition.map { whole[$0] } }
    let visible = forms.filter { $0.isVisible(in: machine) }
    main = visible.count == 1 ? visible[0] : nil
  }

  private static func loops(_ effect: Effect, _ expansion: Expansion) -> [Loop]? {
    var loops: [Loop] = []
    for loop in effect.loops {
      guard case .numbers(let lower, let upper) = loop.domain else { return nil }
      loops.append(
        Loop(
          variable: loop.variable, lower: expansion[lower],
          count: expansion[upper] - expansion[lower]))
    }
    return loops
  }

}

extension NormalForm {

  /// Whether other instructions see more of the action than registers, arrays and counts of work.
  func isVisible(in machine: MachineForm) -> Bool {
    switch kind {
    case .set, .queue, .barrier: false
    case .fill(let target, _): machine[target.part].role == .memory
    case .move(let move) where move.direction == .copy: machine[move.part.part].role == .memory
    case .move, .contract, .map, .reduce, .stop, .other: true
    }
  }

}
