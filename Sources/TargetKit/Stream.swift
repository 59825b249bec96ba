public import GraphIR
public import ISA
public import Passes
public import Simulation
public import Support

/// Instructions that run one after the other until the last of them, with what they came from.
public struct Stream: Sendable, Hashable {

  public var name: String
  public var code: MachineCode

  /// Where the instructions stand in DRAM, if they do.
  public var address: Int?

  /// What each instruction was made from; empty where unknown, as for what was read from a file.
  public var origins: [Provenance]

  /// For each instruction the index in `statements` of the statement of tile IR that it was made
  /// from; empty where unknown.
  public var statementIndices: [Int]

  /// Statements of tile IR, as they are printed.
  public var statements: [String]

  /// For each instruction why it is there, such as a pass that made it; empty where unknown.
  public var remarks: [String]

  public init(
    name: String = "", code: MachineCode, address: Int? = nil, origins: [Provenance] = [],
    statementIndices: [Int] = [], statements: [String] = [], remarks: [String] = []
  ) {
    self.name = name
    self.code = code
    self.address = address
    self.origins = origins
    self.statementIndices = statementIndices
    self.statements = statements
    self.remarks = remarks
  }

  /// The same of narrow words.
  public init(
    name: String = "", words: [Word], address: Int? = nil, origins: [Provenance] = [],
    statementIndices: [Int] = [], statements: [String] = [], remarks: [String] = []
  ) {
    self.init(
      name: name, code: .narrow(words), address: address, origins: origins,
      statementIndices: statementIndices, statements: statements, remarks: remarks)
  }

  public var instructionCount: Int { code.count }

  /// The instructions as narrow words.
  /// - Before: they are; see `MachineCode.words`.
  public var words: [Word] {
    get { code.words }
    _modify { yield &code.words }
  }

  /// The nodes that the instruction at `index` was made from; empty where unknown.
  public func origin(of index: Int) -> [ID<Node>] {
    provenance(of: index)?.nodes ?? []
  }

  /// What the instruction at `index` was made from, where that is known.
  public func provenance(of index: Int) -> Provenance? {
    origins.indices.contains(index) ? origins[index] : nil
  }

  /// Why the instruction at `index` is there; nil where nothing is said.
  public func remark(of index: Int) -> String? {
    remarks.indices.contains(index) && !remarks[index].isEmpty ? remarks[index] : nil
  }

  /// The statement of tile IR that the instruction at `index` was made from.
  public func statement(of index: Int) -> String? {
    guard statementIndices.indices.contains(index) else { return nil }
    let statement = statementIndices[index]
    return statements.indices.contains(statement) ? statements[statement] : nil
  }

}

/// What a device runs: streams, one after the other, over one image of DRAM.
public struct Workload: Sendable, Hashable {

  public var name: String
  public var image: MemoryImage
  public var streams: [Stream]

  /// How many tokens are in each queue before the first instruction, by name; 0 in the others.
  /// Streams may live on tokens that earlier ones have left.
  public var initialTokens: [String: Int]

  /// The number of the first instruction among those of all that runs.
  public var first: InstructionNumber

  public init(
    name: String = "", image: MemoryImage = MemoryImage(), streams: [Stream] = [],
    initialTokens: [String: Int] = [:], first: InstructionNumber = 0
  ) {
    self.name = name
    self.image = image
    self.streams = streams
    self.initialTokens = initialTokens
    self.first = first
  }

  /// The number of instructions of all streams.
  public var instructionCount: Int { streams.reduce(0) { $0 + $1.instructionCount } }

  /// The numbers of the instructions of all streams.
  public var numbers: Range<InstructionNumber> { first ..< first.advanced(by: instructionCount) }

}
