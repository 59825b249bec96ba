public import Diagnostics
public import Passes

/// A region in tile IR: values in DRAM, and one kernel of loops and statements for each composite.
public struct TileProgram: LoweredRegion, Hashable {

  public var level: String { "tile" }
  public var target: String

  /// The function of the module that it computes.
  public var name: String

  /// The passes that have run, in order.
  public var passes: [String]

  /// Every value in DRAM, in the order of the kernels.
  public var values: [TileValue]

  /// The values that the parameters of the function are, and those that it gives.
  public var inputs: [ValueName]
  public var outputs: [ValueName]

  /// Whether the function gives a tuple.
  public var givesTuple: Bool

  public var kernels: [TileKernel]

  public init(target: String, name: String) {
    self.target = target
    self.name = name
    passes = []
    values = []
    inputs = []
    outputs = []
    givesTuple = false
    kernels = []
  }

  public func value(_ name: ValueName) -> TileValue? { values.first { $0.name == name } }

  public var text: String { lines.map(\.text).joined(separator: "\n") + "\n" }

  public var origins: [Provenance] { lines.map(\.origin) }

  /// The program that `source` spells; the text of one leaves out nothing.
  public func reading(_ source: SourceText) throws(Diagnostic) -> TileProgram {
    try TileProgram(reading: source)
  }

}
