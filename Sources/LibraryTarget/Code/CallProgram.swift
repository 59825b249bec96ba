import GraphIR
import Passes
import Support
import Tensors

/// A region as calls of functions, one after the other, over values in memory.
struct CallProgram: Sendable {

  var name: String
  var target: String
  var slots: [CallSlot] = []
  var steps: [CallStep] = []
  var outputs: [Output] = []
  var givesTuple = false

  /// What the region takes, in the order of its parameters.
  var inputs: [Int] = []

  /// A value that the region gives: the slot that has it, and its shape in the program.
  struct Output: Sendable {
    var slot: Int
    var shape: [Int]
  }

}

/// A value in memory.
struct CallSlot: Sendable {

  enum Role: Sendable {
    case input
    case constant(Tensor)
    case result
  }

  var name: String
  var element: ElementType

  /// The extents in memory, outermost first.
  var shape: [Int]
  var role: Role

  /// As `float32 [1, 3, 32, 32]`.
  var typeText: String { "\(element) \(shape)" }

  /// - Units: bytes; 0 for what no tensor can be.
  var byteCount: Int { Tensor.byteCount(of: shape, element) ?? 0 }

}

/// A call of a function: one instruction.
struct CallStep: Sendable {

  /// The function that makes the call, in the code of the region.
  var symbol: String

  /// What it computes, such as `conv2d` or `convert`.
  var title: String

  /// The names of pointers in its code, and what they point to.
  var parameters: [Parameter] = []
  var result: Int

  /// The C between the declarations and the end.
  var statements: String

  /// Whether the code keeps a pointer of its own.
  var keepsState = false
  var origin: Provenance

  struct Parameter: Sendable {
    var name: String
    var slot: Int
  }

  /// The slots that it reads, each once.
  var reads: [Int] {
    var slots: [Int] = []
    for parameter in parameters where !slots.contains(parameter.slot) {
      slots.append(parameter.slot)
    }
    return slots
  }

}

extension CallProgram {

  /// The call as it is listed: `conv2d t1, in0, w0`.
  func text(of step: CallStep) -> String {
    let names = ([step.result] + step.reads).map { slots[$0].name }
    return "\(step.title) \(names.joined(separator: ", "))"
  }

}
