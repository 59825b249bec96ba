public import Canvas
public import Diagnostics
import Simulation
public import Support
import TargetKit

/// What a question about the past or the future has for an answer.
public struct QueryResult: Sendable {
  public var lines: [StyledText]
  public var json: JSON

  public init(_ lines: [StyledText], _ json: JSON) {
    self.lines = lines
    self.json = json
  }
}

extension Session {

  // MARK: Who wrote, who reads next

  /// Which instruction wrote the cells that `text` names last.
  /// - Errors: nothing runs, or there are no such cells.
  public func lastWriters(of text: String) throws(Diagnostic) -> QueryResult {
    let (run, place) = try cells(text)
    let writers = try run.device.writers(of: place)
    let lines = writers.map { writer -> StyledText in
      let place = "\(writer.place)"
      guard let index = writer.instruction else {
        return "\(place, .name): "
          + StyledText(
            place.hasPrefix(CellPlace.dram)
              ? "nothing has written it: it is as the host left it"
              : "nothing has written it since the start", .dim)
      }
      return "\(place, .name): written by " + instructionText(index)
    }
    return QueryResult(
      lines,
      [
        "cells": .text("\(place)"),
        "writers": .list(
          writers.map { writer in
            [
              "place": .text("\(writer.place)"),
              "insn": JSON(writer.instruction),
            ]
          }),
      ])
  }

  /// Which instruction reads the cells that `text` names next, or writes over them.
  /// - Errors: nothing runs, or there are no such cells.
  public func nextUse(of text: String) throws(Diagnostic) -> QueryResult {
    let (run, place) = try cells(text)
    _ = try run.device.writers(of: place)
    let use = run.device.nextUse(of: place, interruption: interruption)
    let name: StyledText = "\("\(place)", .name): "
    switch use {
    case .read(let index):
      return QueryResult(
        [name + "read next by " + instructionText(index)],
        ["cells": .text("\(place)"), "use": "read", "insn": JSON(index)])
    case .written(let index):
      return QueryResult(
        [name + "written over by " + instructionText(index) + ", and not read before"],
        ["cells": .text("\(place)"), "use": "write", "insn": JSON(index)])
    case .never:
      return QueryResult(
        [name + StyledText("nothing reads or writes it any more" + hostUse(of: place, run))],
        ["cells": .text("\(place)"), "use": "never", "insn": .null])
    case .unknown:
      try interruption.check()
      return QueryResult(
        [name + "not known: the streams stop before anything touches it"],
        ["cells": .text("\(place)"), "use": "unknown", "insn": .null])
    }
  }

  /// That the host takes what stands there when everything has run.
  private func hostUse(of place: CellPlace, _ run: Journey.Run) -> String {
    let region = run.device.workload.image.regions.first { region in
      place.isDRAM && region.role == .output
        && (region.address ..< region.address + region.count).overlaps(place.elements)
    }
    return region.map { "; the host takes it as `\($0.name)` at the end" } ?? ""
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

  /// As `#118 GEMM … (conv2d %12)`.
  func instructionText(_ number: InstructionNumber) -> StyledText {
    guard let view = instruction(number) else { return "\("\(number)", .number)" }
    var text: StyledText = "\("\(number)", .number) \(view.operation) \(view.operands)"
    let origin = origin(of: number)
    if let node = origin.nodes.first ?? origin.statement { text.append("  \(node)", .dim) }
    return text
  }

}
