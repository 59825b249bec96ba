public import Diagnostics
import OrderedCollections
import Simulation
import Support
import TargetKit

extension Session {

  /// A part of what can run, with everything that happens in it.
  struct TracedPart {
    var part: Part
    var device: any Device
    var trace: ExecutionTrace
    var timing: TimingDescription
  }

  /// What the program, or the streams that were loaded, take by the cycle clock. Nothing has to have
  /// run: time does not depend on values.
  /// - Errors: there is nothing to run, or the accelerator has no timing.
  public mutating func profile(by key: ProfileKey) throws(Diagnostic) -> Profile {
    var profile: Profile?
    for traced in try tracedParts() {
      var sum = profile ?? Profile(clock: clockName(traced.timing), by: key)
      add(traced, by: key, to: &sum)
      profile = sum
    }
    guard var profile else { throw nothingToTime }
    profile.rows.sort { ($1.cycles, $0.name) < ($0.cycles, $1.name) }
    return profile
  }

  var nothingToTime: Diagnostic {
    .error(
      "there are no instructions",
      hints: ["`apply --all` lowers the model, `stream load DIR` loads instructions"])
  }

  private func clockName(_ timing: TimingDescription) -> String {
    clock.timing == nil ? timing.name : "\(clock)"
  }

  /// Every part with its trace, by the clock that is chosen or else by the first that there is.
  /// - Errors: a part has no timing, or there is more than can be kept.
  func tracedParts() throws(Diagnostic) -> [TracedPart] {
    var traced: [TracedPart] = []
    for part in parts {
      if let one = try tracedPart(part) { traced.append(one) }
    }
    guard !traced.isEmpty else { throw nothingToTime }
    return traced
  }

  /// The part that runs, or else the first, with its trace.
  /// - Errors: as of `tracedParts`.
  func tracedPart() throws(Diagnostic) -> TracedPart {
    let parts = parts
    let own = parts.first { $0.name == journey?.run?.name } ?? parts.first
    guard let own, let traced = try tracedPart(own) else { throw nothingToTime }
    return traced
  }

  /// A part with its trace; nil where nothing can run it.
  /// - Errors: as of `tracedParts`.
  func tracedPart(_ part: Part) throws(Diagnostic) -> TracedPart? {
    guard let device = part.device ?? freshDevice(for: part) else { return nil }
    let timing = try timing(of: device.description)
    let trace = try device.trace(timing, interruption: interruption)
    if trace.ending == .interrupted { throw .interrupted }
    return TracedPart(part: part, device: device, trace: trace, timing: timing)
  }

  private func timing(
    of description: TargetDescription
  ) throws(Diagnostic) -> TimingDescription {
    if let chosen = try clock.timing(of: description) { return chosen }
    guard let first = description.timings.first else {
      throw .error(
        "`\(description.name)` has no timing",
        hints: ["its description says how long things take in the section `timing`"])
    }
    return first
  }

  private func add(_ traced: TracedPart, by key: ProfileKey, to profile: inout Profile) {
    let trace = traced.trace
    profile.cycles += trace.cycles
    profile.frequency = traced.device.description.clock
    if trace.ending != .finished {
      profile.unfinished.append(
        Profile.Unfinished(part: traced.part.name, ending: trace.ending.rawValue))
    }
    addUnits(trace, to: &profile)
    let work = traced.device.work(of: traced.part.numbers)
    addMemories(traced, work, to: &profile)
    var roofline =
      profile.roofline
      ?? Roofline(multiplications: 0, bytes: 0, cycles: 0, peakRate: 0, peakBytes: 0)
    roofline.multiplications += work.reduce(0) { $0 + $1.multiplications }
    roofline.bytes += work.reduce(0) { $0 + $1.bytes }
    roofline.cycles += trace.cycles
    (roofline.peakRate, roofline.peakBytes) = peaks(traced)
    profile.roofline = roofline
    guard key != .unit else { return }
    var rows: OrderedDictionary<String, ProfileRow> = [:]
    for row in profile.rows { rows[row.name] = row }
    for instruction in trace.instructions {
      let name = name(of: instruction.number, in: traced.part, by: key)
      let place = traced.part.workload.first.distance(to: instruction.number)
      var row = rows[name] ?? ProfileRow(name)
      row.add(instruction, in: trace)
      row.add(work[place])
      if key == .instruction { row.instruction = instruction.number }
      rows[name] = row
    }
    profile.rows = Array(rows.values)
  }

  private func addUnits(_ trace: ExecutionTrace, to profile: inout Profile) {
    for (unit, name) in trace.units.enumerated() {
      let totals = trace.totals(of: unit).enumerated().filter { $0.element > 0 }
      var entry = profile.units.first { $0.name == name } ?? Profile.UnitUse(name: name)
      for (use, count) in totals {
        let text = CycleUse(index: use).name(queues: trace.queues)
        if let known = entry.uses.firstIndex(where: { $0.name == text }) {
          entry.uses[known].cycles += count
        } else {
          entry.uses.append(Profile.UnitUse.Use(name: text, cycles: count))
        }
      }
      if let known = profile.units.firstIndex(where: { $0.name == name }) {
        profile.units[known] = entry
      } else {
        profile.units.append(entry)
      }
    }
  }

  private func addMemories(
    _ traced: TracedPart, _ work: [InstructionWork], to profile: inout Profile
  ) {
    func index(_ name: String, _ isWrite: Bool) -> Int {
      if let known = profile.memories.firstIndex(where: {
        $0.name == name && $0.isWrite == isWrite
      }) {
        return known
      }
      profile.memories.append(MemoryTraffic(name: name, isWrite: isWrite))
      return profile.memories.count - 1
    }
    for burst in traced.trace.bursts {
      let memory = index(burst.client, burst.isWrite)
      profile.memories[memory].bytes += burst.bytes
      profile.memories[memory].bursts += 1
    }
    let description = traced.device.description
    for (role, path) in [
      (MemoryRole.input, \InstructionWork.inputBytes), (.weight, \.weightBytes),
    ] {
      let used = work.reduce(0) { $0 + $1[keyPath: path] }
      guard used > 0, let name = description.memory(for: role)?.name else { continue }
      profile.memories[index(name, false)].used += used
    }
  }

  /// What the matrix unit and the bus can do at most.
  /// - Units: multiplications a cycle, and bytes a cycle.
  private func peaks(_ traced: TracedPart) -> (rate: Double, bytes: Double) {
    let description = traced.device.description
    let timing = traced.timing
    let input = description.memory(for: .input)?.shape.reduce(1, *) ?? 1
    let columns = description.memory(for: .weight)?.shape.first ?? 1
    let unit = description.instruction(.gemm)?.unit ?? ""
    let interval = max(1, timing.number("gemm-interval", of: unit))
    return (Double(input * columns) / Double(interval), Double(timing.number("bus-bytes")))
  }

  /// What a row of a profile is called that has the instruction.
  private func name(of number: InstructionNumber, in part: Part, by key: ProfileKey) -> String {
    let origin = key == .instruction ? nil : self.origin(of: number, in: part)
    switch key {
    case .op: return origin?.sources.first ?? origin?.nodes.first ?? "synthetic"
    case .line: return origin?.statement ?? origin?.remark ?? "no statement"
    default:
      let view = instruction(number)
      return "\(number) \(view?.operation ?? "") \(view?.operands ?? "")"
    }
  }

}
