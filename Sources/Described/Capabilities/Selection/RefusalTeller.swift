import Diagnostics
import Effects
import ISA
import Passes

/// Words for operations and for what does not hold.
struct RefusalTeller {

  let abilities: Abilities
  let form: MachineForm

  init(_ abilities: Abilities) {
    self.abilities = abilities
    form = abilities.machine.form
  }

  func name(_ part: StateID) -> String { "`\(form[part].name)`" }

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
      let list = steps.map { text($0) }
      let doing = list.isEmpty ? "" : " (\(list.joined(separator: ", then ")))"
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
    case .narrow(let type):
      type.saturates ? "clipping to what \(type.element) holds" : "the low bits of \(type.element)"
    }
  }

  // MARK: - Reasons

  /// Why a way does not do what it has the form of.
  func reason(_ obstacle: Obstacle?, _ way: Int) -> Refusal {
    let way = abilities.planner.ways[way]
    let instruction = form.instructions[way.instruction]
    var place = instruction.places?.place(ofCase: way.branch)
    let name = "`\(instruction.name)`"
    let text: String
    switch obstacle {
    case .demand(let demand) where demand.number != Polynomial():
      if !demand.number.variables.isEmpty { place = instruction.places?.fields ?? place }
      text = self.text(demand, instruction)
    case .register(let part):
      text = "\(name) depends on \(self.name(part)), which no instruction sets by itself"
    case .array(let part):
      text = "\(name) takes \(self.name(part)), which no instruction fills by itself"
    case .steps: text = "\(name) makes other numbers of it"
    case .reads(let space): text = "\(name) reads other numbers of \(self.text(space))"
    case .writes(let space): text = "\(name) writes other numbers of \(self.text(space))"
    case .demand, nil: text = "\(name) comes near, but has no numbers for its fields that do it"
    }
    return Refusal(text, at: place)
  }

  private func text(_ space: Footprint.Space) -> String {
    switch space {
    case .host: "the host"
    case .part(let part): name(part)
    }
  }

  /// What the fields of an instruction can not say.
  private func text(_ demand: Demand, _ instruction: MachineForm.Instruction) -> String {
    let printer = EffectPrinter(instruction.effect, form.state)
    let number = "`\(printer.text(of: demand.number.scalar))`"
    let range = demand.range
    let value =
      range.lowerBound == range.upperBound ? "\(range.lowerBound)" : text(range)
    let fields = demand.number.variables.sorted { $0.index < $1.index }.compactMap { id in
      instruction.effect.variables[id.index].field
    }.map { "`\($0.text)` holds \($0.range.lowerBound) to \($0.range.upperBound)" }
    let own = Ranges(of: instruction.effect, in: form).range(of: demand.number)
    let isPossible = demand.slot == nil && own.overlaps(range)
    let reach = fields.isEmpty || isPossible ? "" : " (\(fields.joined(separator: ", ")))"
    return
      "\(text(demand.subject)) of `\(instruction.name)`, \(number), can not be \(value)\(reach)"
      + (isPossible ? " where its other numbers are what they have to be" : "")
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
