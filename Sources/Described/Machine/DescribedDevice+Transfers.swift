import Effects
public import Simulation
import Support

extension DescribedDevice {

  /// What the next instruction of each unit takes from the host, and puts there.
  public var transfers: [TransferState] {
    let units = units
    return program.units.indices.flatMap { unit -> [TransferState] in
      guard let next = timeline.machine.position.next(of: unit, program),
        let footprint = footprint(of: next)
      else { return [] }
      return footprint.accesses.compactMap { access in
        guard access.space == .host else { return nil }
        let other = footprint.accesses.first {
          $0.space != .host && $0.isWrite != access.isWrite && isMemory($0.part)
        }
        let places = places(of: other)
        let rows = max(places.count, access.bytes.runCount)
        return TransferState(
          instruction: program.number(next), unit: units[unit].name,
          direction: access.isWrite ? .write : .read,
          memory: other?.part.map { description.form[$0].name } ?? "", element: places.lowerBound,
          address: access.bytes.hull.lowerBound, bytes: access.bytes.runCount * access.bytes.run,
          rows: rows, doneRows: next == nextIndex ? min(mark.step, rows) : 0,
          waiting: max(0, units[unit].queued - 1))
      }
    }
  }

  private func isMemory(_ part: StateID?) -> Bool {
    part.map { description.form[$0].role == .memory } ?? false
  }

  /// The places of a memory between the first and the last that are touched.
  private func places(of access: Footprint.Access?) -> Range<Int> {
    guard let access, let part = access.part else { return 0 ..< 0 }
    let step = description.form.byteCount(ofPlaceOf: part)
    let bytes = access.bytes.hull
    return bytes.lowerBound / step ..< (bytes.upperBound - 1) / step + 1
  }

}
