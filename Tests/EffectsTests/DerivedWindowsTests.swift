import Simulation
import Support
import Tensors
import Testing

@testable import Effects

@Suite("Windows derived and observed")
struct DerivedWindowsTests {

  private struct Byte: Hashable {
    var space: Footprint.Space
    var isWrite: Bool
    var byte: Int
  }

  private static func bytes(
    _ set: StridedSet, in space: Footprint.Space, isWrite: Bool, into bytes: inout Set<Byte>
  ) {
    set.eachRun { run in
      for byte in run { bytes.insert(Byte(space: space, isWrite: isWrite, byte: byte)) }
      return true
    }
  }

  private static func bytes(_ footprint: Footprint) -> Set<Byte> {
    footprint.accesses.reduce(into: []) {
      bytes($1.bytes, in: $1.space, isWrite: $1.isWrite, into: &$0)
    }
  }

  private static func bytes(_ accesses: [EffectAccess], in machine: MachineForm) -> Set<Byte> {
    accesses.reduce(into: []) { all, access in
      let set: StridedSet?
      var space = Footprint.Space.host
      switch access.numbers {
      case .state(let part, let box):
        space = .part(machine.root(of: part))
        let steps = machine.byteSteps(of: part)
        let shape = machine[part].shape
        let whole = box + shape.dropFirst(box.count).map { 0 ..< $0 }
        set = StridedSet(
          start: zip(whole, steps).reduce(0) { $0 + $1.0.lowerBound * $1.1 },
          run: machine[part].type.element.byteSize,
          axes: zip(whole, steps).map { StridedSet.Axis(count: $0.count, step: $1) })
      case .host(let address, let count, let extents, let strides):
        set = StridedSet(
          start: address, run: count,
          axes: zip(extents, strides).map { StridedSet.Axis(count: $0, step: $1) })
      }
      if let set { bytes(set, in: space, isWrite: access.isWrite, into: &all) }
    }
  }

  /// What is derived without running is what the engine sees; where places can not be told, that is
  /// said; and what is said to be wrong is wrong.
  @Test("what is derived is what is observed", arguments: Soak.groups)
  func random(_ group: UInt64) throws {
    var (compared, wrong) = (0, 0)
    for seed in group * 50 ..< group * 50 + 50 {
      var made = RandomEffect(seed: seed)
      var random = SplitMix64(seed: seed)
      let machine = made.machine
      var pair = try EnginePair(machine, &random)
      for _ in 0 ..< 4 {
        let fields = Array(made.frame().prefix(made.fields.count))
        let numbers = machine.state.indices.map { pair.state.tensor(of: StateID($0)).doubles }
        let cell = { (part: StateID, places: [Int]) throws(ScalarFault) -> Int in
          let shape = machine[part].shape
          guard places.count == shape.count,
            zip(places, shape).allSatisfy({ 0 ..< $1 ~= $0 })
          else { throw .noCell(part, places) }
          return Int(numbers[part.index][zip(places, shape).reduce(0) { $0 * $1.1 + $1.0 }])
        }
        var derived: Footprint?
        var fault: FootprintFault?
        do throws(FootprintFault) {
          derived = try Footprint(of: made.effect, in: machine, fields: fields, cell: cell)
        } catch { fault = error }
        var outcome: EffectEngine.Outcome?
        var observed: EffectFault?
        do throws(EffectFault) {
          outcome = try pair.engine.run(0, fields, on: &pair.state, observed: true)
        } catch { observed = error }
        if let derived, let outcome {
          let (ours, theirs) = (Self.bytes(derived), Self.bytes(outcome.accesses, in: machine))
          #expect(theirs.isSubset(of: ours), "seed \(seed) \(fields)")
          if derived.isExact { #expect(ours.subtracting(theirs).isEmpty, "seed \(seed) \(fields)") }
          compared += 1
        }
        if case .dependsOnItself? = fault { continue }
        if let fault {
          #expect(outcome == nil, "seed \(seed) \(fields): \(fault)")
          wrong += 1
        }
        if let observed, observed.reason.isOfWindows {
          #expect(derived?.isExact != true, "seed \(seed) \(fields): \(observed)")
        }
      }
    }
    #expect(compared > 5 && wrong > 5)
  }

}

extension EffectFault.Reason {

  /// Whether it is one that windows and cases alone have.
  fileprivate var isOfWindows: Bool {
    switch self {
    case .outside, .noCase: true
    default: false
    }
  }

}
