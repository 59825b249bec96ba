import Diagnostics
import ISA
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import TestKit
import Testing

@testable import Decoupled

/// What a check of a description accepts can be run, timed, analysed and lowered for: whatever goes
/// wrong then is a diagnostic. A trap would end the whole test.
@Suite struct AcceptedTests {

  private static let numbers = ["0", "1", "3", "64", "4096", "1000000", "4294967295", "-1"]

  /// The lines of the built-in description, each left out, given twice, or with another number.
  private static func changed(_ part: Int, of parts: Int) throws -> [String] {
    let lines = try #require(BuiltInTargets().sources.first).text
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var random = SplitMix64(seed: UInt64(part))
    var texts: [String] = []
    for index in stride(from: part, to: lines.count, by: parts) {
      guard !lines[index].isEmpty, !lines[index].hasPrefix("#") else { continue }
      var other = lines
      other.remove(at: index)
      texts.append(other.joined(separator: "\n"))
      other = lines
      other.insert(lines[index], at: index)
      texts.append(other.joined(separator: "\n"))
      guard let digits = lines[index].ranges(of: #/-?\b[0-9]+\b/#).randomElement(using: &random)
      else { continue }
      for number in numbers.shuffled(using: &random).prefix(3) {
        other = lines
        other[index].replaceSubrange(digits, with: number)
        texts.append(other.joined(separator: "\n"))
      }
    }
    return Array(texts.shuffled(using: &random).prefix(most))
  }

  /// How many of the texts of each part are tried: there are about 1200 in all.
  private static let most = 40

  @Test(arguments: 0 ..< 4)
  func whatIsAcceptedCanBeUsed(_ part: Int) throws {
    var random = SplitMix64(seed: UInt64(100 + part))
    var accepted = 0
    var refused = 0
    for text in try Self.changed(part, of: 4) {
      let source = SourceText(name: "changed.yaml", text: text)
      let (description, diagnostics) = DecoupledDescription.read(source)
      guard let description else {
        refused += 1
        #expect(diagnostics.elements.allSatisfy { $0.place?.line ?? 0 > 0 }, "\(diagnostics)")
        continue
      }
      accepted += 1
      try run(on: description, &random)
      try lower(for: description)
    }
    #expect(accepted > 4)
    #expect(refused > 4)
  }

  /// Runs words that are as they may.
  private func run(on description: DecoupledDescription, _ random: inout SplitMix64) throws {
    let words = (0 ..< 24).map { _ -> Word in
      var word =
        Word(low: random.next(), high: random.next()) & .ones(description.instructionSet.width)
      if let format = description.instructionSet.formats.randomElement(using: &random) {
        description.instructionSet.opcode.store(format.opcode ?? 0, in: &word)
        // Small numbers are more often right.
        for field in format.fields where random.next() % 2 == 0 { field.store(0, in: &word) }
      }
      return word
    }
    let image = MemoryImage(segments: [
      .init(
        address: min(4096, description.host.addressLimit - 1 - 256), bytes: Array(0 ... 255))
    ])
    let workload = Workload(image: image, streams: [Stream(words: words)])
    let clocks = [.functional] + description.timings.map { ClockChoice($0.name) }
    for clock in clocks {
      var device = DecoupledDevice(description)
      do throws(Diagnostic) {
        try device.load(workload, RunOptions(clock: clock))
        _ = device.lint(interruption: .never)
        device.run(to: Mark(instruction: 24), until: [], interruption: .whenAsked(64))
        _ = device.explanation()
        _ = (device.units, device.memories, device.tokenQueues, device.transfers, device.counters)
        device.seek(to: Mark())
        if clock != .functional { _ = try device.trace(clock, interruption: .whenAsked(64)) }
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
  }

  private func lower(for description: DecoupledDescription) throws {
    var f = try LoweringFixture(seed: 1, on: description)
    let data = f.input([1, 20, 5, 4])
    let image = try f.convolution(data, .init(outputs: 18, kernel: [3, 3], pads: [1, 1, 1, 1]))
    let program = try f.program([try f.sum(image, image)])
    do {
      let lowered = try f.lowered(program)
      guard let region = lowered.lowered["region"] as? StreamRegion else { return }
      var device = DecoupledDevice(description)
      try device.load(region.workload)
      device.run(to: nil, until: [], interruption: .whenAsked(256))
      _ = device.explanation()
    } catch let error as Diagnostic {
      #expect(!error.message.isEmpty)
    }
  }

}
