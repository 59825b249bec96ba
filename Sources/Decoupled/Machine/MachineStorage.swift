import CKernels
import Simulation
import TargetKit

/// What a machine changes while it runs. A machine that is copied shares it until one changes it.
@safe final class MachineStorage: @unchecked Sendable {

  let cells: CellStore
  let state: MachineState
  let log: RunLog

  /// Says when instructions begin and end; nil for the functional clock.
  var clock: CycleClock?

  /// Why the machine can't go on, if that is because of an instruction.
  var fault: Fault? { didSet { state[.faulty] = fault == nil ? 0 : 1 } }

  /// What runs instructions: it knows the program and where everything here is.
  let engine: UnsafeMutablePointer<dk_machine>

  /// The nests of the program, with what was found out about them.
  private let shapes: Table<dk_shape>

  /// For each unit room for an instruction.
  private let candidates: Table<Int>

  /// - Units: bytes of micro-ops and blocked products that are kept.
  private static let mostShapeBytes = 64 << 20

  convenience init(_ plan: MachinePlan) {
    self.init(
      plan, CellStore(count: plan.layout.count), MachineState(plan),
      RunLog(count: plan.instructions.count, isClocked: plan.isClocked))
    clock = plan.timing.map { CycleClock(plan, $0) }
  }

  convenience init(copying other: MachineStorage, _ plan: MachinePlan) {
    self.init(
      plan, CellStore(copying: other.cells), MachineState(copying: other.state),
      RunLog(copying: other.log))
    clock = other.clock
    fault = other.fault
  }

  private init(_ plan: MachinePlan, _ cells: CellStore, _ state: MachineState, _ log: RunLog) {
    self.cells = cells
    self.state = state
    self.log = log
    unsafe shapes = Table(plan.shapes.map { unsafe $0.unprepared })
    candidates = Table(Array(repeating: 0, count: plan.lists.count))
    unsafe engine = .allocate(capacity: 1)
    var machine = unsafe plan.makeEngine()
    unsafe machine.cells = cells.base.assumingMemoryBound(to: UInt8.self)
    unsafe machine.dirty = cells.dirty.start
    unsafe machine.candidates = candidates.start
    unsafe machine.shadow = plan.makeShadow()
    unsafe machine.shapes = shapes.start
    unsafe machine.shape_count = shapes.count
    unsafe machine.most_shape_bytes = MachineStorage.mostShapeBytes
    unsafe machine.epoch = 1
    unsafe state.describe(to: &machine)
    unsafe log.describe(to: &machine)
    unsafe engine.initialize(to: machine)
  }

  deinit {
    unsafe dk_shadow_free(engine.pointee.shadow)
    unsafe dk_forget_shapes(engine)
    unsafe engine.deallocate()
    unsafe shapes.free()
    candidates.free()
    state.numbers.free()
    log.free()
  }

  /// How many of the shapes are blocked products, as far as somebody tried.
  var blockedShapes: Int {
    unsafe (0 ..< shapes.count).filter { unsafe shapes.start[$0].plan != nil }.count
  }

}
