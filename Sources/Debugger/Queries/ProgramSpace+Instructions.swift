import GraphIR
import ISA
import OrderedCollections
import Simulation
import Support
import TargetKit

/// Instructions as readers see them.
extension ProgramSpace {

  /// One instruction; nil where there is none of that number.
  func instruction(_ number: InstructionNumber) -> InstructionView? {
    guard let part = part(of: number) else { return nil }
    return instructions(number ..< number.advanced(by: 1), in: part).first
  }

  /// The instructions with these numbers, as far as there are any.
  /// - Cost: O(instructions asked for + parts).
  func instructions(_ numbers: Range<InstructionNumber>) -> [InstructionView] {
    parts.flatMap { instructions(numbers, in: $0) }
  }

  private func instructions(
    _ numbers: Range<InstructionNumber>, in part: Part
  ) -> [InstructionView] {
    let own = numbers.clamped(to: part.numbers)
    guard !own.isEmpty, let device = device(of: part) else { return [] }
    let hazards = hazards(of: part)
    return device.instructionViews(own).map { view in
      var view = view
      let number = InstructionNumber(view.number)
      view.hasHazard = hazards.contains(number)
      let origin = origin(of: number, in: part)
      view.origin = origin.sources.first ?? origin.nodes.first ?? origin.remark ?? ""
      return view
    }
  }

  /// The instructions of what runs that race, of streams that are too long to
  /// be looked at while a screen is drawn none are known.
  private func hazards(of part: Part) -> Set<InstructionNumber> {
    guard part.workload.instructionCount <= 100_000 else { return [] }
    let races = (try? part.device?.analyzable())?.races(interruption: .never) ?? []
    return Set(races.flatMap { [$0.first.instruction, $0.second.instruction] })
  }

  /// The same with all that they hold.
  /// - Cost: O(instructions asked for + parts).
  func rows(_ views: [InstructionView]) -> [InstructionRow] {
    let parts = parts
    return views.map { view in
      let number = InstructionNumber(view.number)
      guard let part = parts.last(where: { $0.numbers.contains(number) }),
        let word = part.workload.word(of: number),
        let set = targets.known.first(where: { $0.description.name == part.target })?
          .instructionSet
      else { return InstructionRow(view: view, format: "", fields: [], assembly: "") }
      let format = set.format(of: word)
      return InstructionRow(
        view: view, format: format?.name ?? "",
        fields: format?.fields.map { .init($0.name, $0.value(in: word)) } ?? [],
        assembly: set.text(of: word))
    }
  }

  /// An instruction with what it does and what it was made from.
  func named(_ number: InstructionNumber) -> NamedInstruction {
    let origin = origin(of: number)
    return NamedInstruction(
      number: number, text: instruction(number).map { "\($0.operation) \($0.operands)" },
      origin: origin.nodes.first ?? origin.statement)
  }

}

/// What an instruction came from at each level, as far as it is known.
struct InstructionOrigin: Sendable {
  var statement: String?
  var remark: String?
  var ids: [ID<Node>] = []
  var nodes: [String] = []
  var sources: [String] = []
}

extension ProgramSpace {

  func origin(of number: InstructionNumber) -> InstructionOrigin {
    part(of: number).map { origin(of: number, in: $0) } ?? InstructionOrigin()
  }

  /// The same of an instruction of `part`.
  func origin(of number: InstructionNumber, in part: Part) -> InstructionOrigin {
    var result = InstructionOrigin()
    var index = part.workload.first.distance(to: number)
    for stream in part.workload.streams {
      guard index >= stream.code.count else {
        result.statement = stream.statement(of: index)
        result.remark = stream.remark(of: index)
        result.ids = stream.origin(of: index)
        break
      }
      index -= stream.code.count
    }
    guard let module = part.module else { return result }
    let known = result.ids.filter { module.nodes.contains($0) }
    result.nodes = known.map { module.title(of: $0) }
    if !known.isEmpty { result.nodes[result.nodes.count - 1] += " in @\(part.name)" }
    let sources = Set(known.flatMap { module[$0].origin.sources }).sorted()
    result.sources = sources.map { "\(module[$0].op) @\(module[$0].name)" }
    return result
  }

}

extension Workload {

  /// The word of the instruction; nil where it has none of that number.
  fileprivate func word(of number: InstructionNumber) -> (any BitWord)? {
    var index = first.distance(to: number)
    for stream in streams {
      if stream.code.indices.contains(index) { return stream.code[index] }
      index -= stream.code.count
    }
    return nil
  }

}
