import Described
import Diagnostics
import ISA
import Simulation
import Support
import TargetKit

/// A stream of random instructions for a machine, run to its end or to a fault, back, and again.
struct MachineTrial {

  private let target: any Target
  private var random: SplitMix64

  init(_ target: any Target, seed: UInt64) {
    self.target = target
    random = SplitMix64(seed: seed)
  }

  /// What is not as promised; nil where nothing is.
  var problem: String? {
    var copy = self
    _ = (target.clocks, target.interface(by: .functional), target.passes)
    // Hundreds of megabytes take longer to compare than there is time for.
    let cells = target.parts.memories.map { $0.depth * $0.shape.reduce(1, *) }.reduce(0, +)
    guard cells < 1 << 25 else { return nil }
    guard let set = target.instructionSet else { return "it has no instructions" }
    for _ in 0 ..< 3 {
      let (code, wrong) = copy.code(set)
      if let problem = wrong ?? copy.problem(running: code) { return problem }
    }
    return nil
  }

  /// Instructions of all kinds, mostly with little numbers, which are seldom outside of anything.
  private mutating func code(_ set: InstructionSet) -> (MachineCode, problem: String?) {
    var code = MachineCode(for: set)
    for _ in 0 ..< 3 {
      for (index, format) in set.formats.enumerated() {
        let values = format.fields.map { value($0.range) }
        let word = set.word(index, values, as: WideWord.self)
        guard set.formatIndex(of: word) == index, format.decode(word) == values else {
          return (code, "\(format.name) \(values) is read as something else")
        }
        set.append(index, values, to: &code)
      }
    }
    return (code, nil)
  }

  private mutating func value(_ range: ClosedRange<Int>) -> Int {
    guard Int.random(in: 0 ..< 10, using: &random) < 8 else {
      return Int.random(in: range, using: &random)
    }
    return Int.random(in: 0 ... min(4, range.upperBound), using: &random)
  }

  private mutating func problem(running code: MachineCode) -> String? {
    let bytes = (0 ..< 4096).map { _ in UInt8.random(in: 0 ... 255, using: &random) }
    let workload = Workload(
      image: MemoryImage(segments: [MemoryImage.Segment(address: 0, bytes: bytes)]),
      streams: [Stream(code: code)])
    do throws(Diagnostic) {
      var device = try target.makeDevice()
      try device.load(workload, RunOptions())
      return problem(running: &device)
    } catch {
      return "it does not run: \(error.message)"
    }
  }

  /// To the end, back, and again in steps.
  private func problem(running device: inout any Device) -> String? {
    let begin = ContinuousClock.now
    let patience = Interruption { ContinuousClock.now > begin + .seconds(1) }
    let start = device.stateHash
    let stop = device.seek(to: Mark(instruction: .max), interruption: patience)
    if stop == .interrupted { return nil }
    let (end, hash) = (device.mark, device.stateHash)
    _ = device.seek(to: Mark(instruction: end.instruction / 2))
    _ = device.seek(to: Mark())
    if device.stateHash != start { return "the start is not what it was" }
    while device.mark < end {
      let mark = device.mark
      let next =
        mark.step < Self.mostSteps
        ? Mark(instruction: mark.instruction, step: mark.step + 1)
        : Mark(instruction: mark.instruction + 1)
      if device.seek(to: next, interruption: patience) == .interrupted { return nil }
      if device.mark == mark { break }
    }
    // What is wrong with an instruction is known once it is to run.
    _ = device.seek(to: Mark(instruction: .max), interruption: patience)
    guard device.mark == end, device.stateHash == hash, device.stop == stop else {
      return "in steps it comes to \(device.mark), not to \(end), or is another there"
    }
    return nil
  }

  /// How many steps of an instruction are done one by one.
  private static let mostSteps = 40

}
