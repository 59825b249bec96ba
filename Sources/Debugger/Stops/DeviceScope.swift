import Diagnostics
import Simulation
import Support
import TargetKit
import Tensors

/// The state of a device as expressions read it.
struct DeviceScope: ExpressionScope {

  let device: any Device

  func value(ofVariable name: String) throws(Diagnostic) -> Int {
    switch name {
    case "insn": return device.nextInstruction?.value ?? -1
    case "pos": return device.workload.first.value + device.mark.instruction
    case "step": return device.mark.step
    case "cycle":
      guard let cycle = try device.clocked().cycle else {
        throw .error("no clock counts cycles", hints: ["`timing` shows the clocks"])
      }
      return cycle
    default:
      if let counter = device.counters.first(where: { $0.name == name }) { return counter.value }
      let names = ["insn", "pos", "step", "cycle"] + device.counters.map(\.name)
      let near = nearest(to: name, in: names, most: 1).first
      throw .error(
        "there is no `$\(name)`",
        hints: [near.map { "did you mean `$\($0)`?" } ?? "`help expressions` lists what there is"])
    }
  }

  func tokens(in queue: String) throws(Diagnostic) -> Int {
    let queues = try device.tokenFlowing().tokenQueues
    if let found = queues.first(where: { $0.name == queue }) { return found.level }
    let names = queues.map(\.name).joined(separator: ", ")
    throw .error("there is no token queue `\(queue)`", hints: ["there are \(names)"])
  }

  func value(of memory: String, element: Int, lane: Int) throws(Diagnostic) -> Int {
    guard element >= 0, element < Int.max else { throw .error("there is no \(memory)[\(element)]") }
    if memory == "dram" { return Int(try device.readDRAM(at: element, count: 1)[0]) }
    let values = try device.read(memory, elements: element ..< element + 1).ints
    guard values.indices.contains(lane) else {
      throw .error("an element of \(memory) has \(values.count) lanes, there is no lane \(lane)")
    }
    return values[lane]
  }

}

/// Where nothing runs: numbers have values, and names have none.
struct EmptyScope: ExpressionScope {
  func value(ofVariable name: String) throws(Diagnostic) -> Int { throw .nothingRuns }
  func tokens(in queue: String) throws(Diagnostic) -> Int { throw .nothingRuns }
  func value(of memory: String, element: Int, lane: Int) throws(Diagnostic) -> Int {
    throw .nothingRuns
  }
}
