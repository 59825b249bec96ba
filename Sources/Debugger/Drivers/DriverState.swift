import Diagnostics
import Drivers
import Simulation
import TargetKit

/// What a device behind a driver holds, as far as it was looked at.
struct DriverState {

  /// Those of the site in order, or the one that is read out, or none.
  var memories: [[UInt8]]
  var readout: MemoryReadout?

  /// Of the image; none where they were not looked at.
  var segments: [[UInt8]]

  /// What the simulator holds otherwise.
  func differences(
    from simulator: any Drivable, at site: DriverSite
  ) throws(Diagnostic) -> [DriverAnswer.Difference] {
    var found: [DriverAnswer.Difference?] = []
    if let readout, let bytes = memories.first {
      let expected = try simulator.stored(by: readout)
      found.append(DriverAnswer.Difference(readout.memory, expected: expected, found: bytes))
    } else {
      for (memory, bytes) in zip(site.setup.memories, memories) {
        let expected = try simulator.read(memory.name, elements: 0 ..< memory.depth)
        found.append(DriverAnswer.Difference(memory.name, expected: expected, found: bytes))
      }
    }
    let image = simulator.workload.image
    for (segment, bytes) in zip(image.segments, segments) {
      let expected = try simulator.readDRAM(at: segment.address, count: segment.bytes.count)
      found.append(
        DriverAnswer.Difference(image, at: segment.address, expected: expected, found: bytes))
    }
    return found.compactMap(\.self)
  }

}
