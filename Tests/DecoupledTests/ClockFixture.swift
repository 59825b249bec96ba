import FoundationEssentials
import ISA
import Simulation
import Support
import TargetKit
import Testing

@testable import Decoupled

/// What the hardware took for one case, as a simulation of it counted.
struct MeasuredCase: Sendable, CustomTestStringConvertible {

  let name: String

  /// Cycles by the latency of DRAM.
  let cycles: [Int: Int]
  let readBursts, readBeats, writeBursts, writeBeats: Int

  var testDescription: String { name }

  init?(_ line: Substring) {
    let fields = line.split(separator: ",")
    let numbers = fields.map { Int($0) ?? 0 }
    guard fields.count >= 8, numbers[1] > 0 else { return nil }
    name = String(fields[0])
    cycles = [1: numbers[2], 20: numbers[3]]
    (readBursts, readBeats, writeBursts, writeBeats) = (
      numbers[4], numbers[5], numbers[6], numbers[7]
    )
  }

  static func read(_ text: String) -> [Self] {
    text.split(whereSeparator: \.isNewline).compactMap { Self($0) }
  }

  /// All that were measured, or none where the golden data is not there.
  static var all: [Self] {
    guard let path = GoldenCase.shared.map({ $0 + "/golden/vta/rtl_cycles.csv" }),
      let text = try? String(contentsOfFile: path, encoding: .utf8)
    else { return [] }
    return read(text)
  }

}

/// The description, read once.
enum ClockFixture {
  static let description = Result { try goldenDescription() }
}

/// A timing of the description, by its name, with some numbers changed.
func timing(_ name: String, _ changes: [String: Double] = [:]) throws -> TimingDescription {
  let timings = try ClockFixture.description.get().timings
  var timing = try #require(timings.first { $0.name == name })
  for (name, value) in changes { timing = try timing.setting(name, to: value) }
  return timing
}

/// What a machine runs that has the streams of a folder.
func plan(_ folder: String) throws -> MachinePlan {
  let description = try ClockFixture.description.get()
  return MachinePlan(description, try StreamFolder(description.instructionSet).read(folder))
}

func plan(_ words: [[Word]]) throws -> MachinePlan {
  MachinePlan(
    try ClockFixture.description.get(), Workload(streams: words.map { Stream(words: $0) }))
}

/// Words of instructions by the names of their fields.
struct WordMaker {

  let set: InstructionSet

  init() throws { set = try ClockFixture.description.get().instructionSet }

  func callAsFunction(_ format: String, _ fields: [String: Int] = [:]) -> Word {
    guard let format = set.formats.first(where: { $0.name == format }) else { return Word() }
    var word = Word()
    set.opcode.store(format.opcode ?? 0, in: &word)
    for (name, value) in fields { format.field(name)?.store(value, in: &word) }
    return word
  }

}
