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

  /// The nests of the program, with what was found out about them.
  let shapes: Table<dk_shape>

  /// Inputs and weights as kernels read them; `nil` where no blocked product has these sizes.
  let shadow: OpaquePointer?

  /// - Units: bytes that the shapes hold.
  private var shapeBytes = 0

  /// Grows whenever what was found out about an instruction that runs may have become wrong.
  private var epoch: UInt32 = 1

  /// - Units: bytes of micro-ops and blocked products that are kept.
  private static let mostShapeBytes = 64 << 20

  init(_ plan: MachinePlan) {
    cells = CellStore(count: plan.layout.count)
    state = MachineState(plan)
    log = RunLog(count: plan.instructions.count)
    clock = plan.options.timing.map { CycleClock(plan, $0) }
    unsafe shapes = Table(plan.shapes.map { unsafe $0.unprepared })
    unsafe shadow = plan.makeShadow()
  }

  init(copying other: MachineStorage, _ plan: MachinePlan) {
    cells = CellStore(copying: other.cells)
    state = MachineState(copying: other.state)
    log = RunLog(copying: other.log)
    clock = other.clock
    fault = other.fault
    unsafe shapes = Table(plan.shapes.map { unsafe $0.unprepared })
    unsafe shadow = plan.makeShadow()
  }

  deinit {
    unsafe dk_shadow_free(shadow)
    forgetShapes()
    unsafe shapes.free()
    state.numbers.free()
    log.free()
  }

  /// The shape of an instruction, with its micro-ops as they are now. They stay what they are
  /// while it runs, so that they are looked at once.
  func shape(_ number: Int, of index: Int, _ plan: MachinePlan) -> UnsafeMutablePointer<dk_shape> {
    let shape = unsafe shapes.start + number
    let tag = UInt32(index + 1)
    if unsafe shape.pointee.prepared_for == tag && shape.pointee.prepared_at == epoch {
      return unsafe shape
    }
    let memory = unsafe cells.base + plan.slot(of: plan.microOps).offset
    var encoding = plan.encoding
    if shapeBytes > MachineStorage.mostShapeBytes { forgetShapes() }
    shapeBytes += unsafe dk_prepare(
      shape, memory.assumingMemoryBound(to: UInt8.self), &encoding)
    unsafe shape.pointee.prepared_for = tag
    unsafe shape.pointee.prepared_at = epoch
    return unsafe shape
  }

  /// Says that micro-ops may have changed otherwise than by instructions.
  func forgetPreparations(_ plan: MachinePlan) {
    epoch &+= 1
    if let shadow = unsafe shadow {
      unsafe dk_shadow_lose_weights(shadow, 0, plan.product.weight.depth)
      unsafe dk_shadow_lose_inputs(shadow, 0, plan.product.input.depth)
    }
  }

  /// Says that elements of a memory change.
  @inline(__always)
  func willLoad(_ slot: Int, _ low: Int, _ high: Int, _ plan: MachinePlan) {
    if slot == plan.weightNumber {
      if let shadow = unsafe shadow { unsafe dk_shadow_lose_weights(shadow, low, high) }
    } else if slot == plan.inputNumber {
      if let shadow = unsafe shadow { unsafe dk_shadow_lose_inputs(shadow, low, high) }
    }
  }

  /// How many of the shapes are blocked products, as far as somebody tried.
  var blockedShapes: Int {
    unsafe (0 ..< shapes.count).filter { unsafe shapes.start[$0].plan != nil }.count
  }

  private func forgetShapes() {
    for number in unsafe 0 ..< shapes.count { unsafe dk_forget(shapes.start + number) }
    shapeBytes = 0
  }

}
