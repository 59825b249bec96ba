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
  let guards: ArraySlice<Polynomial?>

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

  /// - Units: cases that come before one and may hold with the same fields, and alternatives of what
  ///   has to hold for it. What has more is taken as if it never held.
  static let mostConditions = 64

  /// All ways of all instructions that can be; none where the user wants the work to end.
  /// - Parameter skipped: gets the cases that have too many conditions, by instruction.
  /// - Cost: O(cases × the conditions that are to be looked at for each).
  static func all(of machine: MachineForm, skipped: inout [Int: [Int]]) -> [Way] {
    var ways: [Way] = []
    var poll = Poll()
    for index in machine.instructions.indices {
      if poll.isRequested(after: 1 << 14) { return [] }
      let effect = machine.instructions[index].effect
      let forms = Dictionary(grouping: machine.normalForms(of: index), by: \.branch)
      let guards = Guards(effect)
      for branch in effect.cases.indices {
        for choice in choices(forms[branch] ?? [], count: effect.cases[branch].actions.count) {
          if poll.isRequested(after: 1 << 14) { return [] }
          do throws(TooManyConditions) {
            if let way = try Way(index, branch, choice, guards, machine, &poll) { ways.append(way) }
          } catch { skipped[index, default: []].append(branch) }
        }
      }
    }
    return ways
  }

  /// That nobody looks at a case, since too many others come before it.
  private struct TooManyConditions: Error {}

  /// The conditions of all cases of an effect.
  private struct Guards {

    let effect: Effect
    let polynomials: [Polynomial?]
    let table: CaseTable

    init(_ effect: Effect) {
      let expansion = Expansion(of: effect)
      self.effect = effect
      polynomials = effect.cases.map { $0.condition.map { expansion[$0] } }
      table = CaseTable(polynomials.map { $0?.scalar })
    }

    /// The cases up to `branch` that may hold where some fields are numbers.
    func indices(
      upTo branch: Int, where fixed: [VariableID: Int]
    ) throws(TooManyConditions) -> [Int] {
      var found: [Int] = []
      _ = table.first(where: { fixed[$0] }) { index in
        if index <= branch { found.append(index) }
        return index >= branch || found.count > mostConditions
      }
      if found.count > mostConditions { throw TooManyConditions() }
      return found
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
    _ instruction: Int, _ branch: Int, _ forms: [NormalForm], _ guards: Guards,
    _ machine: MachineForm, _ poll: inout Poll
  ) throws(TooManyConditions) {
    let effect = guards.effect
    var fixed: [VariableID: Int] = [:]
    for form in forms {
      for (field, number) in form.selectors {
        if fixed.updateValue(number, forKey: field) ?? number != number { return nil }
      }
    }
    let expansion = Expansion(of: effect, where: fixed)
    var conditions: [[Demand]] = [[]]
    var all: [[[Demand]]] = []
    for index in try guards.indices(upTo: branch, where: fixed) {
      guard let condition = effect.cases[index].condition else { continue }
      all.append(
        Demand.alternatives(of: expansion[condition].scalar, holds: index == branch))
    }
    all += forms.flatMap(\.conditions).map { Demand.alternatives(of: expansion[$0].scalar) }
    for alternatives in all {
      conditions = conditions.narrowed(to: alternatives)
      if conditions.count > Way.mostConditions || poll.isRequested(after: 1 << 12) {
        throw TooManyConditions()
      }
    }
    guard !conditions.isEmpty else { return nil }
    (self.instruction, self.branch, self.forms) = (instruction, branch, forms)
    (self.fixed, self.conditions) = (fixed, conditions)
    loops = Way.loops(effect, expansion)
    self.guards = guards.polynomials.prefix(branch + 1)
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
