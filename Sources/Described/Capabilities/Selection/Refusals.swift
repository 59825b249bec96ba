import Diagnostics
import Effects
import ISA

/// Why the ways that have the form of an operation do not do it.
struct Refusals: Sendable {

  private var entries: [(way: Int, demand: Demand?)] = []

  mutating func insert(_ demand: Demand?, way: Int) {
    if !entries.contains(where: { $0.way == way && $0.demand == demand }) {
      entries.append((way, demand))
    }
  }

  /// What to tell: the form that is missing, or what the nearest instruction can not say.
  func diagnostic(_ operation: Operation, _ abilities: Abilities) -> Diagnostic {
    let teller = RefusalTeller(abilities)
    let missing = "no instruction \(teller.text(operation.kind))"
    let notes = entries.map { teller.text($0.demand, $0.way) }
    var unique: [String] = []
    for note in notes where !unique.contains(note) { unique.append(note) }
    let unread = abilities.planner.notes
    guard let first = unique.first else {
      return .error(
        missing, notes: unread, hints: ["describe one that does, or leave this to the host"])
    }
    return .error("\(missing): \(first)", notes: unique.dropFirst() + unread)
  }

}

/// Words for operations and for what does not hold.
struct RefusalTeller {

  private let abilities: Abilities
  private let form: MachineForm

  init(_ abilities: Abilities) {
    self.abilities = abilities
    form = abilities.machine.form
  }

  private func name(_ part: StateID) -> String { "`\(form[part].name)`" }

  /// What an operation does, as the end of a sentence.
  func text(_ kind: Operation.Kind) -> String {
    switch kind {
    case .load(let rows, let host, let adds):
      let verb = adds ? "adds" : "loads"
      return "\(verb) rows of \(host.lanes) \(host.element) of the host to \(name(rows.part))"
    case .loadWeights(let rows, address: _): return "loads blocks of weights to \(name(rows.part))"
    case .fill(let rows, let number): return "makes rows of \(name(rows.part)) \(number)"
    case .spread(let rows, address: _):
      return "loads one row of the host to all of several of \(name(rows.part))"
    case .multiply(let sums, let data, let weights, let begins):
      let verb = begins ? "writes" : "adds"
      return "\(verb) the product of rows of \(name(data.part)) and a block of "
        + "\(name(weights.part)) to \(name(sums.part))"
    case .apply(let function, let rows, let constant):
      return "does `\(function.rawValue)` with \(text(constant)) to rows of \(name(rows.part))"
    case .combine(let function, let rows, _):
      return "does `\(function.rawValue)` to two rows of \(name(rows.part))"
    case .applyRow(let function, let rows, row: _):
      return "does `\(function.rawValue)` with one row to all of several of \(name(rows.part))"
    case .store(let rows, let host, let steps):
      let list = steps.map(text)
      let doing = list.isEmpty ? "" : " by way of \(list.joined(separator: ", "))"
      return "stores rows of \(name(rows.part)) as \(host.lanes) \(host.element)\(doing)"
    case .stop: return "stops the machine"
    }
  }

  private func text(_ number: Operation.Number) -> String {
    switch number {
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    }
  }

  private func text(_ step: Operation.Step) -> String {
    switch step {
    case .apply(let function, let constant): "`\(function.rawValue) \(text(constant))`"
    case .narrow(let type): "`\(type)`"
    }
  }

  /// What the fields of a way can not say.
  func text(_ demand: Demand?, _ way: Int) -> String {
    let instruction = form.instructions[abilities.planner.ways[way].instruction]
    guard let demand, demand.number != Polynomial() else {
      return "`\(instruction.name)` comes near, but has no numbers for its fields that do it"
    }
    let printer = EffectPrinter(instruction.effect, form.state)
    let number = "`\(printer.text(of: demand.number.scalar))`"
    let range = demand.range
    let value =
      range.lowerBound == range.upperBound ? "\(range.lowerBound)" : text(range)
    let fields = demand.number.variables.sorted { $0.index < $1.index }.compactMap { id in
      instruction.effect.variables[id.index].field
    }.map { "`\($0.text)` holds \($0.range.lowerBound) to \($0.range.upperBound)" }
    let reach = fields.isEmpty ? "" : " (\(fields.joined(separator: ", ")))"
    return
      "\(text(demand.subject)) of `\(instruction.name)`, \(number), can not be \(value)\(reach)"
  }

  private func text(_ range: ClosedRange<Int>) -> String {
    switch (Saturated.isEndless(range.lowerBound), Saturated.isEndless(range.upperBound)) {
    case (true, _): "at most \(range.upperBound)"
    case (_, true): "at least \(range.lowerBound)"
    default: "\(range.lowerBound) to \(range.upperBound)"
    }
  }

  private func text(_ subject: Demand.Subject) -> String {
    switch subject {
    case .condition: "a condition"
    case .hostAddress: "the address on the host"
    case .hostStep: "the distance of rows on the host"
    case .place(let part): "the place in \(name(part))"
    case .step(let part): "the distance of rows in \(name(part))"
    case .count: "a count"
    case .constant: "the constant"
    case .register(let cell): "what is written to \(name(cell.part))"
    }
  }

}
