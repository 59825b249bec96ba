public import ISA
public import Passes

/// What an instruction was made from, and why it is there.
public struct InstructionSource: Sendable {

  public var provenance: Provenance

  /// The statement of tile IR, by its place among the statements of the stream; nil for an
  /// instruction that belongs to none.
  public var statement: Int?

  /// Why it is there, where its statement does not say so; empty otherwise.
  public var remark: String

  public init(_ provenance: Provenance, statement: Int?, remark: String) {
    self.provenance = provenance
    self.statement = statement
    self.remark = remark
  }

}

/// Instructions as a pass writes them: there is no way to add one without what it was made from.
public struct TracedStream: Sendable {

  public private(set) var stream: Stream

  public init(name: String) { stream = Stream(name: name, words: []) }

  /// One for instructions of `set`, which may be wide.
  public init(name: String, for set: InstructionSet) {
    stream = Stream(name: name, code: MachineCode(for: set))
  }

  /// Adds statements that instructions are made from.
  /// - Returns: the place of the first of them.
  public mutating func add(statements lines: [String]) -> Int {
    stream.statements += lines
    return stream.statements.count - lines.count
  }

  public mutating func append(_ word: Word, from source: InstructionSource) {
    stream.code.append(word)
    add(source)
  }

  /// Adds an instruction that may be wide.
  public mutating func append(_ word: WideWord, from source: InstructionSource) {
    stream.code.append(word)
    add(source)
  }

  private mutating func add(_ source: InstructionSource) {
    stream.origins.append(source.provenance)
    stream.statementIndices.append(source.statement ?? -1)
    stream.remarks.append(source.remark)
  }

  /// Says where the instructions stand in DRAM.
  public mutating func place(at address: Int?) { stream.address = address }

}
