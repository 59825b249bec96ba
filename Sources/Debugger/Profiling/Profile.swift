/// What a program took, by the cycle clock.
public struct Profile: Sendable {

  /// The clock, as `rtl-2021{dram-latency=20}`.
  public var clock: String

  /// What a row stands for.
  public var key: ProfileKey

  /// - Units: cycles, of all regions one after the other.
  public var cycles = 0

  /// - Units: hertz.
  public var frequency = 0.0

  /// What a unit did with its cycles, by the names of uses.
  public struct UnitUse: Sendable, Hashable {

    public struct Use: Sendable, Hashable {
      public var name: String
      public var cycles: Int
    }

    public var name: String
    public var uses: [Use] = []
  }

  public var units: [UnitUse] = []

  /// What was asked for, the one that took most first.
  public var rows: [ProfileRow] = []

  /// For each memory what was copied between it and DRAM, and what the matrix unit read from it.
  public var memories: [MemoryTraffic] = []

  public var roofline: Roofline?

  /// A part that does not run to its end, and what ends it.
  public struct Unfinished: Sendable, Hashable {
    public var part: String
    public var ending: String
  }

  /// Why it is not of the whole program.
  public var unfinished: [Unfinished] = []

  init(clock: String, by key: ProfileKey) {
    self.clock = clock
    self.key = key
  }
}

/// What went between one memory and DRAM.
public struct MemoryTraffic: Sendable, Hashable {
  public var name: String
  public var isWrite: Bool

  /// - Units: bytes, with those that bursts bring besides.
  public var bytes = 0
  public var bursts = 0

  /// What the matrix unit read; 0 for memories that it does not read.
  /// - Units: bytes.
  public var used = 0

  /// How often a byte that came from DRAM was used.
  public var reuse: Double? { used > 0 && bytes > 0 ? Double(used) / Double(bytes) : nil }
}
