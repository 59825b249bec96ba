import Simulation
import Support
import Tensors
import Testing

@testable import Effects

@Suite("Hazards")
struct HazardTests {

  private static let machine = MachineForm(
    state: [
      StatePart("acc", NumberType(.int32), shape: [64, 4]),
      StatePart("low", NumberType(.int8), shape: [256, 4], base: StateID(0)),
    ], instructions: [])

  /// Rows of a part or of the host.
  private static func access(
    _ part: Int?, _ rows: Range<Int>, by step: Int, isWrite: Bool
  ) -> Footprint {
    var footprint = Footprint()
    footprint.insert(
      Footprint.Access(
        part == nil ? .host : .part(StateID(0)), part: part.map(StateID.init),
        bytes: StridedSet(start: rows.lowerBound * step, run: rows.count * step)!,
        isWrite: isWrite))
    return footprint
  }

  @Test("a hazard says which places, also through a view")
  func kinds() {
    let write = Self.access(0, 4 ..< 8, by: 16, isWrite: true)
    let read = Self.access(0, 6 ..< 20, by: 16, isWrite: false)
    let view = Self.access(1, 0 ..< 18, by: 4, isWrite: true)
    func sentences(_ a: Footprint, _ b: Footprint) -> [String] {
      a.hazards(before: b, in: Self.machine).map { $0.sentence(after: InstructionNumber(2)).text }
    }
    #expect(sentences(write, read) == ["it reads `acc[6..7]`, which #2 writes (RAW)"])
    #expect(sentences(read, write) == ["it writes `acc[6..7]`, which #2 still has to read (WAR)"])
    #expect(sentences(write, view) == ["it writes `low[16..17]`, which #2 writes before (WAW)"])
    #expect(sentences(read, read) == [])
    #expect(sentences(read, view) == [])
    let host = Self.access(nil, 0 ..< 2, by: 16, isWrite: true)
    #expect(
      sentences(host, Self.access(nil, 1 ..< 9, by: 16, isWrite: false)) == [
        "it reads DRAM 0x10 to 0x1f, which #2 writes (RAW)"
      ])
    #expect(!host.conflicts(with: write))
  }

  /// What is reached by edges and the order of each unit is all pairs that conflict, and no edge can
  /// be left out.
  @Test("edges order all that conflicts, and none is too many", arguments: 0 ..< 10)
  func edges(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let program = (0 ..< 40).map { _ in
      let row = Int.random(in: 0 ..< 40, using: &random)
      return (
        unit: Int.random(in: 0 ..< 3, using: &random),
        footprint: Self.access(
          0, row ..< row + Int.random(in: 1 ... 4, using: &random), by: 16,
          isWrite: Bool.random(using: &random))
      )
    }
    let edges = DependenceEdges(program).edges
    func ordered(_ edges: [DependenceEdge]) -> [[Bool]] {
      var before = Array(repeating: Array(repeating: false, count: 40), count: 40)
      for later in 0 ..< 40 {
        let direct =
          (0 ..< later).filter { program[$0].unit == program[later].unit }
          + edges.filter { $0.later == later }.map(\.earlier)
        for earlier in direct {
          before[earlier][later] = true
          for first in 0 ..< earlier where before[first][earlier] { before[first][later] = true }
        }
      }
      return before
    }
    let before = ordered(edges)
    for later in 0 ..< 40 {
      for earlier in 0 ..< later
      where program[earlier].footprint.conflicts(with: program[later].footprint) {
        #expect(before[earlier][later])
      }
    }
    #expect(!edges.isEmpty)
    for edge in edges {
      #expect(program[edge.earlier].unit != program[edge.later].unit)
      #expect(program[edge.earlier].footprint.conflicts(with: program[edge.later].footprint))
      #expect(!ordered(edges.filter { $0 != edge })[edge.earlier][edge.later])
    }
  }

}
