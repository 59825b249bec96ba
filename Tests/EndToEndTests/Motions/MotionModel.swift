import Debugger

/// A motion as the table has it: what is asked for, and where a model that knows the track says that
/// it goes.
struct MotionCase {

  let motion: Motion
  let request: Motion.Request

  /// Where it goes from a place; nil for as far as there is anything.
  let goal: (_ track: Track, _ from: Int, _ direction: Direction) -> Int?

  var name: String {
    "\(motion.name) \(request.count) \(request.word ?? "") \(request.text)"
  }

  /// For every motion of the list its cases on a ground.
  static func all(on ground: Ground, _ track: Track) -> [MotionCase] {
    allMotions.flatMap { cases(of: $0, on: ground, track) }
  }

  private static func cases(
    of motion: Motion, on ground: Ground, _ track: Track
  ) -> [MotionCase] {
    switch motion.name {
    case "continue":
      return counted(motion, [1]) { _, _, _, _ in nil }
    case "stepi": return counted(motion, [1, 3, 9]) { $0.boundary($3, from: $1, $2) { _ in true } }
    case "stepu", "stept":
      guard motion.name == ground.smallest.name else { return [] }
      return counted(motion, [1, 7, 40]) { track, from, direction, count in
        track.moment(count, from: from, direction)
      }
    case "nexti":
      let unit = track.steps[track.count / 2].unit
      return counted(motion, [1, 2]) { track, from, direction, count in
        let own = track.current(from).map { track.steps[$0].unit }
        return track.boundary(count, from: from, direction) { track.next($0)?.unit == own }
      } + [
        MotionCase(motion: motion, request: .init(count: 2, word: unit)) { track, from, direction in
          track.boundary(2, from: from, direction) { track.next($0)?.unit == unit }
        }
      ]
    case "step": return counted(motion, [1, 2]) { $0.group($3, from: $1, $2) { [$0.statement] } }
    case "next": return counted(motion, [1, 2]) { $0.group($3, from: $1, $2) { $0.nodes } }
    case "finish":
      return [
        MotionCase(motion: motion, request: .init(word: "tile")) {
          $0.group(1, from: $1, $2) { [$0.statement] }
        },
        MotionCase(motion: motion, request: .init(word: "op")) {
          $0.group(1, from: $1, $2) { $0.nodes }
        },
        MotionCase(motion: motion, request: .init(word: "region")) { $0.end(ofRun: $1, $2) },
      ]
    case "until", "advance": return places(of: motion, track)
    default: return []
    }
  }

  private static func counted(
    _ motion: Motion, _ counts: [Int],
    _ goal: @escaping (Track, Int, Direction, Int) -> Int?
  ) -> [MotionCase] {
    counts.map { count in
      MotionCase(motion: motion, request: .init(count: count)) { goal($0, $1, $2, count) }
    }
  }

  private static func places(of motion: Motion, _ track: Track) -> [MotionCase] {
    let number = track.steps[track.count * 2 / 3].number
    let operation = track.steps[track.count / 3].operation
    return [
      MotionCase(motion: motion, request: .init(text: "#\(number)")) { track, from, direction in
        track.boundary(1, from: from, direction) { track.next($0)?.number == number }
      },
      MotionCase(motion: motion, request: .init(text: "op:\(operation)")) {
        track, from, direction in
        track.boundary(1, from: from, direction) { track.next($0)?.operation == operation }
      },
      MotionCase(motion: motion, request: .init(text: "$pos % 5 == 2")) {
        $0.boundary(1, from: $1, $2) { $0 % 5 == 2 }
      },
    ]
  }

}

extension Track {

  /// The first point that lies so many of the smallest steps behind one, or before it.
  func moment(_ count: Int, from start: Int, _ direction: Direction) -> Int? {
    let all =
      direction.isBackward
      ? Array(points.indices[..<start].reversed()) : Array(points.indices[(start + 1)...])
    return all.first { abs(times[$0] - times[start]) >= count }
  }

  /// The instruction that is next at a boundary; nil behind the last.
  func next(_ position: Int) -> Step? { steps.indices.contains(position) ? steps[position] : nil }

  /// The place of the instruction that runs or is next at a point.
  func current(_ index: Int) -> Int? {
    steps.indices.contains(points[index].position) ? points[index].position : nil
  }

  /// The so-manieth boundary behind a point, or before it, that `isOne` takes.
  func boundary(
    _ count: Int, from start: Int, _ direction: Direction, _ isOne: (Int) -> Bool
  ) -> Int? {
    var left = count
    var index = start
    while true {
      index += direction.isBackward ? -1 : 1
      guard points.indices.contains(index) else { return nil }
      guard points[index].step == 0, isOne(points[index].position) else { continue }
      left -= 1
      if left == 0 { return index }
    }
  }

  /// The same where instructions belong together for which `key` is the same.
  func group(
    _ count: Int, from start: Int, _ direction: Direction, _ key: (Step) -> [String]
  ) -> Int? {
    var index = start
    for _ in 0 ..< count {
      let here = index
      let found =
        direction.isBackward
        ? boundary(1, from: here, direction) { isBeginning($0, key) }
        : current(here).flatMap { place in
          boundary(1, from: here, direction) { position in
            next(position).map {
              key($0) != key(steps[place]) || $0.run != steps[place].run
            } ?? false
          }
        }
      guard let found else { return nil }
      index = found
    }
    return index
  }

  /// Whether the instruction at a position is the first of some that belong together.
  private func isBeginning(_ position: Int, _ key: (Step) -> [String]) -> Bool {
    guard let own = next(position) else { return false }
    guard position > 0 else { return true }
    let before = steps[position - 1]
    return key(before) != key(own) || before.run != own.run
  }

  /// The end of the run that a point is in, or its beginning; that of the one before at its
  /// beginning.
  func end(ofRun start: Int, _ direction: Direction) -> Int? {
    if direction.isBackward {
      return boundary(1, from: start, direction) { runStarts.contains($0) }
    }
    return boundary(1, from: start, direction) { runStarts.contains($0) || $0 == count }
  }

}
