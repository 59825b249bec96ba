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

  private let site: DriverSite

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
    site = try DriverSite(simulator)
  }

  // MARK: Running

  /// Runs what the simulator has run, as it stands.
  mutating func runWhole() throws(Diagnostic) -> Outcome {
    let workload = simulator.workload
    // Tokens that are there at first can not be handed over.
    guard workload.initialTokens.values.allSatisfy({ $0 == 0 }) else {
      return try run(first: count)
    }
    return try run(workload.streams.map(\.code), readout: nil, position: count)
  }

  /// Runs the first instructions one behind the other.
  mutating func run(first count: Int) throws(Diagnostic) -> Outcome {
    let readout = readout
    return try run(
      try simulator.serialPrograms(of: 0 ..< count, readout: readout), readout: readout,
      position: count)
  }

  /// Runs programs on a device that was opened for it, and compares its state with that of the
  /// simulator behind `position` instructions.
  private mutating func run(
    _ programs: [MachineCode], readout: MemoryReadout?, position: Int
  ) throws(Diagnostic) -> Outcome {
    probes += 1
    do throws(DriverFailure) {
      let driver = try opened()
      for program in programs { try run(program, on: driver) }
      let state = DriverState(
        memories: try memories(on: driver, readout), readout: readout,
        segments: try segments(on: driver))
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
          try simulator.serialPrograms(of: position ..< position + 1, readout: readout)
        }
        for program in programs { try run(program, on: driver) }
        let state = DriverState(
          memories: try memories(on: driver, readout), readout: readout, segments: [])
        let differences = try differences(of: state, behind: position + 1)
        guard differences.isEmpty else { return (position, .differs(differences)) }
        position += 1
      }
      return nil
    } catch {
      return (position, .fails(try failed(error)))
    }
  }

  /// How a memory is seen on a device that shows nothing but DRAM; nil where none has to be.
  private var readout: MemoryReadout? { readsMemories ? nil : site.readout }

  /// - Units: bytes that are compared of memories on the chip.
  var memoryBytes: Int { readsMemories ? site.memoryBytes : site.readout?.addresses.count ?? 0 }

  /// The memory that is seen as it is stored, where the device does not show those on the chip.
  var storedMemory: String? { readout?.memory }

  private mutating func opened() throws(DriverFailure) -> Driver {
    let driver = try Driver.opened(path, site.setup, seconds: seconds, interruption: interruption)
    readsMemories = driver.readsMemories
    for segment in simulator.workload.image.segments {
      try driver.write(segment.bytes, at: segment.address)
    }
    return driver
  }

  private func run(_ code: MachineCode, on driver: borrowing Driver) throws(DriverFailure) {
    try driver.write(simulator.instructionSet.bytes(of: code), at: site.programAddress)
    try driver.run(at: site.programAddress, count: code.count)
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

  private func segments(on driver: borrowing Driver) throws(DriverFailure) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for segment in simulator.workload.image.segments {
      found.append(try driver.readDRAM(segment.addresses))
    }
    return found
  }

  private func memories(
    on driver: borrowing Driver, _ readout: MemoryReadout?
  ) throws(DriverFailure) -> [[UInt8]] {
    if let readout { return [try driver.readDRAM(readout.addresses)] }
    guard readsMemories else { return [] }
    var found: [[UInt8]] = []
    for number in site.setup.memories.indices { found.append(try driver.readMemory(number)) }
    return found
  }

  private mutating func differences(
    of state: DriverState, behind position: Int
  ) throws(DriverFailure) -> [DriverAnswer.Difference] {
    if simulator.seek(to: Mark(instruction: position), interruption: interruption) == .interrupted {
      throw DriverFailure(.interrupted)
    }
    let (simulator, site) = (simulator, site)
    return try asFailure { () throws(Diagnostic) in
      try state.differences(from: simulator, at: site)
    }
  }

}
