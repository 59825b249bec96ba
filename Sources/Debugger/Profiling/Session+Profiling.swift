public import Diagnostics
import OrderedCollections
import Simulation
import Support
import TargetKit

extension Session {

  /// A part of what can run, with everything that happens in it.
  struct TracedPart {
    var part: Part
    var device: any Clocked
    var trace: ExecutionTrace

    /// What it is timed by.
    var clock: ClockChoice
  }

  /// What the program, or the streams that were loaded, take by the cycle clock. Nothing has to have
  /// run: time does not depend on values.
  /// - Errors: there is nothing to run, or the accelerator has no timing.
  public mutating func profile(by key: ProfileKey) throws(Diagnostic) -> Profile {
    var profile: Profile?
    for traced in try tracedParts() {
      var sum = profile ?? Profile(clock: "\(traced.clock)", by: key)
      try add(traced, by: key, to: &sum)
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

  /// Every part with its trace, by the clock that is chosen or else by the first that there is.
  /// - Errors: a part has no timing, or there is more than can be kept.
  func tracedParts() throws(Diagnostic) -> [TracedPart] {
    var traced: [TracedPart] = []
    for part in space.parts {
      if let one = try tracedPart(part) { traced.append(one) }
    }
    guard !traced.isEmpty else { throw nothingToTime }
    return traced
  }

  /// The part that runs, or else the first, with its trace.
  /// - Errors: as of `tracedParts`.
  func tracedPart() throws(Diagnostic) -> TracedPart {
    let space = space
    let parts = space.parts
    let own = parts.first { $0.name == space.run?.name } ?? parts.first
    guard let own, let traced = try tracedPart(own) else { throw nothingToTime }
    return traced
  }

  /// A part with its trace; nil where nothing can run it.
  /// - Errors: as of `tracedParts`.
  func tracedPart(_ part: Part) throws(Diagnostic) -> TracedPart? {
    guard let device = try space.device(of: part)?.clocked() else { return nil }
    let clock = try chosenClock(of: device)
    let trace = try device.trace(clock, interruption: interruption)
    if trace.ending == .interrupted { throw .interrupted }
    return TracedPart(part: part, device: device, trace: trace, clock: clock)
  }

  /// The clock that is chosen, or else the first that the device has.
  private func chosenClock(of device: any Clocked) throws(Diagnostic) -> ClockChoice {
    if pace.clock != .functional { return pace.clock }
    guard let first = device.clocks.first else {
      throw .error(
        "`\(device.target.name)` has no timing",
        hints: ["its description says how long things take in the section `timing`"])
    }
    return ClockChoice(first)
  }

  private func add(
    _ traced: TracedPart, by key: ProfileKey, to profile: inout Profile
  ) throws(Diagnostic) {
    let trace = traced.trace
    profile.cycles += trace.cycles
    profile.frequency = traced.device.target.clock ?? 0
    if trace.ending != .finished {
      profile.unfinished.append(
        Profile.Unfinished(part: traced.part.name, ending: trace.ending.rawValue))
    }
    addUnits(trace, to: &profile)
    let work = traced.device.work(of: traced.part.numbers)
    addMemories(traced, to: &profile)
    var roofline =
      profile.roofline
      ?? Roofline(multiplications: 0, bytes: 0, cycles: 0, peakRate: 0, peakBytes: 0)
    roofline.multiplications += work.reduce(0) { $0 + $1.multiplications }
    roofline.bytes += work.reduce(0) { $0 + $1.bytes }
    roofline.cycles += trace.cycles
    let peaks = try traced.device.peaks(traced.clock)
    roofline.peakRate = peaks.multiplications
    roofline.peakBytes = peaks.bytes
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

  private func addMemories(_ traced: TracedPart, to profile: inout Profile) {
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
    for reads in traced.device.operandReads(of: traced.part.numbers) where reads.bytes > 0 {
      profile.memories[index(reads.memory, false)].used += reads.bytes
    }
  }

  /// What a row of a profile is called that has the instruction.
  private func name(of number: InstructionNumber, in part: Part, by key: ProfileKey) -> String {
    let origin = key == .instruction ? nil : space.origin(of: number, in: part)
    switch key {
    case .op: return origin?.sources.first ?? origin?.nodes.first ?? "synthetic"
    case .line: return origin?.statement ?? origin?.remark ?? "no statement"
    default:
      let view = space.instruction(number)
      return "\(number) \(view?.operation ?? "") \(view?.operands ?? "")"
    }
  }

}
