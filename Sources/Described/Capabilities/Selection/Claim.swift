import Effects
import Tensors

/// What is asked of one way for a job: what its fields have to be, as far as that can be told
/// before they have numbers, and what has to be true of them in the end.
///
/// Demands only have to lead to the right numbers. What is not as the obligations say is not taken.
/// Places are counted from slots, one for each that the job names, so that one claim is for all
/// jobs that differ in nothing but their places.
struct Claim: Sendable {

  let machine: MachineForm
  let way: Int
  private let loops: [Way.Loop]

  /// One of these lists has to hold.
  private(set) var demands: [[Demand]] = [[]]

  private(set) var obligations: [Obligation] = []

  /// The bytes of memories and of the host that are to be touched, and no others.
  private(set) var reads: [Touch] = []
  private(set) var writes: [Touch] = []

  /// What hidden arrays have to hold before, each from a slot on.
  private(set) var arrays: [(wish: ArrayWish, slot: Int)] = []

  struct Touch: Hashable, Sendable {
    var space: Footprint.Space
    var walk: Walk
    /// - Units: bytes of one number.
    var size: Int
    var slot: Int?
  }

  enum Access: Hashable, Sendable { case read, write, update }

  enum Obligation: Hashable, Sendable {

    /// The numbers of a window are these, in this order.
    case walk(SymbolicWalk, is: Walk, repeats: Bool, from: Int?)

    /// The same for numbers that go to so many: where there are fewer, they are used again.
    case source(SymbolicWalk, repeated: SymbolicWalk?, is: Walk, from: Int)

    /// Steps from what numbers are to what they should be.
    case steps(SymbolicSteps, from: StepSum, stored: NumberType, is: StepSum)
    case number(Polynomial, is: Int)

    /// Nothing is like what was asked for.
    case impossible
  }

  /// Nil where the way takes its places from the state, as micro-programs do.
  init?(_ machine: MachineForm, _ way: Way, _ index: Int) {
    guard let loops = way.loops else { return nil }
    (self.machine, self.loops, self.way) = (machine, loops, index)
  }

  /// Whether there is anything left that the fields may be.
  var isPossible: Bool { !demands.isEmpty }

  // MARK: - Building

  mutating func demand(_ alternatives: [[Demand]]) {
    demands = demands.and(alternatives).possible
  }

  mutating func fill(_ wish: ArrayWish, from slot: Int) { arrays.append((wish, slot)) }

  mutating func number(_ number: Polynomial, is value: Int, _ subject: Demand.Subject) {
    demand([[Demand(number, is: value, subject)]])
    obligations.append(.number(number, is: value))
  }

  /// That a window of the state is these numbers of it.
  mutating func window(
    _ placement: Placement, is wanted: Walk, from slot: Int?, _ access: Access,
    repeats: Bool = false
  ) {
    guard let walk = SymbolicWalk(placement, in: machine, around: loops) else { return fail() }
    let found = walk.demands(
      for: wanted, repeats: repeats, from: slot, start: .place(placement.part),
      steps: .step(placement.part))
    demand(found)
    demand([placement.bounds(in: machine)])
    obligations.append(.walk(walk, is: wanted, repeats: repeats, from: slot))
    guard machine[placement.part].role == .memory else { return }
    let size = machine[placement.part].type.element.byteSize
    let space = Footprint.Space.part(machine.root(of: placement.part))
    touch(Touch(space: space, walk: wanted, size: size, slot: slot), access)
  }

  mutating func rows(
    _ placement: Placement, are rows: Rows, lanes: Int? = nil, from slot: Int, _ access: Access,
    repeats: Bool = false
  ) {
    guard machine.hasSame(placement.part, rows.part) else { return fail() }
    let lanes = lanes ?? machine.rowNumbers(of: rows.part)
    window(
      placement, is: machine.walk(of: rows, lanes: lanes), from: slot, access, repeats: repeats)
  }

  /// That a window of the host is so many rows; of a source, one row may be used for all.
  mutating func host(
    _ host: HostPlacement, are rows: HostRows, count: Int, from slot: Int, _ access: Access,
    target: [Polynomial] = []
  ) {
    guard host.type.element == rows.element, let walk = SymbolicWalk(host, around: loops) else {
      return fail()
    }
    let wanted = Walk(
      start: rows.address, [(count, rows.stride), (rows.lanes, rows.element.byteSize)])
    func demands(_ walk: SymbolicWalk) -> [[Demand]] {
      walk.demands(for: wanted, from: slot, start: .hostAddress, steps: .hostStep)
    }
    var found = demands(walk)
    var repeated: SymbolicWalk?
    if rows.stride == 0, count > 1, let axes = host.repeated(to: target) {
      repeated = SymbolicWalk(start: host.address.polynomial, axes: axes, around: loops)
      found += repeated.map(demands) ?? []
    }
    demand(found)
    obligations.append(
      access == .read
        ? .source(walk, repeated: repeated, is: wanted, from: slot)
        : .walk(walk, is: wanted, repeats: false, from: slot))
    touch(Touch(space: .host, walk: wanted, size: rows.element.byteSize, slot: slot), access)
  }

  /// That steps make of `from`, once they are stored, what is wanted.
  mutating func steps(
    _ chain: [Chain.Step], from: StepSum, stored: NumberType, are wanted: StepSum
  ) {
    guard let steps = SymbolicSteps(chain) else { return fail() }
    demand([steps.demands(for: wanted, from: from)])
    obligations.append(.steps(steps, from: from, stored: stored, is: wanted))
  }

  mutating func fail() {
    demands = []
    obligations.append(.impossible)
  }

  private mutating func touch(_ touch: Touch, _ access: Access) {
    if access != .write { reads.append(touch) }
    if access != .read { writes.append(touch) }
  }

}
