public import Simulation

/// A machine whose units run at the same time and are held in order by tokens.
public protocol TokenFlowing: Device {

  var tokenQueues: [TokenQueueState] { get }

  /// The instruction that pushes the token that `instruction` pops from a queue, and the one that pops
  /// what it pushes; nil for none.
  func pusher(ofPopBy instruction: InstructionNumber, queue: String) -> InstructionNumber?
  func popper(ofPushBy instruction: InstructionNumber, queue: String) -> InstructionNumber?

}
