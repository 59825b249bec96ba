import ISA
import Passes
import TargetKit

/// An accelerator in a few words.
public struct TargetView: Sendable, Hashable {

  public struct Memory: Sendable, Hashable {
    public var name: String

    /// How many elements, their extents, and the type of a lane.
    public var depth: Int
    public var shape: [Int]
    public var element: String

    /// The memory that it is a view of.
    public var alias: String?
  }

  /// A queue of tokens from one unit to another.
  public struct Queue: Sendable, Hashable {
    public var name: String
    public var from: String
    public var to: String
  }

  /// A group of operators that it takes.
  public struct Pattern: Sendable, Hashable {
    public var name: String
    public var outline: String
  }

  public var name: String
  public var version: String
  public var summary: String
  public var kind: String

  /// - Units: hertz; nil where it has none.
  public var clock: Double?

  public var units: [String]
  public var memories: [Memory]
  public var queues: [Queue]
  public var instructions: [String]
  public var patterns: [Pattern]

  /// The library that a device is reached through, if its description names one.
  public var driver: String?

  init(_ target: any Target) {
    let description = target.description
    name = description.name
    version = description.version
    summary = description.summary
    kind = description.family
    clock = description.clock
    let parts = target.parts
    units = parts.units
    memories = parts.memories.map {
      Memory(
        name: $0.name, depth: $0.depth, shape: $0.shape, element: $0.element, alias: $0.alias)
    }
    queues = parts.queues.map { Queue(name: $0.name, from: $0.from, to: $0.to) }
    instructions = target.instructionSet?.formats.map(\.name) ?? []
    driver = target.driver
    patterns = description.interface.patterns.map {
      Pattern(name: $0.name, outline: "\($0.pattern.outline)")
    }
  }

}
