import Effects
import ISA
import Simulation
import Support
import Tensors
import Testing

@Suite("Ranges of scalars")
struct RangesTests {

  private static func effect(_ fields: [Field], _ cases: [Effect.Case]) -> Effect {
    Effect(variables: fields.map { Effect.Variable($0.name, field: $0) }, cases: cases)
  }

  private static let fields = [
    Field("at", lsb: 0, width: 5), Field("n", lsb: 5, width: 3),
    Field("by", lsb: 8, width: 4, isSigned: true),
  ]

  private static let acc = StatePart("acc", NumberType(.int32), shape: [32, 4])

  private static func window(_ lower: Scalar, _ count: Scalar) -> Effects.Window {
    Effects.Window(StateID(0), [.range(lower: lower, count: count)])
  }

  private static let (at, n, by) = (
    Scalar.variable(VariableID(0)), Scalar.variable(VariableID(1)), Scalar.variable(VariableID(2))
  )

  @Test("a sum reaches from the least to the most of its fields")
  func affine() {
    let machine = MachineForm(state: [Self.acc], instructions: [])
    let ranges = Ranges(of: Self.effect(Self.fields, []), in: machine)
    let (at, n, by) = (Self.at, Self.n, Self.by)
    #expect(ranges.range(of: at * 4 + n) == 0 ... 31 * 4 + 7)
    #expect(ranges.range(of: at - by) == -7 ... 39)
    #expect(ranges.range(of: at - at + n) == 0 ... 7)
    #expect(ranges.range(of: at * .constant(.max)) == Int.min ... .max)
    #expect(ranges.range(of: .binary(.bitAnd, by, 7)) == 0 ... 7)
    let few = ranges.narrowed(by: .binary(.less, n, 3))
    #expect(few?.range(of: n) == 0 ... 2)
    #expect(few?.narrowed(by: .binary(.equal, n, 5)) == nil)
  }

  /// For random scalars and frames in the ranges of the fields, the number is in the range.
  @Test("a range has all numbers in it", arguments: 0 ..< 20)
  func property(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let machine = MachineForm(state: [], instructions: [])
    for _ in 0 ..< 60 {
      let scalar = RandomScalar.make(&random, depth: 5)
      let condition = RandomScalar.make(&random, depth: 3)
      let ranges = Ranges(of: Self.effect(Self.fields, []), in: machine)
      let range = ranges.range(of: scalar)
      for _ in 0 ..< 10 {
        let frame = Self.fields.map { Int.random(in: $0.range, using: &random) }
        guard let number = try? scalar.value(in: frame) else { continue }
        #expect(range.contains(number), "\(scalar) in \(frame)")
        guard let truth = try? condition.value(in: frame) else { continue }
        let narrow = ranges.narrowed(by: condition, holds: truth != 0)
        #expect(
          narrow?.range(of: scalar).contains(number) == true, "\(scalar), \(condition), \(frame)")
      }
    }
  }

  @Test("cases that never hold, and numbers for which none does, are found")
  func coverage() {
    let (at, n) = (Self.at, Self.n)
    func equal(_ a: Scalar, _ b: Scalar) -> Scalar { .binary(.equal, a, b) }
    let machine = MachineForm(state: [Self.acc], instructions: [])
    let effect = Self.effect(
      Self.fields,
      [
        .init(condition: equal(n, 9), []), .init(condition: .binary(.less, n, 4), []),
        .init(condition: equal(n, 2), []), .init(condition: equal(n, 5), []),
      ])
    let coverage = Coverage(of: effect, in: machine)
    #expect(coverage.verdicts == [.never, .sometimes, .never, .sometimes])
    #expect(coverage.uncovered == [VariableID(1): 4])
    #expect(coverage.isExact)
    let whole = Self.effect(
      Self.fields,
      [.init(condition: .binary(.less, at, 16), []), .init([]), .init(condition: equal(n, 1), [])])
    #expect(Coverage(of: whole, in: machine).verdicts == [.sometimes, .sometimes, .never])
    #expect(Coverage(of: whole, in: machine).uncovered == nil)
    // More numbers than are tried one by one.
    let wide = [Field("a", lsb: 0, width: 32), Field("b", lsb: 32, width: 32)]
    let open = Self.effect(
      wide, [.init(condition: .binary(.and, equal(at, 3), equal(n, 70000)), [])])
    #expect(Coverage(of: open, in: machine).verdicts == [.sometimes])
    #expect(Coverage(of: open, in: machine).uncovered != nil)
  }

  @Test("of cases that a field tells apart, those of its number alone are looked at")
  func table() {
    let (at, n) = (Self.at, Self.n)
    func equal(_ a: Scalar, _ b: Scalar) -> Scalar { .binary(.equal, a, b) }
    let conditions = (0 ..< 300).map { index -> Scalar? in
      index == 200
        ? .binary(.less, n, 2) : .binary(.and, equal(at, Scalar.constant(index % 100)), n)
    }
    let table = CaseTable(conditions)
    func seen(_ number: Int?, upTo last: Int = .max) -> [Int] {
      var seen: [Int] = []
      let first = table.first(where: { $0 == VariableID(0) ? number : nil }) { index in
        seen.append(index)
        return index >= last
      }
      #expect(first == (last == .max ? nil : seen.last))
      return seen
    }
    #expect(seen(7) == [7, 107, 200, 207])
    #expect(seen(7, upTo: 150) == [7, 107, 200])
    #expect(seen(1000) == [200])
    #expect(seen(nil) == Array(0 ..< 300))
  }

  @Test("thousands of cases are covered as few are, and end where the user wants it")
  func manyCases() {
    let machine = MachineForm(state: [Self.acc], instructions: [])
    let wide = [Field("a", lsb: 0, width: 12), Field("b", lsb: 12, width: 4)]
    let (a, b) = (Scalar.variable(VariableID(0)), Scalar.variable(VariableID(1)))
    var cases = (0 ..< 4096).map { index in
      Effect.Case(
        condition: .binary(
          .and, .binary(.equal, a, Scalar.constant(index)), .binary(.less, b, 15)), [])
    }
    cases.append(.init(condition: .binary(.equal, a, 9), []))
    cases.append(.init(condition: .binary(.less, b, 15), []))
    let effect = Self.effect(wide, cases)
    let coverage = Coverage(of: effect, in: machine)
    #expect(coverage.isExact)
    #expect(coverage.verdicts.last == .never)
    #expect(coverage.verdicts.dropLast().allSatisfy { $0 == .sometimes })
    #expect(coverage.uncovered == [VariableID(0): 0, VariableID(1): 15])
    let ended = Interruption { true }.governing { Coverage(of: effect, in: machine) }
    #expect(!ended.isExact && !ended.verdicts.contains(.never))
  }

  @Test("what is odd in a machine has a sentence")
  func findings() {
    let clear = Self.effect(
      Self.fields,
      [
        .init([
          .assign(.window(Self.window(Self.at, Self.n)), Value(Scalar.constant(0)), adds: false)
        ])
      ])
    let short = Self.effect(
      [Field("to", lsb: 0, width: 3)],
      [.init([.assign(.window(Self.window(Self.at, 2)), Value(Scalar.constant(0)), adds: false)])])
    let machine = MachineForm(
      state: [Self.acc], instructions: [.init("clear", clear), .init("few", short)])
    #expect(
      machine.findings.map { $0.sentence(in: machine).text } == [
        "nothing in `clear` depends on `by`",
        "`clear` can reach 0...37 of `acc`, which has 32",
        "`few` reaches 0...8 of `acc`, which has 32",
      ])
  }

}
