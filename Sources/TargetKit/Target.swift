public import Diagnostics
public import ISA
public import Passes

/// An accelerator that programs can be made for and run on.
///
/// Front ends know an accelerator only through this.
public protocol Target: Sendable, Hashable {

  var description: TargetDescription { get }

  /// What it is made of, for readers.
  var parts: TargetParts { get }

  /// How its instructions are laid out; nil where programs for it are no words.
  var instructionSet: InstructionSet? { get }

  /// What the instructions of a name do; nil where that is not known, or no instruction is called so.
  func meaning(of instruction: String) -> InstructionMeaning?

  /// The clocks that count its cycles, by name.
  var clocks: [ClockSummary] { get }

  /// What the graph passes see, with estimates by `clock`, or by the first one that there is.
  func interface(by clock: ClockChoice) -> TargetInterface

  /// - Errors: it has no such clock, or the clock no such number.
  func check(_ clock: ClockChoice) throws(Diagnostic)

  /// The passes that take its regions from the graph to instructions, in the order in which they
  /// are applied by default.
  var passes: [OfferedPass] { get }

  /// The program that `source` spells, a text of regions that have left the graph for this
  /// accelerator.
  /// - Parameter program: what the regions may be regions of.
  /// - Errors: there is no such form of text, or what is not understood, with its place.
  func program(
    reading source: SourceText, in program: Program?
  ) throws(Diagnostic) -> RegionProgram

  /// The path of the library that a device of its kind is reached through; nil where its description
  /// names none.
  var driver: String? { get }

  /// What instructions take from the memory of the host and put there, one by one; none where it is
  /// not known.
  func hostUses(of code: MachineCode) -> [HostUse]

  /// A machine that nothing is loaded into.
  /// - Errors: it has none: nothing of it is run by instructions.
  func makeDevice() throws(Diagnostic) -> any Device

  /// The description that it was read from, in the language in which instructions are described by
  /// what they do.
  /// - Errors: it is in that language, or has no instructions, or says something that can not be said
  ///   in it.
  func converted(_ source: SourceText) throws(Diagnostic) -> String

}

extension Target {

  public var parts: TargetParts { TargetParts() }

  public var instructionSet: InstructionSet? { nil }

  public func meaning(of instruction: String) -> InstructionMeaning? { nil }

  public var clocks: [ClockSummary] { [] }

  public func interface(by clock: ClockChoice) -> TargetInterface { description.interface }

  public func check(_ clock: ClockChoice) throws(Diagnostic) {
    guard let name = clock.timing else { return }
    guard clocks.contains(where: { $0.name == name }) else {
      throw clock.unknown(to: description.name, among: clocks.map(\.name))
    }
  }

  public var passes: [OfferedPass] { [] }

  public var driver: String? { nil }

  public func hostUses(of code: MachineCode) -> [HostUse] { [] }

  public func converted(_ source: SourceText) throws(Diagnostic) -> String {
    throw .error("there is nothing in the description of `\(description.name)` to convert")
  }

  public func program(
    reading source: SourceText, in program: Program?
  ) throws(Diagnostic) -> RegionProgram {
    throw .error("no region of `\(description.name)` has a text that can be loaded")
  }

  public func makeDevice() throws(Diagnostic) -> any Device {
    throw .error(
      "`\(description.name)` runs no instructions",
      hints: ["`run` computes its regions; `target list` shows accelerators that run instructions"])
  }

  /// Whether `other` is an accelerator of the same description.
  public func isSame(as other: any Target) -> Bool { (other as? Self) == self }

}

/// A clock of an accelerator: its name, and the numbers of the whole machine that it counts by.
public struct ClockSummary: Sendable, Hashable {

  public var name: String
  public var numbers: [ClockChoice.Number]

  public init(name: String, numbers: [ClockChoice.Number] = []) {
    self.name = name
    self.numbers = numbers
  }

}
