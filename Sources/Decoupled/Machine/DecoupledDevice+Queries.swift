public import Diagnostics
public import Simulation
public import Support
import TargetKit

extension DecoupledDevice {

  public var lastInstruction: InstructionNumber? {
    machine.plan.number(ofAny: machine.state.lastFinished)
  }

  public var order: [InstructionNumber] {
    machine.log.order(machine.state.finished).map { machine.plan.number($0) }
  }

  public var cycle: Int? { machine.cycle }

  public func writers(of place: CellPlace) throws(Diagnostic) -> [CellWriter] {
    let instructions: [Int?]
    if place.isDRAM {
      _ = try readDRAM(at: place.elements.lowerBound, count: place.elements.count)
      let stores = StoreIndex(machine)
      var found: [Int?] = []
      for byte in place.elements {
        found.append(stores.writer(of: byte, before: .max))
        try Interruption.current.check()
      }
      instructions = found
    } else {
      let slot = try slot(of: place)
      instructions = machine.lastWriters(slot: slot, place.elements).map {
        $0 == 0 ? nil : Int($0) - 1
      }
    }
    var writers: [CellWriter] = []
    for (index, writer) in zip(place.elements, instructions) {
      let instruction = machine.plan.number(ofAny: writer)
      if let last = writers.last, last.instruction == instruction {
        let start = last.place.elements.lowerBound
        writers[writers.count - 1].place.elements = start ..< index + 1
      } else {
        let own = CellPlace(place.memory, index ..< index + 1, lane: place.lane)
        writers.append(CellWriter(place: own, instruction: instruction))
      }
    }
    return writers
  }

  public func origin(
    of place: CellPlace, interruption: Interruption
  ) throws(Diagnostic) -> ValueOrigin {
    var tracer = OriginTracer(timeline)
    return try tracer.origin(of: try cells(of: place), interruption: interruption)
  }

  /// The slot of a place in a memory, if all of it is there.
  private func slot(of place: CellPlace) throws(Diagnostic) -> Int {
    // Says what is wrong with a place that there is not.
    _ = try read(place.memory, elements: place.elements)
    guard let index = description.memories.firstIndex(where: { $0.name == place.memory }) else {
      throw .error("there is no memory `\(place.memory)`")
    }
    return machine.plan.layout.slotOfMemory[index]
  }

  private func cells(of place: CellPlace) throws(Diagnostic) -> Set<Cell> {
    if place.isDRAM {
      _ = try readDRAM(at: place.elements.lowerBound, count: place.elements.count)
      return Set(place.elements.map { Cell(index: $0) })
    }
    let slot = try slot(of: place)
    let lanes = description.memory(place.memory)?.lanes ?? 1
    if let lane = place.lane, lane < 0 || lane >= lanes {
      throw .error(
        "an element of \(place.memory) has \(lanes) lanes, there is no lane \(lane)")
    }
    var cells: Set<Cell> = []
    for element in place.elements {
      for lane in place.lane.map({ $0 ..< $0 + 1 }) ?? 0 ..< lanes {
        cells.insert(Cell(slot: slot, index: element, lane: lane))
      }
    }
    return cells
  }

}
