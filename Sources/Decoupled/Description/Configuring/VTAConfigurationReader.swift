import Diagnostics
import Support
import TargetKit

/// Reads a file `vta_config.json`.
struct VTAConfigurationReader {

  private typealias Key = VTAConfiguration.Key

  private var sheet: Sheet
  private let entries: Entries
  private var configuration = VTAConfiguration()

  /// What `source` says.
  /// - Errors: the first mistake in it, with the others as notes.
  static func configuration(in source: SourceText) throws(Diagnostic) -> VTAConfiguration {
    var sheet = Sheet(source)
    let entries = sheet.root().flatMap {
      sheet.entries($0, of: "a configuration", Key.allCases.map(\.rawValue))
    }
    guard let entries else {
      try sheet.diagnostics.throwOnError()
      throw .error("`\(source.name)` says nothing")
    }
    var reader = VTAConfigurationReader(sheet: sheet, entries: entries)
    reader.read()
    try reader.sheet.diagnostics.throwOnError()
    reader.checkRoom()
    try reader.sheet.diagnostics.throwOnError()
    return reader.configuration
  }

  private init(sheet: Sheet, entries: Entries) {
    self.sheet = sheet
    self.entries = entries
  }

  private func node(_ key: Key) -> SheetNode? { entries[key.rawValue] }

  private mutating func read() {
    configuration.target =
      sheet.optionalChoice(
        Key.target.rawValue, in: entries, VTAConfiguration.Platform.self) ?? .sim
    configuration.version =
      sheet.optionalChoice(
        Key.version.rawValue, in: entries, VTAConfiguration.Version.self) ?? .v2
    for (key, range) in VTAConfiguration.numbers { take(key, range) }
    readBlocks()
    configuration.givenOutputWidth = optional(.outputWidth, 2 ... 5)
    configuration.frequency = optional(.frequency, 1 ... 10_000)
    // What the generator aims at; nothing follows from it here.
    _ = optional(.period, 1 ... 1000)
    checkOutputs()
  }

  /// The number of a parameter that may be left out.
  private mutating func optional(_ key: Key, _ range: ClosedRange<Int>) -> Int? {
    guard let node = node(key),
      let number = sheet.integer(node, of: "`\(key.rawValue)`", in: .min ... .max)
    else { return nil }
    if range.contains(number) { return number }
    let isLogarithm = key.rawValue.hasPrefix("LOG_")
    sheet.error(
      "`\(key.rawValue)` is \(number), which is not in \(range.lowerBound) to \(range.upperBound)",
      at: node, hint: isLogarithm ? "it is a logarithm: 4 stands for 16" : nil)
    return nil
  }

  /// A number that has to be there.
  private mutating func take(_ key: Key, _ range: ClosedRange<Int>) {
    guard node(key) != nil else {
      let usual = VTAConfiguration()[key].map { "it is \($0) in the default configuration" }
      return sheet.error("there is no `\(key.rawValue)`", at: entries.node, hint: usual)
    }
    configuration[key] = optional(key, range)
  }

  /// `LOG_BLOCK`, or in old files one parameter for inputs and one for outputs; the generator adds
  /// these to the files of today.
  private mutating func readBlocks() {
    let range = 0 ... 8
    let old: [Key] = [.inputBlock, .outputBlock]
    guard let node = node(.block) else {
      if old.contains(where: { self.node($0) != nil }) {
        for key in old { take(key, range) }
      } else {
        take(.block, range)
      }
      return
    }
    configuration[.block] = optional(.block, range)
    for key in old {
      guard let number = optional(key, range), let block = configuration[.block], number != block
      else { continue }
      sheet.error(
        "`\(key.rawValue)` is \(number), and `LOG_BLOCK` is \(block)", at: self.node(key) ?? node,
        hint: "leave one of the two out")
    }
  }

  /// What follows from others has to agree with them.
  private mutating func checkOutputs() {
    guard let node = node(.outputSize), let number = optional(.outputSize, 0 ... 30),
      let expected = configuration[.outputSize], number != expected,
      !sheet.diagnostics.containsError
    else { return }
    sheet.error(
      "`\(Key.outputSize.rawValue)` is \(number), and follows from the others as \(expected)",
      at: node, hint: "leave it out")
  }

  // MARK: - Room

  private mutating func checkRoom() {
    switch configuration.misfit {
    case nil: break
    case .thin(let memory):
      sheet.error(
        "an element of `\(memory.rawValue)` has less than a byte", at: place(of: [memory]),
        hint: "make blocks or numbers larger")
    case .small(let memory):
      let least = configuration.elementSize(of: memory) + 1
      sheet.error(
        "`\(memory.rawValue)` has 2^\(configuration[memory]) bytes, and one of its elements takes 2^\(least - 1)",
        at: place(of: [memory]), hint: "write \(least) or more")
    case .wide(let what, let bits, let room, let memories):
      let name = what.contains(" ") ? what : "`\(what)`"
      sheet.error(
        "\(name) takes \(bits) bits with indices of these memories, and there are \(room)",
        at: place(of: memories), hint: wayOut)
    }
  }

  /// Where the deepest of some memories is given its size.
  private func place(of memories: Set<VTAConfiguration.Memory>) -> SheetNode {
    configuration.deepest(of: memories).flatMap { node($0.key) } ?? entries.node
  }

  private var wayOut: String {
    guard let fitting = configuration.fitting else { return "make blocks smaller" }
    let sizes = VTAConfiguration.Memory.allCases.filter { fitting[$0] != configuration[$0] }
      .map { "`\($0.key.rawValue)` \(fitting[$0])" }
    return "it fits with \(sizes.joined(separator: ", "))"
  }

}
