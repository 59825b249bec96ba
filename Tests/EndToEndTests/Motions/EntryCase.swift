import Debugger
import Support
import Testing

/// An entry of the stop list, and at which boundaries it has to hold.
struct EntryCase {

  /// What entries there are. Each kind of the list is here, with each form of location and all that
  /// can be said of an entry.
  enum Form: CaseIterable {
    case number, operation, unit, pattern, node, tokens, push, pop, level, pass
    case conditional, ignored, temporary, disabled
    case write, read, access
    case log
  }

  let form: Form
  let kind: StopKind
  let location: String
  var divisor = 1
  var ignored = 0

  /// Whether it holds where the instruction is next, or where it has done something.
  private let isEvent: Bool
  private let isMeant: (Track.Step) -> Bool

  /// One of a form at some place of the track; nil where nothing there is of that form.
  init?(_ form: Form, _ track: Track, _ random: inout SplitMix64) {
    let step = track.steps[random.below(track.count)]
    self.form = form
    func entry(
      _ kind: StopKind, _ location: String, isEvent: Bool = false,
      _ isMeant: @escaping (Track.Step) -> Bool
    ) -> (StopKind, String, Bool, (Track.Step) -> Bool) { (kind, location, isEvent, isMeant) }
    let ofOperation = { (kind: StopKind) in
      entry(kind, "op:\(step.operation)") { $0.operation == step.operation }
    }
    let queue = track.queue(&random)
    let memory = step.reads.sorted().first ?? "inp"
    let chosen: (StopKind, String, Bool, (Track.Step) -> Bool)?
    switch form {
    case .number: chosen = entry(.breakpoint, "#\(step.number)") { $0.number == step.number }
    case .operation, .conditional, .ignored, .disabled: chosen = ofOperation(.breakpoint)
    case .temporary: chosen = ofOperation(.temporary)
    case .unit:
      let place = track.place(of: step)
      chosen = entry(.breakpoint, "\(step.unit):\(place)") {
        $0.unit == step.unit && track.place(of: $0) == place
      }
    case .pattern:
      let word = String(step.text.split(separator: " ").last ?? "")
      let isWord = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      chosen = isWord ? entry(.breakpoint, "/\(word)/") { $0.text.contains(word) } : nil
    case .node:
      let name = step.nodes.first?.split(separator: " ").first.map(String.init)
      chosen = name.map { name in
        entry(.breakpoint, name) { Self.begins($0, name, track) }
      }
    case .tokens:
      chosen = entry(.breakpoint, "tok:\(queue)") { ($0.pushes + $0.pops).contains(queue) }
    case .push: chosen = entry(.breakpoint, "tok:\(queue)[push]") { $0.pushes.contains(queue) }
    case .pop: chosen = entry(.breakpoint, "tok:\(queue)[pop]") { $0.pops.contains(queue) }
    case .level:
      chosen = entry(.breakpoint, "tok:\(queue)[=1]", isEvent: true) { $0.levels[queue] == 1 }
    case .pass: chosen = entry(.breakpoint, "pass:simplify") { _ in false }
    case .write:
      let first = random.below(12)
      let range = first ..< first + 1 + random.below(4)
      chosen = entry(.write, "acc[\(range.lowerBound):\(range.upperBound)]", isEvent: true) {
        $0.writes.contains { range.contains($0) }
      }
    case .read:
      chosen = entry(.read, "\(memory)[0:\(track.depths[memory] ?? 1)]", isEvent: true) {
        $0.reads.contains(memory)
      }
    case .access:
      chosen = entry(.access, "acc[0:\(track.depths["acc"] ?? 1)]", isEvent: true) {
        $0.written.contains("acc") || $0.reads.contains("acc")
      }
    case .log: chosen = ofOperation(.log)
    }
    guard let chosen, !chosen.1.hasPrefix("tok:") || !queue.isEmpty else { return nil }
    (kind, location, isEvent, isMeant) = chosen
    if form == .conditional { divisor = 2 }
    if form == .ignored { ignored = 1 + random.below(2) }
  }

  /// Whether the instructions made from a node begin with that one.
  private static func begins(_ step: Track.Step, _ name: String, _ track: Track) -> Bool {
    func isOf(_ step: Track.Step) -> Bool {
      step.nodes.contains { $0.split(separator: " ").first.map(String.init) == name }
    }
    let before = step.number > 0 ? track.steps.first { $0.number == step.number - 1 } : nil
    return isOf(step) && !(before.map { isOf($0) && $0.run == step.run } ?? false)
  }

  /// Sets it as the only entry.
  func set(in session: inout Session) throws {
    let condition = divisor > 1 ? " if $pos % \(divisor) == 0" : ""
    let text = kind.takesText ? ", \"at %d\", $pos" : ""
    let number = try session.addStop(kind, location + condition + text).number
    if ignored > 0 { try session.ignoreStop(number, ignored) }
    if form == .disabled { try session.setStops([number], enabled: false) }
  }

  /// Whether it holds at a boundary.
  /// - Parameter isRunEnd: whether that is behind a run, before the next begins.
  func holds(
    _ position: Int, _ track: Track, _ direction: Direction, isRunEnd: Bool = false
  ) -> Bool {
    guard form != .disabled, position % divisor == 0 else { return false }
    if isRunEnd, !isEvent { return false }
    let place = isEvent && !direction.isBackward ? position - 1 : position
    return track.next(place).map(isMeant) ?? false
  }

}

extension Track {

  /// One of the token queues that are used; empty where none is.
  fileprivate func queue(_ random: inout SplitMix64) -> String {
    let queues = Set(steps.flatMap { $0.pushes + $0.pops }).sorted()
    return queues.isEmpty ? "" : queues[random.below(queues.count)]
  }

  /// How many instructions of its unit come before one in its run.
  fileprivate func place(of step: Step) -> Int {
    steps.count { $0.run == step.run && $0.unit == step.unit && $0.number < step.number }
  }

}

/// Where a motion ends, and what the entry has done.
struct MotionOutcome: Equatable, CustomStringConvertible {

  var point: Track.Point
  var isHit = false
  var logged: [String] = []
  var hits = 0

  var description: String {
    "\(point.position).\(point.step)\(isHit ? " hit" : "") \(logged) hits \(hits)"
  }

}

extension Track {

  /// Goes from point to point and asks the entry at every boundary.
  func outcome(
    _ motion: MotionCase, _ entry: EntryCase, from start: Int, _ direction: Direction
  ) -> MotionOutcome {
    let goal = motion.goal(self, start, direction)
    let endsWithRun = motion.request.word == "region"
    var index = start
    var ignored = entry.ignored
    var outcome = MotionOutcome(point: points[start])
    while true {
      let next = index + (direction.isBackward ? -1 : 1)
      guard points.indices.contains(next) else { break }
      index = next
      outcome.point = points[index]
      if points[index].step == 0 {
        let position = points[index].position
        let isRunEnd = index == goal && endsWithRun && !direction.isBackward
        if entry.holds(position, self, direction, isRunEnd: isRunEnd) {
          outcome.hits += 1
          if ignored > 0 {
            ignored -= 1
          } else if entry.kind.hit == nil {
            outcome.logged.append("at \(position)")
          } else {
            outcome.isHit = true
          }
        }
        if outcome.isHit || streamEnds.contains(position) { break }
      }
      if index == goal { break }
    }
    return outcome
  }

}
