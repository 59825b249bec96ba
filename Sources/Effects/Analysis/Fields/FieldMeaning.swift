public import Simulation

/// What is said of one field: its numbers and what they do.
public struct FieldMeaning: Hashable, Sendable {

  public var field: VariableID

  /// Empty where nothing depends on the field.
  public var uses: [FieldUse]

  /// The numbers that the field holds.
  public var range: ClosedRange<Int>

  /// As `address in `inp`: 0 to 2047`.
  public var sentence: Sentence

}

extension MachineForm {

  /// What there is to say of each field of an instruction, in their order.
  public func meanings(of instruction: Int) -> [FieldMeaning] {
    let effect = instructions[instruction].effect
    let uses = Dictionary(grouping: fieldUses(of: instruction), by: \.field)
    let reaches = effect.reaches(in: self)
    return effect.variables.indices.map(VariableID.init).compactMap { id in
      guard let field = effect.variables[id.index].field else { return nil }
      let own = uses[id] ?? []
      let teller = FieldTeller(machine: self, effect: effect, range: field.scalarRange)
      return FieldMeaning(
        field: id, uses: own, range: field.scalarRange,
        sentence: teller.sentence(own, reaches.filter { $0.variables.contains(id) }))
    }
  }

}

/// Words for the uses of one field.
private struct FieldTeller {

  let machine: MachineForm
  let effect: Effect
  let range: ClosedRange<Int>

  func sentence(_ uses: [FieldUse], _ reaches: [Reach]) -> Sentence {
    if uses.isEmpty { return "nothing depends on it" }
    let addresses = uses.filter { if case .address = $0.role { true } else { false } }
    var parts = addresses.isEmpty ? [] : [self.addresses(addresses, reaches)]
    parts += hostAddresses(uses)
    parts += strides(uses)
    parts += steps(uses)
    parts += uses.compactMap { phrase($0.role) }
    return parts.joined(separator: "; ")
  }

  /// All addresses as one: `address in `wgt` (0 to 1023), `inp` (0 to 2047)`.
  private func addresses(_ uses: [FieldUse], _ reaches: [Reach]) -> Sentence {
    let places = uses.map { use -> Sentence in
      guard case .address(let part, let axis, let scale) = use.role else { return "" }
      let starts = reaches.filter { $0.part == part && $0.axis == axis }.map(\.starts)
      let low = starts.map(\.lowerBound).min() ?? range.lowerBound
      let high = starts.map(\.upperBound).max() ?? range.upperBound
      let unit: Sentence = scale == 1 ? "" : ", in steps of \(scale)"
      let along: Sentence = axis == 0 ? "" : " along axis \(axis + 1)"
      return "`\(memory: machine[part].name)`\(along) (\(low) to \(high)\(unit))"
    }
    return "address in \(places.joined(separator: ", "))"
  }

  private func steps(_ uses: [FieldUse]) -> [Sentence] {
    let steps = uses.compactMap { use -> (loop: VariableID, part: StateID)? in
      if case .step(let part, _, let loop, _) = use.role { (loop, part) } else { nil }
    }
    return Dictionary(grouping: steps, by: { $0.loop }).sorted { $0.key.index < $1.key.index }.map {
      loop, steps in
      let names = steps.map { "`\(memory: machine[$0.part].name)`" as Sentence }
      return
        "what each round of `\(name(loop))` adds to the place in \(names.joined(separator: ", "))"
    }
  }

  private func hostAddresses(_ uses: [FieldUse]) -> [Sentence] {
    let scales = uses.compactMap { use -> Int? in
      if case .hostAddress(let scale) = use.role { scale } else { nil }
    }
    return scales.isEmpty ? [] : ["address in DRAM, in units of \(bytes(scales))"]
  }

  private func strides(_ uses: [FieldUse]) -> [Sentence] {
    let strides = uses.compactMap { use -> (extent: Int, scale: Int)? in
      if case .stride(let extent, let scale) = use.role { (extent, scale) } else { nil }
    }
    return Dictionary(grouping: strides) { $0.extent }.sorted { $0.key < $1.key }.map {
      extent, own in
      "distance along extent \(extent + 1) in DRAM, in units of \(bytes(own.map { $0.scale }))"
    }
  }

  /// As `4, 16 or 64 bytes`.
  private func bytes(_ scales: [Int]) -> Sentence {
    guard let last = scales.last, scales.count > 1 else {
      return "\(scales.first ?? 1, .bytes)"
    }
    let before = scales.dropLast().map { Sentence("\($0)") }.joined(separator: ", ")
    return "\(before) or \(last, .bytes)"
  }

  private func name(_ id: VariableID) -> String {
    effect.variables.indices.contains(id.index) ? effect.variables[id.index].name : ""
  }

  private var numbers: Sentence { "\(range.lowerBound) to \(range.upperBound)" }

  private func phrase(_ role: FieldUse.Role) -> Sentence? {
    switch role {
    case .address, .step, .hostAddress, .stride: nil
    case .selector(let numbers):
      "says what is done: \(numbers.map { Sentence("\($0)") }.joined(separator: ", "))"
    case .condition: "says what is done"
    case .pad(let axis, let isBehind):
      "how many are put \(isBehind ? "behind" : "before") along axis \(axis + 1): \(numbers)"
    case .first(let loop): "where the loop `\(name(loop))` begins: \(numbers)"
    case .end(let loop): "where the loop `\(name(loop))` ends: \(numbers)"
    case .extent(let extent): "count along extent \(extent + 1) in DRAM: \(numbers)"
    case .count(let part, let axis):
      axis == 0
        ? "count of places in `\(memory: machine[part].name)`: \(numbers)"
        : "count along axis \(axis + 1) of `\(memory: machine[part].name)`: \(numbers)"
    case .immediate: "a number to compute with: \(numbers)"
    case .setting(let part): "kept in `\(memory: machine[part].name)`"
    case .amount(let verb, let queue): "\(verb.amount) `\(queue: queue)`: \(numbers)"
    case .other: "part of a number that is computed"
    }
  }

}

extension QueueVerb {

  /// What its count is, as the beginning of a sentence.
  fileprivate var amount: String {
    switch self {
    case .wait: "how much may be outstanding on"
    case .signal: "how much more is outstanding on"
    case .reserve: "how much room there has to be in"
    case .push: "how much is put into"
    case .peek: "how much has to be in"
    case .pop: "how much is taken from"
    }
  }

}
