import GraphIR
import Passes
import Support

/// Writes the calls of a region as one file of C.
///
/// Every call is a function `int NAME(void *const *tensors)` that gives 0 when all is well, and so is
/// the region as a whole, for programs without Sluice.
struct CodeWriter {

  private(set) var lines: [String] = []

  /// What each line was made from.
  private(set) var origins: [Provenance] = []

  /// For each call the line where its function begins.
  private(set) var starts: [Int] = []

  private let program: CallProgram
  private var current = Provenance.synthetic(by: EmitC.info.name)

  init(_ program: CallProgram, for library: LibraryDescription) {
    self.program = program
    writeHead(library)
    for step in program.steps { write(step) }
    writeWhole()
  }

  var text: String { lines.joined(separator: "\n") }

  private mutating func put(_ text: String, indented: Bool = false) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      lines.append(indented && !line.isEmpty ? "  \(line)" : String(line))
      origins.append(current)
    }
  }

  private mutating func writeHead(_ library: LibraryDescription) {
    put("// region @\(program.name) on \(program.target)")
    put("//")
    for (index, slot) in program.slots.enumerated() {
      put("// tensors[\(index)] = \(slot.name): \(slot.roleText) \(slot.typeText)")
    }
    put("")
    for header in ["math.h", "stddef.h", "stdint.h", "string.h"] + library.headers {
      put("#include <\(header)>")
    }
    put("")
    if program.steps.contains(where: \.isConversion) { put(ConversionCode.helpers + "\n") }
    let code = library.code.trimmed
    if !code.isEmpty { put(code + "\n") }
  }

  private mutating func write(_ step: CallStep) {
    starts.append(lines.count)
    current = step.origin
    put("// \(program.text(of: step))")
    put("int \(step.symbol)(void *const *tensors) {")
    for parameter in step.parameters {
      put(declaration(parameter.name, parameter.slot, isResult: false), indented: true)
    }
    put(declaration(CallScope.result, step.result, isResult: true), indented: true)
    if step.keepsState { put("static void *state;", indented: true) }
    put(step.statements.trimmed, indented: true)
    put("return 0;", indented: true)
    put("}\n")
    current = .synthetic(by: EmitC.info.name)
  }

  private func declaration(_ name: String, _ slot: Int, isResult: Bool) -> String {
    let type = program.slots[slot].element.cName ?? "void"
    return "\(isResult ? "" : "const ")\(type) *\(name) = tensors[\(slot)];"
      + "  // \(program.slots[slot].name): \(program.slots[slot].typeText)"
  }

  private mutating func writeWhole() {
    put("// All calls of the region, in order, until one fails.")
    put("int \(Self.symbol(of: program.name))(void *const *tensors) {")
    put("int status = 0;", indented: true)
    for step in program.steps {
      put("if (!status) status = \(step.symbol)(tensors);", indented: true)
    }
    put("return status;", indented: true)
    put("}")
  }

  /// The function that runs the region `name` as a whole.
  static func symbol(of name: String) -> String {
    "region_" + name.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }

}

extension CallSlot {
  fileprivate var roleText: String {
    switch role {
    case .input: "input"
    case .constant: "constant"
    case .result: "result"
    }
  }
}

extension CallStep {
  /// Whether it calls no function of the library.
  var isConversion: Bool { title == "convert" }
}

extension String {
  /// Without empty lines and spaces at the end.
  fileprivate var trimmed: String {
    String(self[..<(lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? startIndex)])
  }
}
