import Effects
import Passes

/// Instructions that do something like an operation, and what they do instead.
extension RefusalTeller {

  /// Whether a way is worth telling of: one that computes has the function that is asked for.
  func isNear(_ way: Int, _ kind: Operation.Kind) -> Bool {
    guard let function = kind.function,
      case .map(let map)? = abilities.planner.ways[way].main?.kind
    else { return true }
    return map.steps.contains { $0.function == function }
  }

  /// Why instructions that do something like it do not do it, first those that do it to the same
  /// memory.
  func reasons(against kind: Operation.Kind) -> [Refusal] {
    var (same, others): ([Refusal], [Refusal]) = ([], [])
    for way in abilities.planner.ways {
      guard let action = way.forms.first(where: { isLike($0.kind, kind) }),
        let difference = difference(way, action, kind)
      else { continue }
      let instruction = form.instructions[way.instruction]
      let reason = Refusal(
        "`\(instruction.name)` \(difference)", at: instruction.places?.place(ofCase: way.branch))
      if let part = action.moved, let wanted = kind.moved, !form.hasSame(part, wanted) {
        others.append(reason)
      } else {
        same.append(reason)
      }
    }
    return same + others
  }

  /// Whether an action is of the sort that an operation is made of.
  private func isLike(_ form: NormalForm.Kind, _ kind: Operation.Kind) -> Bool {
    switch (kind, form) {
    case (.load, .move(let move)), (.loadWeights, .move(let move)), (.spread, .move(let move)):
      move.direction == .load
    case (.store, .move(let move)): move.direction == .store
    case (.multiply, .contract): true
    case (.fill, .fill(let target, _)): self.form[target.part].role == .memory
    case (.apply, .map(let map)), (.combine, .map(let map)), (.applyRow, .map(let map)):
      map.steps.contains { $0.function == kind.function }
    case (.stop, .stop): true
    default: false
    }
  }

  /// What keeps a way with such an action from being taken at all; nil where nothing is known.
  private func difference(_ way: Way, _ form: NormalForm, _ kind: Operation.Kind) -> String? {
    if way.loops == nil { return "does, but takes its places from the state, as micro-ops" }
    if way.main == nil {
      let others = way.forms.filter { $0 != form && $0.isVisible(in: self.form) }
      let parts = others.compactMap(\.written).map(name)
      return "does, but " + (parts.isEmpty ? "does more besides" : "writes \(list(parts)) too")
    }
    if let count = form.fixedCount {
      return "does, but for \(count) rows at a time: it has to be possible for one"
    }
    switch (kind, form.kind) {
    case (.load(let rows, let host, let adds), .move(let move)):
      return moving(move, rows.part, "\(host.element)")
        ?? (move.adds != adds ? (adds ? "does not add them" : "adds them to what is there") : nil)
    case (.loadWeights(let rows, _), .move(let move)), (.spread(let rows, _), .move(let move)):
      return moving(move, rows.part, "\(self.form[rows.part].type.element)")
    case (.store(let rows, let host, _), .move(let move)):
      return moving(move, rows.part, "\(host.element)")
    case (.multiply(_, _, _, let begins), .contract(let contract)):
      guard let adds = contract.adds(in: self.form), adds == begins else { return nil }
      return adds ? "adds it to what is there" : "writes it over what is there"
    case (.combine, .map): return "takes a constant, or one row for all"
    case (.apply, .map): return "takes no constant of that kind"
    case (.applyRow, .map): return "does not take one row for all"
    default: return nil
    }
  }

  /// What a move does between other places than is asked for.
  private func moving(_ move: NormalForm.Move, _ part: StateID, _ element: String) -> String? {
    guard form.hasSame(move.part.part, part) else {
      return "does that for \(name(move.part.part))"
    }
    guard let host = move.host, "\(host.type.element)" != element else {
      return "moves other rows, or does something else to their numbers"
    }
    return "moves numbers that are \(host.type.element) on the host"
  }

  private func list(_ names: [String]) -> String {
    names.count < 2
      ? names.joined()
      : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }

}

extension NormalForm {

  /// How many rows it takes where fields do not say that, if those are several.
  fileprivate var fixedCount: Int? {
    let axes: [Placement.Axis]? =
      switch kind {
      case .move(let move): move.part.axes
      case .contract(let contract): contract.target.axes
      case .map(let map): map.target.axes
      case .fill(let target, _): target.axes
      case .reduce, .set, .queue, .barrier, .stop, .other: nil
      }
    guard let count = axes?.first?.count.constant, count > 1 else { return nil }
    return count
  }

  /// The part of the state that it moves numbers to or from the host; nil for what moves none.
  fileprivate var moved: StateID? {
    if case .move(let move) = kind { move.part.part } else { nil }
  }

  /// The part of the state that it writes; nil for what writes none.
  fileprivate var written: StateID? {
    switch kind {
    case .move(let move): move.direction == .store ? nil : move.part.part
    case .contract(let contract): contract.target.part
    case .map(let map): map.target.part
    case .reduce(let reduce): reduce.target.part
    case .fill(let target, _), .set(let target, _): target.part
    case .queue, .barrier, .stop, .other: nil
    }
  }

}

extension Chain.Step {
  /// The function of two numbers that it is, if it is one.
  var function: ValueBinary? {
    if case .binary(let function, _, isReversed: _) = self { function } else { nil }
  }
}

extension Operation.Kind {

  /// The part of the state that it moves numbers to or from the host; nil for what moves none.
  fileprivate var moved: StateID? {
    switch self {
    case .load(let rows, _, adds: _), .loadWeights(let rows, address: _),
      .spread(let rows, address: _), .store(let rows, _, steps: _):
      rows.part
    case .apply, .combine, .applyRow, .fill, .multiply, .stop: nil
    }
  }

  /// The function of two numbers that it is, if it is one.
  fileprivate var function: ValueBinary? {
    switch self {
    case .apply(let function, _, constant: _), .combine(let function, _, _),
      .applyRow(let function, _, row: _):
      function
    case .load, .loadWeights, .fill, .spread, .multiply, .store, .stop: nil
    }
  }
}
