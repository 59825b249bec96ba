import ISA
import Support
import Tensors
import Testing

@testable import Effects

@Suite("Footprints of instructions")
struct FootprintTests {

  private static func random(_ random: inout SplitMix64) -> StridedSet {
    let axes = (0 ..< Int.random(in: 0 ... 3, using: &random)).map { _ in
      StridedSet.Axis(
        count: Int.random(in: 1 ... 5, using: &random),
        step: Int.random(in: -20 ... 20, using: &random))
    }
    let run = Int.random(in: 1 ... 4, using: &random)
    return StridedSet(start: Int.random(in: 0 ... 60, using: &random), run: run, axes: axes)!
  }

  private static func bytes(_ set: StridedSet) -> Set<Int> {
    var bytes: Set<Int> = []
    set.eachRun {
      bytes.formUnion($0)
      return true
    }
    return bytes
  }

  @Test("sets overlap exactly where they have a byte in common", arguments: 0 ..< 10)
  func overlaps(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0 ..< 300 {
      let (a, b) = (Self.random(&random), Self.random(&random))
      let (x, y) = (Self.bytes(a), Self.bytes(b))
      #expect(a.overlaps(b) == !x.isDisjoint(with: y), "\(a) \(b)")
      let low = Int.random(in: -40 ..< 160, using: &random)
      #expect(a.overlaps(low ..< low + 5) == !x.isDisjoint(with: low ..< low + 5), "\(a) \(low)")
      #expect(a.hull == x.min()! ..< x.max()! + 1)
    }
  }

  @Test("what a set is made of does not depend on how it is said", arguments: 0 ..< 10)
  func normal(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0 ..< 200 {
      let run = Int.random(in: 1 ... 4, using: &random)
      let axes = (0 ..< 3).map { _ in
        StridedSet.Axis(
          count: Int.random(in: 1 ... 4, using: &random),
          step: Int.random(in: -12 ... 12, using: &random))
      }
      var expected: Set<Int> = []
      for i in 0 ..< axes[0].count {
        for j in 0 ..< axes[1].count {
          for k in 0 ..< axes[2].count {
            let start = i * axes[0].step + j * axes[1].step + k * axes[2].step
            expected.formUnion(start ..< start + run)
          }
        }
      }
      let set = StridedSet(start: 0, run: run, axes: axes)!
      #expect(Self.bytes(set) == expected)
      #expect(set == StridedSet(start: 0, run: run, axes: axes.reversed()))
    }
    #expect(StridedSet(start: .max - 2, run: 8) == nil)
    #expect(StridedSet(start: 0, run: 1, axes: [.init(count: .max, step: 3)]) == nil)
    #expect(StridedSet(start: 5, run: 4, axes: [.init(count: 0, step: 3)])?.isEmpty == true)
  }

  /// Bytes by where they are and whether they are written.
  private struct Byte: Hashable {
    var space: Footprint.Space
    var isWrite: Bool
    var byte: Int
  }

  private static func bytes(_ footprint: Footprint) -> Set<Byte> {
    footprint.accesses.reduce(into: []) { all, access in
      for byte in bytes(access.bytes) {
        all.insert(Byte(space: access.space, isWrite: access.isWrite, byte: byte))
      }
    }
  }

  /// For random effects, the footprint of an instruction is that of all of its steps.
  @Test("what an instruction touches is what its steps touch", arguments: 0 ..< 8)
  func steps(_ seed: Int) throws {
    var compared = 0
    for each in 0 ..< 100 {
      var made = RandomEffect(seed: UInt64(seed * 1000 + each))
      let (effect, machine) = (made.effect, made.machine)
      let content = { (part: StateID, places: [Int]) throws(ScalarFault) -> Int in
        guard machine.state.indices.contains(part.index),
          zip(places, machine[part].shape).allSatisfy({ $0 >= 0 && $0 < $1 })
        else { throw .noCell(part, places) }
        return places.reduce(part.index * 7 + 3) { ($0 * 31 + $1 * 17) % 97 }
      }
      var found: (fields: [Int], whole: Footprint)?
      for _ in 0 ..< 8 where found == nil {
        let fields = made.frame()
        let whole = try? Footprint(of: effect, in: machine, fields: fields, cell: content)
        found = whole.map { (fields, $0) }
      }
      guard let (fields, whole) = found else { continue }
      let frames = try LoopFrame(effect, fields: fields, content)
      var union: Set<Byte> = []
      var steps = 0
      try frames.each(effect.loops.map(\.variable), content) { frame throws(FootprintFault) in
        steps += 1
        let step = try Footprint(ofStep: frame, of: effect, in: machine, cell: content)
        union.formUnion(Self.bytes(step))
      }
      // The bounds of loops are read before the steps.
      var bounds = effect
      bounds.cases = [.init([])]
      bounds.bindings = []
      union.formUnion(
        Self.bytes(try Footprint(of: bounds, in: machine, fields: fields, cell: content)))
      #expect(Self.bytes(whole) == union, "\(seed * 1000 + each): \(effect)")
      compared += steps > 1 ? 1 : 0
    }
    #expect(compared > 1)
  }

  @Test("loops become steps, and where boxes touch one box")
  func gemm() throws {
    let state = [
      StatePart("acc", NumberType(.int32), shape: [2048, 16]),
      StatePart("uop", NumberType(.uint32), shape: [64]),
    ]
    let (outer, i, u) = (Scalar.variable(VariableID(0)), Scalar.variable(VariableID(1)), 2)
    let effect = Effect(
      variables: [.init("outer", field: Field("outer", lsb: 0, width: 8)), .init("i"), .init("u")],
      loops: [
        .init(VariableID(1), .numbers(lower: 0, upper: outer)),
        .init(VariableID(u), .cells(StateID(1), lower: 0, upper: 2)),
      ],
      cases: [
        .init([
          .assign(
            .window(
              Effects.Window(
                StateID(0),
                [.at(.bits(.variable(VariableID(u)), lsb: 0, width: 11, isSigned: false) + i * 4)])),
            Value(Scalar.constant(0)), adds: false)
        ])
      ])
    let machine = MachineForm(state: state, instructions: [])
    let contents = [3, 1 << 11 | 700]
    func footprint(_ outer: Int) throws -> Footprint {
      try Footprint(of: effect, in: machine, fields: [outer, 0, 0]) {
        (_, places) throws(ScalarFault) in contents[places[0]]
      }
    }
    let acc = Footprint.Space.part(StateID(0))
    #expect(
      try footprint(200).writes.map(\.bytes) == [
        StridedSet(start: 3 * 64, run: 64, axes: [.init(count: 200, step: 256)]),
        StridedSet(start: 700 * 64, run: 64, axes: [.init(count: 200, step: 256)]),
      ])
    #expect(try footprint(200).writes.allSatisfy { $0.space == acc })
    #expect(try footprint(1).reads.map(\.bytes) == [StridedSet(start: 0, run: 8)])
    // The second one ends at 700 + 4 * 255 and no more; with 11 bits it could not be outside.
    #expect(try footprint(0).writes.isEmpty)
  }

  /// A condition reads cells in the steps in which those before it do not hold, and in no others; so
  /// do the places of a case.
  @Test("cells are read in the steps that look at them")
  func readsOfSomeSteps() throws {
    let machine = try MachineText(
      state: [("acc", "int32[8]"), ("base", "register uint32[2]"), ("more", "register uint32[2]")],
      instructions: [
        .init(
          "steps", "n@0:2",
          EffectText(
            for: "i in 0:2",
            cases: [
              ("i == 0", "acc[more[i]] = 1"), ("base[i] == 7", "acc[1] = 1"), (nil, "acc[2] = 1"),
            ]))
      ]
    ).form()
    let footprint = try Footprint(of: machine.instructions[0].effect, in: machine, fields: [0]) {
      (_, _) throws(ScalarFault) in 0
    }
    let reads = footprint.reads.filter { $0.part != StateID(0) }.map { ($0.part, $0.bytes.hull) }
    #expect(reads.count == 2)
    #expect(reads.contains { $0.0 == StateID(1) && $0.1 == 4 ..< 8 }, "\(reads)")
    #expect(reads.contains { $0.0 == StateID(2) && $0.1 == 0 ..< 4 }, "\(reads)")
  }

}
