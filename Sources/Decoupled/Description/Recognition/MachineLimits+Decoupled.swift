import Diagnostics
import Effects
import ISA
import TargetKit
import Tensors

extension MachineLimits {

  /// What the instructions of a machine take, with the places in its description that say so.
  init(of description: DecoupledDescription, in entries: Entries, _ sheet: Sheet) {
    let places = DescriptionPlaces(entries, sheet)
    func element(_ role: MemoryRole, at place: Diagnostics.Place?) -> Limit<ElementType>? {
      description.memory(for: role).map { Limit($0.element, at: place) }
    }
    func instruction(_ meaning: Meaning) -> Diagnostics.Place? {
      description.instruction(meaning).flatMap { places.instruction($0.name) }
    }
    func range(_ parameters: [Parameter], of meaning: Meaning) -> Limit<ClosedRange<Int>>? {
      guard let own = description.instruction(meaning),
        let format = description.instructionSet.formats.first(where: { $0.name == own.name })
      else { return nil }
      let fields = parameters.map { own.fields[$0].map { format.fields[$0] } }
      let narrowest = fields.min { $0.most < $1.most }
      guard let field = narrowest ?? nil else { return Limit(0 ... 0, at: instruction(meaning)) }
      return Limit(field.range, at: places.field(field.name, of: own.name))
    }
    let input = description.memory(for: .input)
    let sums = description.memory(for: .accumulator)
    let output = description.memory(for: .output)
    let widening = description.memories.first { memory in
      (memory.alias ?? memory.name) == sums?.name && memory.dramElement == output?.dramElement
        && memory.loadedBy != nil
    }
    self.init(
      data: element(.input, at: instruction(.gemm)),
      weight: element(.weight, at: instruction(.gemm)),
      sums: element(.accumulator, at: sums.flatMap { places.memory($0.name) }),
      widened: widening.map { Limit($0.dramElement, at: instruction(.load)) },
      stored: output.map { Limit($0.dramElement, at: instruction(.store)) },
      padding: range([.padTop, .padBottom, .padLeft, .padRight], of: .load),
      immediate: range([.immediate], of: .alu),
      block: input.map { Limit($0.shape.last ?? $0.lanes, at: places.memory($0.name)) })
  }

}

/// Where the parts of a machine stand in its description.
private struct DescriptionPlaces {

  private let instructions: [String: SheetNode]
  private let state: [String: SheetNode]
  private let sheet: Sheet

  init(_ entries: Entries, _ sheet: Sheet) {
    func members(_ key: String) -> [String: SheetNode] {
      var found: [String: SheetNode] = [:]
      for (key, value) in entries[key]?.members ?? [] { found[key.word ?? ""] = value }
      return found
    }
    instructions = members("instructions")
    state = members("state")
    self.sheet = sheet
  }

  func memory(_ name: String) -> Diagnostics.Place? { state[name].map(sheet.position) }

  func instruction(_ name: String) -> Diagnostics.Place? { instructions[name].map(sheet.position) }

  /// Where a field of an instruction stands: on one of the lines from `fields` on.
  func field(_ name: String, of instruction: String) -> Diagnostics.Place? {
    let fields = instructions[instruction]?.members?.first { $0.key.word == "fields" }?.value
    guard let fields else { return self.instruction(instruction) }
    var place = sheet.position(fields)
    let lines = sheet.source.text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated().dropFirst(max(0, place.line - 1)) {
      // Another field may end in the name.
      let words = line.ranges(of: "\(name)@").filter { range in
        !line[..<range.lowerBound].hasSuffix("_")
          && line[..<range.lowerBound].last?.isLetter != true
      }
      guard let start = words.first?.lowerBound else { continue }
      place.line = index + 1
      place.column = line.distance(from: line.startIndex, to: start) + 1
      return place
    }
    return place
  }

}

extension Field? {
  /// The greatest number that it can hold; there is none but 0 where it is not there.
  fileprivate var most: Int { self?.range.upperBound ?? 0 }
}
