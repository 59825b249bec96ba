import Debugger
import Diagnostics
import Foundation
import Support
import Testing

/// Every motion, both ways, with every kind of stop entry: it stops where a debugger would.
@Suite struct MotionTableTests {

  private static var isFull: Bool { ProcessInfo.processInfo.environment["SLUICE_FULL"] != nil }

  @Test(arguments: Ground.allCases)
  func motionsStopAtEntries(_ ground: Ground) throws {
    let session = try ground.session()
    let track = try ground.track()
    #expect(track.count > 14 && track.points.count > track.count)
    let cases = MotionCase.all(on: ground, track)
    var random = SplitMix64(seed: 11)
    var problems: [String] = []
    var tried: [EntryCase.Form: Int] = [:]
    var hits = 0
    for round in 0 ..< (Self.isFull ? 20 : 2) {
      let start = track.start(round, &random)
      let here = try session.standing(at: track.points[start], track, ground)
      for motion in cases {
        for direction in motion.directions {
          for form in EntryCase.Form.allCases {
            guard let entry = EntryCase(form, track, &random) else { continue }
            var session = here
            try entry.set(in: &session)
            let found = try session.outcome(motion, direction)
            let expected = track.outcome(motion, entry, from: start, direction)
            tried[form, default: 0] += 1
            hits += expected.hits
            if found != expected {
              problems.append(
                "\(motion.name) \(direction) from \(track.points[start]) "
                  + "\(form) \(entry.location): \(found), not \(expected)")
            }
          }
        }
      }
    }
    #expect(problems.isEmpty, "\(problems.count): \(problems.prefix(8).joined(separator: "\n"))")
    #expect(hits > 100)
    #expect(tried.count >= EntryCase.Form.allCases.count - (ground == .program ? 0 : 5))
  }

  /// The tables have every motion and every kind of entry that there is.
  @Test func tablesAreWhole() throws {
    var motions: Set<String> = []
    var kinds: Set<String> = []
    for ground in Ground.allCases {
      let track = try ground.track()
      motions.formUnion(MotionCase.all(on: ground, track).map(\.motion.name))
      var random = SplitMix64(seed: 1)
      kinds.formUnion(
        EntryCase.Form.allCases.compactMap { EntryCase($0, track, &random)?.kind.command })
    }
    #expect(motions == Set(allMotions.map(\.name)))
    #expect(kinds == Set(allStopKinds.map(\.command)))
  }

  /// `goto`, `restart` and a new run ask no entry on the way.
  @Test func placesAreGoneToWithoutAsking() throws {
    var session = try Ground.streams.session()
    for text in ["op:gemm", "op:load", "op:alu", "op:store"] {
      _ = try? session.addStop(.breakpoint, text)
    }
    _ = try session.addStop(.write, "acc[0:16]")
    _ = try session.addStop(.log, "#3, \"here\"")
    for place in ["#9", "#2", "end", "50%", "start", "#5"] {
      let report = try session.go(to: place)
      #expect(report.logged.isEmpty)
    }
    try session.setMark("here")
    _ = try session.go(to: "#1")
    _ = try session.go(to: "here")
    #expect(session.nextInstruction == 5)
    _ = try session.start()
    #expect(session.stops.count > 3)
    #expect(session.stops.allSatisfy { $0.hits == 0 })
  }

  /// No motion runs through a deadlock, and all say so.
  @Test func motionsEndAtADeadlock() throws {
    var start = Session(targets: Workshop.targets)
    _ = try start.loadStreams("\(Workshop.root)/samples/streams/deadlock")
    for motion in allMotions where motion.name != "stept" {
      var request = Motion.Request(count: 1000)
      if case .place = motion.argument { request = Motion.Request(text: "$pos == 1000") }
      if case .choice = motion.argument { request = Motion.Request(word: "region") }
      var session = start
      let report = try session.move(motion, .forward, request)
      #expect(report.failure == .deadlock, "\(motion.name)")
      #expect(try #require(session.positionInProgram) < 6)
    }
  }

}

extension MotionCase {
  fileprivate var directions: [Direction] {
    motion.reversed.isEmpty ? [.forward] : [.forward, .backward]
  }
}

extension Track {

  /// A place to start from: first between instructions, then inside of one where there are such.
  fileprivate func start(_ round: Int, _ random: inout SplitMix64) -> Int {
    let isInside = round % 2 == 1
    let own = points.indices.filter { index in
      let point = points[index]
      return point.position < count && (point.step > 0) == isInside
        && point.position > count / 4 && point.position < count * 3 / 4
        && !streamEnds.contains(point.position)
    }
    let all = own.isEmpty ? points.indices.filter { points[$0].step == 0 }.dropLast() : own
    return all[random.below(all.count) + all.startIndex]
  }

}

extension Session {

  /// The same at another moment.
  fileprivate func standing(
    at point: Track.Point, _ track: Track, _ ground: Ground
  ) throws -> Session {
    var session = self
    _ = try session.go(to: "#\(track.steps[point.position].number)")
    while point.step > 0, try session.point.step < point.step {
      _ = try session.move(ground.smallest)
    }
    #expect(try session.point == point)
    return session
  }

  /// Makes a motion, and says where that ended.
  fileprivate mutating func outcome(
    _ motion: MotionCase, _ direction: Direction
  ) throws -> MotionOutcome {
    let report = try move(motion.motion, direction, motion.request)
    let numbers = report.reasons.flatMap { reason in
      if case .entries(let hits) = reason { hits.map(\.number) } else { [Int]() }
    }
    return MotionOutcome(
      point: try point, isHit: !numbers.isEmpty, logged: report.logged,
      hits: stops.first?.hits ?? numbers.count)
  }

}
