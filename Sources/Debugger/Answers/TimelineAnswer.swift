public import Simulation

/// What every unit did over time.
public struct TimelineAnswer: Sendable, Hashable {

  /// What a unit does, as a chart tells it apart.
  public enum Use: String, Sendable, Hashable, CaseIterable {
    case computing, moving
    case memory
    case port, token, room, instruction, overhead, idle
  }

  public struct Unit: Sendable, Hashable {
    public var name: String

    /// For each mark what it did most of the time.
    public var uses: [Use]
  }

  /// When an instruction ran.
  public struct Instruction: Sendable, Hashable {
    public var number: InstructionNumber
    public var unit: String

    /// - Units: cycles.
    public var begin: Int
    public var end: Int
  }

  /// The region or the stream, and the clock that counts.
  public var part: String
  public var clock: String

  public var cycles: Range<Int>
  public var cyclesPerMark: Int
  public var units: [Unit]
  public var instructions: [Instruction]

}

extension TimelineAnswer.Use {

  init(_ use: CycleUse) {
    self =
      switch use {
      case .computing, .dispatching: .computing
      case .moving: .moving
      case .latency: .memory
      case .port: .port
      case .token: .token
      case .room, .queueFull: .room
      case .instruction: .instruction
      case .overhead: .overhead
      case .idle: .idle
      }
  }

}
