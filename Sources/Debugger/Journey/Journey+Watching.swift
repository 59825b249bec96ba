import Diagnostics
import Simulation
import Support
import TargetKit
import Tensors

/// What watched cells were and are.
extension Journey {

  /// - Units: elements of a memory, or bytes, that are compared at most.
  private static var mostWatched: Int { 1 << 16 }

  /// Finds out what the instructions of these stops changed of what is watched.
  /// - Cost: that of two short seeks for each.
  mutating func describeChanges(_ reasons: [StopReason], _ direction: Direction) -> [StopReason] {
    var described: [StopReason] = []
    for reason in reasons {
      guard case .entries(var hits) = reason else {
        described.append(reason)
        continue
      }
      for index in hits.indices {
        guard let access = hits[index].access, access.kind == .write else { continue }
        hits[index].access = changed(access, direction)
      }
      described.append(.entries(hits))
    }
    return described
  }

  private mutating func changed(_ access: WatchedAccess, _ direction: Direction) -> WatchedAccess {
    guard access.place.elements.count <= Journey.mostWatched, let here = run?.device.mark else {
      return access
    }
    let other = Mark(instruction: here.instruction + (direction == .forward ? -1 : 1))
    let values = values(access.place)
    runs[current].device.seek(to: other, interruption: .never)
    let others = self.values(access.place)
    runs[current].device.seek(to: here, interruption: .never)
    var access = access
    let (was, now) = direction == .forward ? (others, values) : (values, others)
    let changes = zip(was, now).enumerated().filter { $0.element.0 != $0.element.1 }
    access.changeCount = changes.count
    if let first = changes.first {
      let lanes = max(1, was.count / max(1, access.place.elements.count))
      let element = access.place.elements.lowerBound + first.offset / lanes
      access.change = ValueChange(
        CellPlace(
          access.place.memory, element ..< element + 1,
          lane: access.place.isDRAM ? nil : first.offset % lanes),
        was: first.element.0, now: first.element.1)
    }
    return access
  }

  private func values(_ place: CellPlace) -> [Int] {
    guard let device = run?.device else { return [] }
    if place.isDRAM {
      let count = place.elements.count
      return ((try? device.readDRAM(at: place.elements.lowerBound, count: count)) ?? []).map(
        Int.init)
    }
    return (try? device.read(place.memory, elements: place.elements).ints) ?? []
  }

}
