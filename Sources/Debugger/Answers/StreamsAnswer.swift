public import Simulation

/// The streams of instructions that there are.
public struct StreamsAnswer: Sendable, Hashable {

  public struct Stream: Sendable, Hashable {

    /// As it is called, or its number, which counts from 1 in its part.
    public var name: String
    public var number: Int

    public var count: Int

    /// Nil where it is empty.
    public var first: InstructionNumber?
  }

  public var streams: [Stream]

}

/// With how many tokens queues begin.
public struct InitialTokensAnswer: Sendable, Hashable {

  public struct Queue: Sendable, Hashable {

    public var name: String

    /// The units that push and pop.
    public var from: String
    public var to: String

    /// - Units: tokens.
    public var count: Int
  }

  public var queues: [Queue]

}

/// A file that was written.
public struct WrittenFile: Sendable, Hashable {

  public var path: String

  /// - Units: bytes.
  public var byteCount: Int

}

/// What was written of what can run.
public struct SavedStreams: Sendable, Hashable {

  public var name: String
  public var instructionCount: Int
  public var folder: String

  /// How many other regions are not in it.
  public var others: Int

}

/// A trace that was written for another tool.
public struct ExportAnswer: Sendable, Hashable {

  public var file: WrittenFile

  /// What it is of, and how many cycles that takes.
  public var part: String
  public var cycles: Int

}
