import Described
import Diagnostics
import Effects
import FoundationEssentials
import ISA
import Passes
import TargetKit
import Testing

@testable import Decoupled

/// A machine of the family is known by what its instructions do.
@Suite struct RecognitionTests {

  /// What effects say is what was said by meanings, but for the patterns, whose conditions follow.
  @Test func effectsSayWhatMeaningsSaid() throws {
    let old = try DecoupledDescription(reading: try Descriptions.meanings())
    var new = try DecoupledDescription(reading: try Descriptions.effects())
    #expect(new.memories == old.memories)
    #expect(new.units == old.units)
    #expect(new.tokens == old.tokens)
    for (a, b) in zip(new.instructionSet.formats, old.instructionSet.formats) { #expect(a == b) }
    #expect(new.instructionSet == old.instructionSet)
    #expect(new.instructions == old.instructions)
    #expect(new.microOp == old.microOp)
    #expect(new.options == old.options)
    #expect(new.timings == old.timings)
    #expect(new.interface.types == old.interface.types)
    #expect(new.interface.handover == old.interface.handover)
    #expect(new.interface.rates == old.interface.rates)
    new.interface.patterns = old.interface.patterns
    #expect(new == old)
  }

  /// Each derived condition is told where what it follows from stands.
  @Test func derivedConditionsHavePlaces() throws {
    let source = try Descriptions.effects()
    let description = try DecoupledDescription(reading: source)
    let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
    func line(_ pattern: String, _ subject: String, _ test: String) throws -> Substring {
      let own = try #require(description.interface.patterns.first { $0.name == pattern })
      let condition = try #require(
        own.conditions.first { $0.subject == subject && "\($0.test)".hasPrefix(test) })
      return lines[try #require(condition.place).line - 1]
    }
    #expect(try line("vta.conv2d", "data", "int8").contains("code: 2"))
    #expect(try line("vta.conv2d", "product", "padding in 0 to 15").contains("y_pad_0@112"))
    #expect(try line("vta.conv2d", "shift", "values in 0 to 31").contains("acc: int32"))
    #expect(try line("vta.hard_swish", "gate", "a_min in -32768").contains("alu_opcode@108"))
    #expect(try line("vta.concatenate", "parts", "axis 1").contains("inp: int8"))
  }

  // MARK: - Other machines

  @Test(arguments: [8, 32])
  func blocksOfOtherSizesAreRecognised(_ block: Int) throws {
    let description = try DecoupledDescription(reading: Descriptions.effects(block: block))
    #expect(description.memory(for: .weight)?.shape == [block, block])
    #expect(description.interface.handover.inputBlock == block)
    let parts = try #require(description.interface.patterns.last)
    #expect(parts.conditions.contains { "\($0.test)".hasSuffix("a multiple of \(block)") })
    _ = try Accelerator(description)
  }

  /// Samples of which one element holds two.
  @Test func twoRowsAreRecognised() throws {
    let description = try DecoupledDescription(reading: Descriptions.effects(batch: 2))
    #expect(description.memory(for: .input)?.shape == [2, 16])
    #expect(description.interface.handover.rows == 2)
    _ = try Accelerator(description)
  }

  /// A machine that multiplies with weights as they lie.
  private func plainWeights() throws -> String {
    let text = try Descriptions.effects().text
    #expect(text.contains("@ T(wgt[w])"))
    return text.replacing("@ T(wgt[w])", with: "@ wgt[w]")
  }

  /// Where the description says that a machine of another form is of the family that is a mistake, and
  /// otherwise where it has what only the family has.
  @Test func anotherFormIsNoMachineOfTheFamily() throws {
    let text = try plainWeights()
    let (description, set) = DecoupledDescription.read(SourceText(name: "t.yaml", text: text))
    #expect(description == nil)
    let error = try #require(set.elements.first { $0.level == .error })
    #expect(error.message.hasPrefix("this is no machine of the kind `decoupled`: of `gemm`"))
    #expect(error.place?.line != nil)
    let plain = text.replacing("kind: decoupled", with: "kind: effects")
    let (_, others) = DecoupledDescription.read(SourceText(name: "t.yaml", text: plain))
    let other = try #require(others.elements.first { $0.level == .error })
    #expect(other.message == "only a machine of the kind `decoupled` has this")
    #expect(other.hints.first?.contains("one transposed matrix") == true, "\(other.hints)")
  }

  /// What two parameters would share is a machine of another form.
  @Test(arguments: [
    ("T(wgt[w])", "T(wgt[d])", "one field is both its"),
    ("w = u.wgt + ", "w = u.src + ", "micro-ops name two operands by the same bits"),
    ("s = u.src + i*src_factor_out", "s = u.src + i*dst_factor_out", "one field is both its"),
  ]) func aFieldIsOneParameter(_ old: String, _ new: String, _ reason: String) throws {
    let text = try Descriptions.effects().text
    let range = try #require(text.firstRange(of: old), "\(old)")
    let changed = text[..<range.lowerBound] + new + text[range.upperBound...]
    let (description, set) = DecoupledDescription.read(
      SourceText(name: "t.yaml", text: String(changed)))
    #expect(description == nil)
    #expect(set.elements.contains { $0.message.contains(reason) }, "\(set.elements)")
  }

  /// Without clocks of the family it is a described machine, whose lowering says itself what it can.
  @Test func aMachineOfAnotherFormIsADescribedOne() throws {
    var text = try plainWeights()
    let timing = try #require(text.firstRange(of: "\ntiming:\n"))
    let cost = try #require(text.firstRange(of: "\ncost:"))
    text.removeSubrange(timing.lowerBound ..< cost.lowerBound)
    text = text.replacing("kind: decoupled\n", with: "")
    let (target, set) = DescriptionReader.read(
      SourceText(name: "t.yaml", text: text), families: [.effects(recognising: [.decoupled])])
    #expect(set.elements.filter { $0.level == .error } == [])
    #expect(target is DescribedTarget)
  }

  /// Who says no kind gets the family's machine where it is one.
  @Test func theKindIsFound() throws {
    for kind in ["", "kind: effects\n"] {
      let text = try Descriptions.effects().text.replacing("kind: decoupled\n", with: kind)
      let (target, _) = DescriptionReader.read(
        SourceText(name: "t.yaml", text: text), families: [.effects(recognising: [.decoupled])])
      let own = try #require(target as? DecoupledTarget)
      #expect(own.accelerator == (try DecoupledDescription(reading: Descriptions.effects())))
    }
  }

  @Test func twoLanguagesDoNotMix() throws {
    for (source, extra) in [
      (try Descriptions.effects(), "memories: []"), (try Descriptions.meanings(), "words: {}"),
    ] {
      let text = source.text + extra + "\n"
      let (description, set) = DecoupledDescription.read(SourceText(name: "t.yaml", text: text))
      #expect(description == nil)
      let key = String(extra.prefix { $0 != ":" })
      #expect(set.elements.contains { $0.message.hasPrefix("`\(key)`") && $0.place != nil })
    }
  }

  // MARK: - Conversion

  /// The old description says in the new language what it said.
  @Test func conversionKeepsTheMachine() throws {
    let source = try Descriptions.meanings()
    let target = DecoupledTarget(try DecoupledDescription(reading: source))
    let text = try target.converted(source)
    let other = try DecoupledDescription(reading: SourceText(name: source.name, text: text))
    #expect(other.instructions == target.accelerator.instructions)
    #expect(other.memories == target.accelerator.memories)
    let again = SourceText(name: source.name, text: text)
    #expect(throws: Diagnostic.self) { _ = try DecoupledTarget(other).converted(again) }
  }

  /// What effects can not say is not left out in silence.
  @Test(arguments: [
    ("immediate-shift: saturate", "immediate-shift: modulo"),
    ("vector-shift: modulo", "vector-shift: right"),
    ("store-padding: fault", "store-padding: ignore"),
    ("is: stride", "is: stride, names: {}"),
  ])
  func conversionRefusesWhatItCanNotSay(_ old: String, _ new: String) throws {
    let text = try Descriptions.meanings().text.replacing(old, with: new)
    let source = SourceText(name: "t.yaml", text: text)
    let target = DecoupledTarget(try DecoupledDescription(reading: source))
    if new.hasSuffix("{}") {
      #expect(try target.converted(source).contains("stride="))
    } else {
      #expect(throws: Diagnostic.self) { _ = try target.converted(source) }
    }
  }

  @Test(arguments: [
    ("acc[d] += inp[s] @ T(wgt[w])", "acc[d] += inp[s] @ wgt[w]", "transposed"),
    ("uop[to] = pad(dram(uint32", "uop[to] = pad(dram(uint8", "counts elements"),
    ("acc[d] = acc[d] >> imm", "acc[d] = acc[d] << imm", "more than one operation"),
    ("acc[s] >= 0 else", "acc[s] > 0 else", "more than one operation"),
    ("  finish: {code: 3, unit: compute, syntax: finish, does: stop}\n", "", "ends a program"),
    ("memory_type == 4 and y_pad_0 + ", "memory_type == 4 and sram_base + ", "is 0"),
  ])
  func whatDoesSomethingElseIsNotRecognised(
    _ old: String, _ new: String, _ reason: String
  ) throws {
    let source = try Descriptions.effects()
    #expect(source.text.contains(old))
    let text = source.text.replacing(old, with: new)
    let (description, set) = DecoupledDescription.read(SourceText(name: "t.yaml", text: text))
    #expect(description == nil)
    let errors = set.elements.filter { $0.level == .error }
    #expect(errors.contains { $0.message.contains(reason) }, "\(set.elements)")
    #expect(errors.allSatisfy { $0.place?.line ?? 0 > 0 })
  }

  /// What effects say is no option.
  @Test func optionsSayWhatEffectsCanNot() throws {
    let text = try Descriptions.effects().text
    func read(_ options: String) -> (DecoupledDescription?, DiagnosticSet) {
      DecoupledDescription.read(
        SourceText(name: "t.yaml", text: text + "options: {\(options)}\n"))
    }
    #expect(read("unbound-flag: ignore").0?.options.unboundFlag == .ignore)
    #expect(read("unused-source: fault").0?.options.checksUnusedSource == true)
    let (description, set) = read("vector-shift: modulo")
    #expect(description == nil)
    #expect(set.elements.contains { $0.message.contains("no key `vector-shift`") })
  }

  /// A shift that saturates, or that takes five bits with a sign, is another option.
  @Test(arguments: [
    ("acc[d] >> acc[s]", MachineOptions.ShiftOverflow.saturate),
    ("acc[d] >> ((acc[s] & 31 ^ 16) - 16)", .fiveBits),
  ])
  func shiftsAreWhatTheyDo(_ shift: String, _ overflow: MachineOptions.ShiftOverflow) throws {
    let whole = "acc[d] >> (acc[s] & 31) if acc[s] >= 0 else acc[d] << (-acc[s] & 31)"
    let source = try Descriptions.effects()
    #expect(source.text.contains(whole))
    let text = source.text.replacing(whole, with: shift)
    let description = try DecoupledDescription(reading: SourceText(name: "t.yaml", text: text))
    #expect(description.options.vectorShift == overflow)
  }

}

/// The two descriptions of one machine: by what instructions mean, and by what they do.
enum Descriptions {

  static func meanings() throws -> SourceText {
    try text("DescribedTests/Descriptions/meanings.yaml")
  }

  static func effects() throws -> SourceText { try text("../samples/targets/vta.yaml") }

  /// With blocks of another size, and with more rows of data at once.
  static func effects(block: Int = 16, batch: Int = 1) throws -> SourceText {
    let source = try effects()
    // What has become another number is not replaced once more.
    let bytes = [
      ("*64,", "*\(4 * batch * block),"), ("*64)", "*\(4 * batch * block))"),
      ("*256", "*\(block * block)"), ("*16,", "*\(batch * block),"),
      ("*16)", "*\(batch * block))"), ("16, 16]", "\(block), \(block)]"),
      ("1, 16]", "\(batch), \(block)]"),
    ]
    let text = bytes.reduce(source.text) { $0.replacing($1.0, with: $1.1) }
    return SourceText(name: source.name, text: text)
  }

  /// - Parameter path: from the folder of all tests.
  private static func text(_ path: String) throws -> SourceText {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "../../\(path)").standardized
    return SourceText(
      name: file.lastPathComponent, text: try String(contentsOf: file, encoding: .utf8))
  }

}
