import Diagnostics
import Drivers
import ISA
import Simulation
import Support
import TargetKit

/// Where everything lies that a device behind a driver is given.
struct DriverSite {

  let setup: DriverSetup

  /// Behind all that the image has.
  let readout: MemoryReadout?

  /// Where programs are put: behind that.
  let programAddress: Int

  /// - Errors: there is no room for programs, or units can not wait for each other.
  init(_ simulator: any Drivable) throws(Diagnostic) {
    let host = simulator.target.host
    let workload = simulator.workload
    let segments = workload.image.segments
    let last = max(segments.last?.addresses.upperBound ?? 0, host.firstAddress)
    let readout = simulator.readout(behind: last)
    let set = simulator.instructionSet
    let page = max(host.pageSize, set.widest / 8)
    let begin = ((readout?.addresses.upperBound ?? last) + page - 1) / page * page
    let all = 0 ..< simulator.newestMark.instruction
    let serial = try simulator.serialPrograms(of: all, readout: readout)
    let programs = serial + workload.streams.map(\.code)
    let end = begin + (programs.map { set.byteCount(of: $0) }.max() ?? 0) + set.widest / 8
    guard end <= host.addressLimit else {
      throw .error(
        "behind the memory of `\(workload.name)` there is no room for its instructions",
        notes: ["they take \(byteText(end - begin)) from 0x\(String(begin, radix: 16)) on"],
        hints: ["let the image begin further down, or widen `address-width` of the description"])
    }
    self.readout = readout
    programAddress = begin
    let memories = simulator.memories.filter { $0.alias == nil }
    setup = DriverSetup(
      name: simulator.target.name, version: simulator.target.version,
      addresses: min(segments.first?.address ?? host.firstAddress, host.firstAddress) ..< end,
      instructionBytes: set.hasOneWidth ? set.byteWidth : 0,
      memories: memories.map {
        DriverSetup.Memory(name: $0.name, elementBytes: $0.elementBytes, depth: $0.depth)
      })
  }

  /// - Units: bytes of all memories on the chip.
  var memoryBytes: Int { setup.memories.reduce(0) { $0 + $1.depth * $1.elementBytes } }

}
