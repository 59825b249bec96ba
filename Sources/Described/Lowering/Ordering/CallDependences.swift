import Diagnostics
import Effects
import Support
import TargetKit

/// Which instructions of a program have to wait for which others, and what runs each.
struct CallDependences {

  /// For each instruction its unit, and what it touches.
  let units: [Int]
  let footprints: [Footprint]

  /// From one unit to another, without those that follow from others. What ends the program waits
  /// for all units.
  let edges: [DependenceEdge]

  /// What ends the program.
  let ends: Set<Int>

  /// For each unit its instructions, in order.
  let members: [[Int]]

  /// - Errors: it can not be told what an instruction touches.
  /// - Cost: that of `DependenceEdges`, and O(instructions).
  init(
    _ calls: [Call], on description: MachineDescription, image: MemoryImage
  ) throws(Diagnostic) {
    var state = try AddressState(description, calls, image)
    footprints = try state.footprints()
    units = calls.map { description.unit(of: $0) }
    var members = Array(repeating: [Int](), count: max(1, description.units.count))
    for (place, unit) in units.enumerated() { members[unit].append(place) }
    self.members = members
    ends = Set(calls.indices.filter { description.stops(calls[$0]) })
    let program = zip(units, footprints).map { (unit: $0, footprint: $1) }
    edges = DependenceEdges(program, barriers: ends).edges
    try Interruption.current.check()
  }

  /// The last instruction of a unit within `places` for which `body` holds.
  func last(of unit: Int, in places: Range<Int>, where body: (Int) -> Bool) -> Int? {
    let list = members[unit]
    var index = list.partitioningIndex { $0 >= places.upperBound } - 1
    while index >= 0, list[index] >= places.lowerBound {
      if body(list[index]) { return list[index] }
      index -= 1
    }
    return nil
  }

  /// The first instruction of a unit within `places` for which `body` holds.
  func first(of unit: Int, in places: Range<Int>, where body: (Int) -> Bool) -> Int? {
    let list = members[unit]
    var index = list.partitioningIndex { $0 >= places.lowerBound }
    while index < list.count, list[index] < places.upperBound {
      if body(list[index]) { return list[index] }
      index += 1
    }
    return nil
  }

}

extension MachineDescription {

  /// The place of the unit that runs an instruction.
  func unit(of call: Call) -> Int { unit(of: call.instruction, call.fields) }

  /// Whether the machine may stand still behind an instruction.
  func stops(_ call: Call) -> Bool {
    let effect = form.instructions[call.instruction].effect
    let chosen = effect.cases.first { each in
      guard let condition = each.condition else { return true }
      // What depends on more than fields may hold.
      return (try? condition.value(in: call.fields)).map { $0 != 0 } ?? true
    }
    return chosen?.actions.contains(.stop) ?? false
  }

}
