public import Diagnostics
import Support

/// A first idea of a machine, of which a whole description is made that can be compiled for: an
/// array, its memories, and the instructions that a network needs.
public struct MachineSketch: Sendable, Hashable {

  public enum Numbers: String, Sendable, Hashable, CaseIterable {
    case int8, bfloat16, float16

    var isFloat: Bool { self != .int8 }
    var sum: String { isFloat ? "float32" : "int32" }

    /// - Units: bytes.
    var size: Int { isFloat ? 2 : 1 }
  }

  public enum Order: String, Sendable, Hashable, CaseIterable {
    case inOrder = "in-order"
    case tokens, interlocks

    var summary: String {
      switch self {
      case .inOrder: "one in-order queue"
      case .tokens: "three units that hand each other tokens"
      case .interlocks: "three units with interlocks"
      }
    }
  }

  public var name = "mine"
  public var numbers = Numbers.int8

  /// Rows and columns of the array.
  public var array = 8

  /// How many rows of data and of sums, and how many blocks of weights, the memories hold.
  public var dataRows = 256
  public var weightBlocks = 64
  public var sumRows = 256

  public var order = Order.inOrder

  public init() {}

  /// - Parameter answers: by the keys of `questions`; what has none is as it is without one.
  /// - Errors: an answer is none.
  public init(answers: [String: String]) throws(Diagnostic) {
    for question in Self.questions {
      guard let answer = answers[question.key] else { continue }
      try question.check(answer)
      switch question.key {
      case "name": name = answer
      case "numbers": numbers = Numbers(rawValue: answer) ?? numbers
      case "array": array = Int(answer) ?? array
      case "data": dataRows = Int(answer) ?? dataRows
      case "weights": weightBlocks = Int(answer) ?? weightBlocks
      case "sums": sumRows = Int(answer) ?? sumRows
      case "order": order = Order(rawValue: answer) ?? order
      default: break
      }
    }
  }

  /// What is asked, in order.
  public static let questions: [SketchQuestion] = [
    SketchQuestion("name", "What is it called?", .name, or: MachineSketch().name),
    SketchQuestion(
      "numbers", "What does it multiply?", .words(Numbers.allCases.map(\.rawValue)),
      or: MachineSketch().numbers.rawValue,
      notes: ["int8 has sums of int32, bfloat16 and float16 have sums of float32."]),
    SketchQuestion(
      "array", "How many rows and columns has the array?", .number(2 ... 64),
      or: "\(MachineSketch().array)",
      notes: ["A row of data has as many numbers, a block of weights that many squared."]),
    SketchQuestion(
      "data", "How many rows of data does it hold?", .number(16 ... 65536),
      or: "\(MachineSketch().dataRows)"),
    SketchQuestion(
      "weights", "How many blocks of weights?", .number(2 ... 65536),
      or: "\(MachineSketch().weightBlocks)"),
    SketchQuestion(
      "sums", "How many rows of sums?", .number(16 ... 65536), or: "\(MachineSketch().sumRows)"),
    SketchQuestion(
      "order", "What makes instructions wait for each other?",
      .words(Order.allCases.map(\.rawValue)), or: MachineSketch().order.rawValue,
      notes: [
        "in-order: one ends before the next begins.",
        "tokens: units run at the same time, and instructions hand each other tokens.",
        "interlocks: units run at the same time, and hardware keeps overlaps in order.",
      ]),
  ]

}
