public import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  // MARK: Who wrote, who reads next

  /// Which instruction wrote the cells that `text` names last.
  /// - Errors: nothing runs, or there are no such cells.
  public func lastWriters(of text: String) throws(Diagnostic) -> WritersAnswer {
    let (run, place) = try cells(text)
    return WritersAnswer(
      cells: place,
      writers: try run.device.traceable().writers(of: place).map { writer in
        WritersAnswer.Writer(
          place: writer.place, instruction: writer.instruction.map { named($0) })
      })
  }

  /// Which instruction reads the cells that `text` names next, or writes over them.
  /// - Errors: nothing runs, or there are no such cells.
  public func nextUse(of text: String) throws(Diagnostic) -> NextUseAnswer {
    let (run, place) = try cells(text)
    try check(place, on: run.device)
    let use = run.device.nextUse(of: place, interruption: interruption)
    switch use {
    case .read(let number): return NextUseAnswer(cells: place, use: .read(named(number)))
    case .written(let number): return NextUseAnswer(cells: place, use: .written(named(number)))
    case .never: return NextUseAnswer(cells: place, use: .never(output: hostUse(of: place, run)))
    case .unknown:
      try interruption.check()
      return NextUseAnswer(cells: place, use: .unknown)
    }
  }

  /// - Errors: there are no such cells.
  private func check(_ place: CellPlace, on device: any Device) throws(Diagnostic) {
    if place.isDRAM {
      _ = try device.readDRAM(at: place.elements.lowerBound, count: place.elements.count)
    } else {
      _ = try device.read(place.memory, elements: place.elements)
    }
  }

  /// The output that the host takes from there when everything has run.
  private func hostUse(of place: CellPlace, _ run: Journey.Run) -> String? {
    run.device.workload.image.regions.first { region in
      place.isDRAM && region.role == .output
        && (region.address ..< region.address + region.count).overlaps(place.elements)
    }?.name
  }

  /// The cells that `text` names, in what runs now: `acc[2][7]`, `acc[2]`, `inp[0:14]`,
  /// `dram[0x3400:0x3410]`.
  /// - Errors: nothing runs, or the text names no cells.
  func cells(_ text: String) throws(Diagnostic) -> (run: Journey.Run, place: CellPlace) {
    try requireJourney()
    guard let run = journey?.run else { throw .error("nothing runs") }
    if text.filter({ $0 == "[" }).count == 1, let range = try MemoryRange(parsing: text) {
      guard range.elements.count <= 1 << 20 else {
        throw .error("\(range.elements.count) elements are too many to ask about at once")
      }
      return (run, CellPlace(range.memory, range.elements))
    }
    guard case .element(let memory, let element, let lane) = try Expression(parsing: text) else {
      throw .error("`\(text)` names no cells", hints: ["write `acc[2][7]`, `acc[2]` or `acc[2:4]`"])
    }
    let index = try evaluate(element)
    guard index >= 0, index < Int.max else { throw .error("there is no \(memory)[\(index)]") }
    return (
      run,
      CellPlace(
        memory, index ..< index + 1,
        lane: try lane.map { value throws(Diagnostic) in try evaluate(value) })
    )
  }

  /// An instruction with what it does and what it was made from.
  func named(_ number: InstructionNumber) -> NamedInstruction {
    let origin = origin(of: number)
    return NamedInstruction(
      number: number, text: instruction(number).map { "\($0.operation) \($0.operands)" },
      origin: origin.nodes.first ?? origin.statement)
  }

}
