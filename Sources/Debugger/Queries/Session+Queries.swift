public import Diagnostics
import Simulation
import Support
import TargetKit

extension Session {

  /// The number of the first instruction that `text` names; nil where there is no text.
  /// - Errors: the text is no location, or names no instruction of what runs.
  public func firstInstruction(at text: String?) throws(Diagnostic) -> Int? {
    try space.firstInstruction(at: text)?.value
  }

  // MARK: Who wrote, who reads next

  /// Which instruction wrote the cells that `text` names last.
  /// - Errors: nothing runs, or there are no such cells.
  public func lastWriters(of text: String) throws(Diagnostic) -> WritersAnswer {
    let run = try requireRun()
    let place = try run.cells(text)
    return WritersAnswer(
      cells: place,
      writers: try run.device.traceable().writers(of: place).map { writer in
        WritersAnswer.Writer(
          place: writer.place, instruction: writer.instruction.map { space.named($0) })
      })
  }

  /// Which instruction reads the cells that `text` names next, or writes over them.
  /// - Errors: nothing runs, or there are no such cells.
  public func nextUse(of text: String) throws(Diagnostic) -> NextUseAnswer {
    let run = try requireRun()
    let place = try run.cells(text)
    try run.device.check(place)
    let use = run.device.nextUse(of: place, interruption: interruption)
    switch use {
    case .read(let number): return NextUseAnswer(cells: place, use: .read(space.named(number)))
    case .written(let number):
      return NextUseAnswer(cells: place, use: .written(space.named(number)))
    case .never: return NextUseAnswer(cells: place, use: .never(output: run.output(at: place)))
    case .unknown:
      try interruption.check()
      return NextUseAnswer(cells: place, use: .unknown)
    }
  }

}

extension Journey.Run {

  /// The output that the host takes from there when everything has run.
  fileprivate func output(at place: CellPlace) -> String? {
    device.workload.image.regions.first { region in
      place.isDRAM && region.role == .output
        && (region.address ..< region.address + region.count).overlaps(place.elements)
    }?.name
  }

  /// The cells that `text` names: `acc[2][7]`, `acc[2]`, `inp[0:14]`, `dram[0x3400:0x3410]`.
  /// - Errors: the text names no cells.
  func cells(_ text: String) throws(Diagnostic) -> CellPlace {
    if text.filter({ $0 == "[" }).count == 1, let range = try MemoryRange(parsing: text) {
      guard range.elements.count <= 1 << 20 else {
        throw .error("\(range.elements.count) elements are too many to ask about at once")
      }
      return CellPlace(range.memory, range.elements)
    }
    guard case .element(let memory, let element, let lane) = try Expression(parsing: text) else {
      throw .error("`\(text)` names no cells", hints: ["write `acc[2][7]`, `acc[2]` or `acc[2:4]`"])
    }
    let index = try evaluate(element)
    guard index >= 0, index < Int.max else { throw .error("there is no \(memory)[\(index)]") }
    return CellPlace(
      memory, index ..< index + 1,
      lane: try lane.map { value throws(Diagnostic) in try evaluate(value) })
  }

}

extension Device {

  /// - Errors: there are no such cells.
  fileprivate func check(_ place: CellPlace) throws(Diagnostic) {
    if place.isDRAM {
      _ = try readDRAM(at: place.elements.lowerBound, count: place.elements.count)
    } else {
      _ = try read(place.memory, elements: place.elements)
    }
  }

}
