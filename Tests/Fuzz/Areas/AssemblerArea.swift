import Debugger
import Diagnostics
import ISA
import Support
import TargetKit

/// Listings of instructions.
struct AssemblerArea: Area {

  static let name = "assembler"
  static let summary = "listings of instructions"
  static let grain = Grain.text

  private let set: InstructionSet
  private let seeds: [Tokens]
  private let words: [[UInt8]]

  init(_ corpus: Corpus) throws {
    let source = try Bench.firstDescription()
    let target = try DescriptionReader.target(in: source, families: Bench.targets.families)
    guard let set = target.instructionSet else { throw Missing("a target with instructions") }
    self.set = set
    let listings = corpus.files(in: "streams", endingIn: ".asm")
    let raw = corpus.files(in: "streams", endingIn: "insns.bin").map {
      Array(set.listing(of: set.words(of: $0)).utf8)
    }
    seeds = (listings + raw).map { Tokens($0) }
    let names = set.formats.map { Array($0.name.utf8) }
    words = Array(Set(seeds.flatMap(\.list) + names)).sorted { $0.lexicographicallyPrecedes($1) }
  }

  func input(_ dice: inout Dice) -> [UInt8] {
    var tokens = dice.pick(seeds)
    tokens.mutate(with: words, &dice)
    return tokens.bytes
  }

  /// What is read is printed so that it is read as the same.
  func run(_ input: [UInt8]) -> Verdict {
    let text = String(decoding: input, as: UTF8.self)
    guard let words = try? read(text) else { return .refused }
    let printed = words.map { set.text(of: $0) + "\n" }.joined()
    guard let again = try? read(printed) else { return .broken("what is printed is not read back") }
    return again == words ? .accepted : .broken("what is printed is read back as something else")
  }

  private func read(_ text: String) throws(DiagnosticSet) -> [Word] {
    try Assembler(set, source: SourceText(name: "listing.asm", text: text)).words()
  }

}
