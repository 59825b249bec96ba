import Simulation
import TargetKit

/// What is recorded of a run, as a reader sees it.
public struct RecordingView: Sendable, Hashable {

  /// The region, or the folder of streams.
  public var name: String

  /// How many instructions have run at most, and how many of them lie ahead of the moment shown.
  public var instructionCount: Int
  public var behindNewest: Int

  public var checkpointCount: Int

  /// - Units: bytes.
  public var byteCount: Int

  init(_ run: Journey.Run) {
    name = run.name
    instructionCount = run.device.newestMark.instruction
    behindNewest = run.behindNewest
    checkpointCount = run.device.checkpointCount
    byteCount = run.device.historyBytes
  }
}

/// A moment that was given a name, as a reader sees it.
public struct MarkView: Sendable, Hashable {

  public var name: String

  /// How many instructions of its run lie behind it, and after a point how many steps.
  public var position: String

  /// Counted from 1.
  public var sample: Int
}
