import Diagnostics
import Drivers
import ISA
import Simulation
import Support
import TargetKit
import Tensors

/// A device behind a driver beside the simulator that runs the same.
struct DriverBench {

  /// What came of a run of the device.
  enum Outcome: Sendable {
    case same
    case differs([DriverAnswer.Difference])
    case fails(DriverFailure)

    var isSame: Bool { if case .same = self { true } else { false } }
  }

  let path: String
  private let seconds: Int
  private let interruption: Interruption

  /// The simulator, which has run everything once.
  private(set) var simulator: any Drivable

  private let setup: DriverSetup
  private let memories: [MemoryState]

  /// Where programs are put: behind all that the image has.
  private let programAddress: Int

  /// How often the device has run, and whether it lets its memories be read.
  private(set) var probes = 0
  private(set) var readsMemories = false

  /// How many instructions there are.
  var count: Int { simulator.newestMark.instruction }

  /// - Before: `simulator` has run everything once.
  /// - Errors: there is no room for programs, or units can not wait for each other.
  init(
    _ simulator: any Drivable, path: String, seconds: Int, interruption: Interruption
  ) throws(Diagnostic) {
    self.simulator = simulator
    self.path = path
    self.seconds = seconds
    self.interruption = interruption
    let host = simulator.target.host
    let image = simulator.workload.image
    let last = image.segments.last?.addresses.upperBound ?? host.firstAddress
    let begin = min(image.segments.first?.address ?? host.firstAddress, host.firstAddress)
    let serial = try simulator.serialPrograms(of: 0 ..< simulator.newestMark.instruction)
    let longest = (serial.map(\.count) + simulator.workload.streams.map(\.words.count)).max() ?? 0
    let page = max(host.pageSize, simulator.instructionSet.byteWidth)
    programAddress = (max(last, host.firstAddress) + page - 1) / page * page
    let end = programAddress + (longest + 1) * simulator.instructionSet.byteWidth
    guard end <= 1 << host.addressWidth else {
      throw .error(
        "behind the memory of `\(simulator.workload.name)` there is no room for its instructions",
        notes: [
          "they take \(byteText(end - programAddress)) from 0x\(String(programAddress, radix: 16)) on"
        ])
    }
    memories = simulator.memories.filter { $0.alias == nil }
    setup = DriverSetup(
      name: simulator.target.name, version: simulator.target.version, addresses: begin ..< end,
      instructionBytes: simulator.instructionSet.byteWidth,
      memories: memories.map {
        DriverSetup.Memory(name: $0.name, elementBytes: $0.elementBytes, depth: $0.depth)
      })
  }

  // MARK: Running

  /// Runs what the simulator has run, as it stands.
  mutating func runWhole() throws(Diagnostic) -> Outcome {
    let workload = simulator.workload
    guard workload.initialTokens.values.allSatisfy({ $0 == 0 }) else {
      return try run(first: count)
    }
    return try run(workload.streams.map(\.words), position: count)
  }

  /// Runs the first instructions one behind the other.
  mutating func run(first count: Int) throws(Diagnostic) -> Outcome {
    try run(try simulator.serialPrograms(of: 0 ..< count), position: count)
  }

  /// Runs programs on a device that was opened for it, and compares its state with that of the
  /// simulator behind `position` instructions.
  private mutating func run(_ programs: [[Word]], position: Int) throws(Diagnostic) -> Outcome {
    probes += 1
    do throws(DriverFailure) {
      let driver = try opened()
      for words in programs { try run(words, on: driver) }
      let state = try observed(on: driver)
      try driver.close()
      let differences = try differences(of: state, behind: position)
      return differences.isEmpty ? .same : .differs(differences)
    } catch {
      return .fails(try failed(error))
    }
  }

  /// The first of so many instructions behind which a memory on the chip is not what it should be,
  /// where each is run by itself.
  /// - Returns: nil where there is none.
  mutating func firstDifference(among count: Int) throws(Diagnostic) -> (Int, Outcome)? {
    probes += 1
    var position = 0
    do throws(DriverFailure) {
      let driver = try opened()
      while position < count {
        let programs = try asFailure { () throws(Diagnostic) in
          try simulator.serialPrograms(of: position ..< position + 1)
        }
        for words in programs { try run(words, on: driver) }
        let state = ObservedState(memories: try memories(on: driver), segments: [])
        let differences = try differences(of: state, behind: position + 1)
        guard differences.isEmpty else { return (position, .differs(differences)) }
        position += 1
      }
      return nil
    } catch {
      return (position, .fails(try failed(error)))
    }
  }

  /// - Units: bytes of all memories on the chip.
  var memoryBytes: Int { memories.reduce(0) { $0 + $1.depth * $1.elementBytes } }

  private mutating func opened() throws(DriverFailure) -> Driver {
    let driver = try Driver.opened(path, setup, seconds: seconds, interruption: interruption)
    readsMemories = driver.readsMemories
    for segment in simulator.workload.image.segments {
      try driver.write(segment.bytes, at: segment.address)
    }
    return driver
  }

  private func run(_ words: [Word], on driver: borrowing Driver) throws(DriverFailure) {
    try driver.write(simulator.instructionSet.bytes(of: words), at: programAddress)
    try driver.run(at: programAddress, count: words.count)
  }

  /// What is no failure of the driver ends everything.
  private func failed(_ failure: DriverFailure) throws(Diagnostic) -> DriverFailure {
    switch failure.kind {
    case .unusable(let diagnostic): throw diagnostic
    case .interrupted: throw .interrupted
    case .refused, .crashed, .exited, .hung: return failure
    }
  }

  private func asFailure<Value>(
    _ body: () throws(Diagnostic) -> Value
  ) throws(DriverFailure) -> Value {
    do throws(Diagnostic) { return try body() } catch { throw DriverFailure(.unusable(error)) }
  }

  // MARK: Comparing

  /// What a device holds.
  private struct ObservedState {

    /// By their order; none where the device does not show them.
    var memories: [[UInt8]]
    var segments: [[UInt8]]
  }

  private func observed(on driver: borrowing Driver) throws(DriverFailure) -> ObservedState {
    var segments: [[UInt8]] = []
    for segment in simulator.workload.image.segments {
      segments.append(try driver.readDRAM(segment.addresses))
    }
    return ObservedState(memories: try memories(on: driver), segments: segments)
  }

  private func memories(on driver: borrowing Driver) throws(DriverFailure) -> [[UInt8]] {
    guard readsMemories else { return [] }
    var found: [[UInt8]] = []
    for number in setup.memories.indices { found.append(try driver.readMemory(number)) }
    return found
  }

  private mutating func differences(
    of state: ObservedState, behind position: Int
  ) throws(DriverFailure) -> [DriverAnswer.Difference] {
    if simulator.seek(to: Mark(instruction: position), interruption: interruption) == .interrupted {
      throw DriverFailure(.interrupted)
    }
    let simulator = simulator
    return try asFailure { () throws(Diagnostic) in
      var found: [DriverAnswer.Difference?] = []
      for (memory, bytes) in zip(memories, state.memories) {
        let expected = try simulator.read(memory.name, elements: 0 ..< memory.depth)
        found.append(DriverAnswer.Difference(memory, expected: expected, found: bytes))
      }
      let image = simulator.workload.image
      for (segment, bytes) in zip(image.segments, state.segments) {
        let expected = try simulator.readDRAM(at: segment.address, count: segment.bytes.count)
        found.append(
          DriverAnswer.Difference(image, at: segment.address, expected: expected, found: bytes))
      }
      return found.compactMap(\.self)
    }
  }

}
