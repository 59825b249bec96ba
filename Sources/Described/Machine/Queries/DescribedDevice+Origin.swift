public import Diagnostics
import Effects
public import Simulation
public import Support
public import TargetKit
import Tensors

extension DescribedDevice: Traceable {

  public func writers(of place: CellPlace) throws(Diagnostic) -> [CellWriter] {
    let part = try self.part(of: place)
    let search = WriterSearch(self)
    var writers: [CellWriter] = []
    var poll = Poll()
    for element in place.elements {
      try poll.check(after: 256)
      let own = CellPlace(place.memory, element ..< element + 1, lane: place.lane)
      let position = search.position(ofAny: cells(of: own, part))
      let instruction = position.flatMap { self.instruction(at: $0) }
      if let last = writers.last, last.instruction == instruction {
        let start = last.place.elements.lowerBound
        writers[writers.count - 1].place.elements = start ..< element + 1
      } else {
        writers.append(CellWriter(place: own, instruction: instruction))
      }
    }
    return writers
  }

  public func origin(
    of place: CellPlace, interruption: Interruption
  ) throws(Diagnostic) -> ValueOrigin {
    let cells = cells(of: place, try part(of: place))
    var tracer = OriginTracer(self)
    return try tracer.origin(of: cells, interruption: interruption)
  }

  /// The instruction that was the n-th to finish, or that runs behind those that have.
  private func instruction(at position: Int) -> InstructionNumber? {
    position == mark.instruction ? nextInstruction : finished(position)?.number
  }

  /// The part of a place, nil on the host; all of the place is there.
  private func part(of place: CellPlace) throws(Diagnostic) -> StateID? {
    guard !place.isDRAM else {
      _ = try readDRAM(at: place.elements.lowerBound, count: place.elements.count)
      return nil
    }
    // Says what is wrong with a place that there is not.
    _ = try read(place.memory, elements: place.elements)
    let part = try part(named: place.memory)
    let lanes = description.form[part].shape.dropFirst().product
    if let lane = place.lane, lane < 0 || lane >= lanes {
      throw .error(
        "an element of `\(place.memory)` has \(lanes) lanes, there is no lane \(lane)",
        hints: ["count lanes from 0 on"])
    }
    return part
  }

  private func cells(of place: CellPlace, _ part: StateID?) -> Set<ByteCell> {
    if let part { return description.form.cells(of: place, part) }
    return Set(place.elements.map { ByteCell(part: nil, byte: $0) })
  }

}
