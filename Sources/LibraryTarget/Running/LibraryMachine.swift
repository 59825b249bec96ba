import Simulation
import Support
import Tensors

/// The values of a region, and how many of its calls are done.
///
/// A value is never changed once a call has made it, so that a moment is a list of those that there
/// are.
struct LibraryMachine: Machine {

  struct Checkpoint: Sendable {
    var values: [Tensor?]
    var finished: Int
    var fault: Fault?
  }

  let program: CallProgram

  /// Nil where the calls are only looked at.
  private let code: LoadedCode?
  private let first: InstructionNumber

  /// By slot.
  private(set) var values: [Tensor?]
  private(set) var finished = 0
  private var fault: Fault?

  init(
    _ program: CallProgram, _ inputs: [Tensor], _ code: LoadedCode?, first: InstructionNumber
  ) {
    self.program = program
    self.code = code
    self.first = first
    values = program.slots.map { slot in
      if case .constant(let tensor) = slot.role { tensor } else { nil }
    }
    for (slot, tensor) in zip(program.inputs, inputs) { values[slot] = tensor }
  }

  var mark: Mark { Mark(instruction: finished) }
  var stepCount: Int { finished < program.steps.count ? 1 : 0 }

  /// A call is worth a moment of its own: what it made is kept anyway.
  var work: Int { finished * 1_000_000 }

  var stop: Stop {
    if let fault { return .fault(fault) }
    return finished == program.steps.count ? .end : finished == 0 ? .start : .step
  }

  mutating func advance(steps count: Int) {
    guard finished < program.steps.count, count > 0, fault == nil else { return }
    let step = program.steps[finished]
    guard let code else {
      fault = failure("\(step.symbol) is not loaded into this program")
      return
    }
    let slot = program.slots[step.result]
    var output = Tensor(zeros: slot.element, slot.shape)
    let status = code.call(finished, values, result: step.result, into: &output)
    guard status == 0 else {
      fault = failure("\(step.symbol) gives \(status), which is a failure")
      return
    }
    values[step.result] = output
    finished += 1
  }

  private func failure(_ message: String) -> Fault {
    Fault(
      .call, instruction: first.advanced(by: finished), unit: LibraryDevice.unit,
      message: Sentence(message))
  }

  func checkpoint() -> Checkpoint {
    Checkpoint(values: values, finished: finished, fault: fault)
  }

  mutating func restore(_ checkpoint: Checkpoint) {
    (values, finished, fault) = (checkpoint.values, checkpoint.finished, checkpoint.fault)
  }

  func byteCount(of checkpoint: Checkpoint) -> Int {
    let own = checkpoint.finished > 0 ? program.steps[checkpoint.finished - 1].result : nil
    return MemoryLayout<Tensor?>.stride * values.count
      + (own.map { program.slots[$0].byteCount } ?? 0)
  }

  var stateHash: StateHash {
    var hash = StateHash()
    hash.combine(finished)
    for step in program.steps[..<finished] {
      if let tensor = values[step.result] { hash.combine(tensor.bytes) }
    }
    return hash
  }

}
