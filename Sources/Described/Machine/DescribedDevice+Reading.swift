public import Diagnostics
import Effects
import Simulation
public import Support
public import TargetKit
public import Tensors

extension DescribedDevice {

  public func read(_ memory: String, elements: Range<Int>) throws(Diagnostic) -> Tensor {
    let part = try part(named: memory)
    let form = description.form[part]
    let depth = form.shape.first ?? 1
    guard elements.lowerBound >= 0, elements.upperBound <= depth else {
      throw .error(
        "`\(memory)` has elements 0 to \(depth - 1)",
        notes: ["\(elements.lowerBound) to \(elements.upperBound - 1) were asked for"])
    }
    let bytes = timeline.machine.withState { $0.bytes(of: part, places: elements) }
    do {
      return try Tensor(
        form.type.element, [elements.count] + form.shape.dropFirst(), bytes: bytes)
    } catch {
      throw .error("`\(memory)` can't be read: \(error)", failure: .internalError)
    }
  }

  /// The part of the state with a name.
  func part(named name: String) throws(Diagnostic) -> StateID {
    if let part = description.form.state(named: name) { return part }
    let names = description.form.state.map(\.name)
    let near = nearest(to: name, in: names, most: 1).map { "did you mean `\($0)`?" }
    throw .error(
      "there is no memory `\(name)`",
      hints: near.isEmpty ? ["the memories are \(names.joined(separator: ", "))"] : near)
  }

  public func readDRAM(at address: Int, count: Int) throws(Diagnostic) -> [UInt8] {
    guard count > 0 else { return [] }
    let (end, overflow) = address.addingReportingOverflow(count)
    if !overflow, address >= 0,
      let bytes = timeline.machine.withState({ $0.hostBytes(address ..< end) })
    {
      return bytes
    }
    throw .error(
      "there are no \(count) bytes of DRAM at \(address.hexadecimal)",
      hints: ["`info dram` shows what there is"])
  }

  // MARK: Saving

  /// `dram.bin` in the layout of the loaded image, a file for each part of the state that is no view,
  /// and `state.json`.
  public func savedState() -> [SavedFile] {
    timeline.machine.withState { state in
      var dram: [UInt8] = []
      for segment in workload.image.segments {
        dram += state.hostBytes(segment.addresses) ?? []
      }
      var files = [SavedFile("dram.bin", dram)]
      for (index, part) in description.form.state.enumerated() where part.base == nil {
        files.append(
          SavedFile(
            "\(part.name).bin",
            state.bytes(of: StateID(index), places: 0 ..< (part.shape.first ?? 1))))
      }
      return files
    } + [SavedFile("state.json", Array("\(stateSummary)\n".utf8))]
  }

  /// The state without the contents of memories.
  public var stateSummary: JSON {
    let position = timeline.machine.position
    return .object([
      JSON.Member("position", .integer(mark.instruction)),
      JSON.Member("step", .integer(mark.step)),
      JSON.Member("stream", .integer(position.stream + 1)),
      JSON.Member("next", JSON(nextInstruction)),
      JSON.Member("cycle", JSON(cycle)),
      JSON.Member(
        "tokens",
        .object(
          zip(program.queues, position.levels).map { JSON.Member($0.name, .integer($1)) })),
      JSON.Member(
        "counters", .object(counters.map { JSON.Member($0.name, .integer($0.value)) })),
      JSON.Member("hash", .text(stateHash.description)),
      JSON.Member("stop", stop.json),
    ])
  }

}
