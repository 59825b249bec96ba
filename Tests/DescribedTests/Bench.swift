import Described
import Diagnostics
import ISA
import Simulation
import TargetKit
import Testing

/// Makes workloads for a machine from texts, and runs them.
struct Bench {

  let machine: MachineDescription
  var segments: [MemoryImage.Segment] = []

  init(_ machine: MachineDescription) { self.machine = machine }

  /// A machine that `text` describes.
  init(describing text: String) throws {
    self.init(try MachineDescription(reading: SourceText(name: "machine.yaml", text: text)))
  }

  /// DRAM from `address` on.
  func with(_ bytes: [Int], at address: Int) -> Bench {
    var copy = self
    copy.segments.append(
      MemoryImage.Segment(
        address: address, bytes: bytes.map { UInt8(truncatingIfNeeded: $0) }))
    return copy
  }

  /// The instruction `name` with these numbers in its fields, and 0 in the others.
  func word(_ name: String, _ numbers: [String: Int] = [:]) throws -> Word {
    let set = machine.instructionSet
    let format = try #require(set.formats.first { $0.name == name })
    var word = format.encode(format.fields.map { numbers[$0.name] ?? 0 })
    set.opcode.store(format.opcode ?? 0, in: &word)
    return word
  }

  func workload(_ streams: [[Word]], tokens: [String: Int] = [:]) -> Workload {
    Workload(
      name: "test", image: MemoryImage(segments: segments),
      streams: streams.map { Stream(words: $0) }, initialTokens: tokens, first: 100)
  }

  /// A device that stands before the first instruction of streams.
  func device(
    _ streams: [Word]..., tokens: [String: Int] = [:], options: RunOptions = RunOptions()
  ) throws -> DescribedDevice {
    var device = try DescribedDevice(machine)
    try device.load(workload(streams, tokens: tokens), options)
    return device
  }

}
