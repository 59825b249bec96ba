import Support

/// The loops of one instruction with their bounds as numbers, and the frames of its steps.
struct LoopFrame {

  let effect: Effect

  /// The numbers of each loop variable, in the order of the loops.
  private(set) var domains: [VariableID: Domain] = [:]

  /// The windows of parts whose cells are looped over, and the cells that bounds read.
  private(set) var bounds: [(part: StateID, lower: Int, count: Int)] = []

  enum Domain {
    case numbers(lower: Int, count: Int)
    case cells([Int])

    var count: Int {
      switch self {
      case .numbers(_, let count): count
      case .cells(let numbers): numbers.count
      }
    }

    func number(_ index: Int) -> Int {
      switch self {
      case .numbers(let lower, _): lower &+ index
      case .cells(let numbers): numbers[index]
      }
    }
  }

  typealias Cells = (StateID, [Int]) throws(ScalarFault) -> Int

  /// The fields, with each loop variable at its first number.
  private(set) var frame: [Int]

  /// Whether there is no step at all.
  var isEmpty: Bool { domains.values.contains { $0.count == 0 } }

  /// Whether there is more than one step.
  var repeats: Bool { domains.values.contains { $0.count > 1 } }

  init(_ effect: Effect, fields: [Int], _ cells: Cells) throws(FootprintFault) {
    self.effect = effect
    let missing = max(0, effect.variables.count - fields.count)
    frame = fields + Array(repeating: 0, count: missing)
    for loop in effect.loops {
      domains[loop.variable] = try counts(of: loop.domain, cells)
    }
    // Cells are looked at where there is a step.
    if isEmpty { return }
    for loop in effect.loops {
      if case .cells(let part, _, _) = loop.domain, let domain = domains[loop.variable] {
        domains[loop.variable] = try numbers(of: part, domain, cells)
      }
      frame[loop.variable.index] = domains[loop.variable]?.number(0) ?? 0
    }
  }

  private func counts(
    of domain: Effect.Domain, _ cells: Cells
  ) throws(FootprintFault) -> Domain {
    switch domain {
    case .numbers(let lower, let upper), .cells(_, let lower, let upper):
      do throws(ScalarFault) {
        let first = try lower.value(in: frame, cell: cells)
        let end = try upper.value(in: frame, cell: cells)
        let (count, overflow) = end.subtractingReportingOverflow(first)
        return .numbers(lower: first, count: overflow ? (end > first ? .max : 0) : max(0, count))
      } catch { throw .scalar(error) }
    }
  }

  /// What the cells of a part hold.
  private mutating func numbers(
    of part: StateID, _ places: Domain, _ cells: Cells
  ) throws(FootprintFault) -> Domain {
    var numbers: [Int] = []
    var poll = Poll()
    for index in 0 ..< places.count {
      if poll.isRequested(after: 16) { throw .interrupted }
      do throws(ScalarFault) {
        numbers.append(try cells(part, [places.number(index)]))
      } catch { throw .scalar(error) }
    }
    bounds.append((part, places.number(0), numbers.count))
    return .cells(numbers)
  }

  /// Calls `body` with the frame of each combination of numbers of `variables`, names included; the
  /// other loop variables have their first number.
  func each(
    _ variables: [VariableID], _ cells: Cells, _ body: ([Int]) throws(FootprintFault) -> Void
  ) throws(FootprintFault) {
    guard !isEmpty else { return }
    var frame = self.frame
    var places = variables.map { _ in 0 }
    var poll = Poll()
    while true {
      if poll.isRequested(after: 64) { throw .interrupted }
      bind(&frame, cells)
      try body(frame)
      var axis = variables.count - 1
      while axis >= 0, let domain = domains[variables[axis]] {
        places[axis] = (places[axis] + 1) % domain.count
        frame[variables[axis].index] = domain.number(places[axis])
        if places[axis] != 0 { break }
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// The steps in which these loop variables have these numbers.
  func fixing(_ numbers: [VariableID: Int]) -> LoopFrame {
    var copy = self
    for (id, number) in numbers {
      copy.domains[id] = .numbers(lower: number, count: 1)
      copy.frame[id.index] = number
    }
    return copy
  }

  /// The names of `let`; one that has no number is 0, and whoever reads it faults in the same way.
  private func bind(_ frame: inout [Int], _ cells: Cells) {
    for binding in effect.bindings {
      frame[binding.variable.index] = (try? binding.value.value(in: frame, cell: cells)) ?? 0
    }
  }

}
