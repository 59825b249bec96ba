import Debugger
import Foundation
import Simulation
import Support
import TargetKit
import Testing

/// All that runs, told by single steps of a session without any entry: what the models of motions
/// and stops go by.
struct Track {

  /// A moment: how many instructions lie behind, and how many steps of the one that runs.
  struct Point: Hashable, CustomStringConvertible {
    var position: Int
    var step: Int
    var description: String { "\(position).\(step)" }
  }

  /// An instruction at the place where it finished.
  struct Step {
    var number: Int
    var unit: String
    var operation: String
    var text: String
    var statement: String
    var nodes: [String]
    var pops: [String]
    var pushes: [String]

    /// The token queues whose level it changed, with the new level.
    var levels: [String: Int] = [:]

    /// The first elements of `acc` that it wrote, and memories that it wrote and read.
    var writes: Set<Int> = []
    var written: Set<String> = []
    var reads: Set<String> = []

    /// The run that it is in.
    var run = 0
  }

  /// Before the first, between them, and behind the last; those inside of instructions too, where
  /// they were asked for.
  private(set) var points: [Point] = []

  /// By the position at which each is next.
  private(set) var steps: [Step] = []

  /// The positions at which runs begin, and at which streams end that others follow.
  private(set) var runStarts: Set<Int> = []
  let streamEnds: Set<Int>

  /// How many elements each memory has.
  let depths: [String: Int]

  var count: Int { steps.count }

  /// For each point how many of the smallest steps lie before it; several boundaries may be at one
  /// cycle.
  private(set) var times: [Int] = []

  /// - Parameter ground: says what the smallest step is.
  init(_ ground: Ground) throws {
    let start = try ground.session()
    let streams = try start.streams().streams
    streamEnds = Set(
      zip(streams, streams.dropFirst()).compactMap { first, next in
        next.number > 1 ? first.first.map { $0.value + first.count } : nil
      })
    runStarts = Set(streams.filter { $0.number == 1 }.compactMap { $0.first?.value })
    depths = Dictionary(uniqueKeysWithValues: start.memories.map { ($0.name, $0.elementCount) })
    var here = start
    add(try here.point, here)
    for _ in 0 ..< 10_000 {
      if ground != .program { try addInside(here, ground.smallest) }
      let before = here
      let report = try here.move(.stepInstruction)
      let point = try here.point
      guard point != points[points.count - 1] else { break }
      steps.append(try Step(before: before, after: here))
      add(point, here)
      if report.isEnd { break }
    }
    var run = -1
    for index in steps.indices {
      if runStarts.contains(index) { run += 1 }
      steps[index].run = run
    }
  }

  private mutating func add(_ point: Point, _ session: Session) {
    points.append(point)
    times.append(session.lastReport?.cycle ?? points.count)
  }

  /// The moments inside of the instruction that is next.
  private mutating func addInside(_ boundary: Session, _ motion: Motion) throws {
    var inside = boundary
    while true {
      _ = try inside.move(motion)
      let point = try inside.point
      guard point.position == points[points.count - 1].position,
        point != points[points.count - 1]
      else { return }
      add(point, inside)
    }
  }

  /// What the instructions do, by the functional clock, where nothing overlaps.
  mutating func takeEffects(from other: Track) {
    let own = Dictionary(uniqueKeysWithValues: other.steps.map { ($0.number, $0) })
    for index in steps.indices {
      guard let step = own[steps[index].number] else { continue }
      steps[index].writes = step.writes
      steps[index].written = step.written
      steps[index].reads = step.reads
    }
  }

}

extension Track.Step {

  /// The instruction that runs from one session to the other.
  fileprivate init(before: Session, after: Session) throws {
    number = try #require(before.nextInstruction)
    let view = try #require(before.instructions(number ..< number + 1).first)
    let report = try #require(before.lastReport)
    unit = view.unit
    operation = view.operation.lowercased()
    text = "\(view.operation) \(view.operands)".lowercased()
    statement = report.statement ?? ""
    nodes = report.nodes
    pops = view.pops
    pushes = view.pushes
    let old = Dictionary(uniqueKeysWithValues: before.tokenQueues.map { ($0.name, $0.count) })
    for queue in after.tokenQueues where old[queue.name] != queue.count {
      levels[queue.name] = queue.count
    }
    for writer in try after.lastWriters(of: "acc[0:16]").writers
    where writer.instruction?.number.value == number {
      writes.formUnion(writer.place.elements)
    }
    written = Set(after.memories.filter { $0.lastWrite == number }.map(\.name))
    reads = Set(after.memories.filter { $0.lastRead == number }.map(\.name))
  }

}

extension Session {

  /// Where it stands.
  var point: Track.Point {
    get throws {
      guard case .number(let step, _) = try shown("$step", "d") else {
        return Track.Point(position: -1, step: -1)
      }
      return Track.Point(position: positionInProgram ?? -1, step: step)
    }
  }

}

extension SplitMix64 {
  mutating func below(_ end: Int) -> Int { Int(next() % UInt64(end)) }
}
