import Diagnostics

/// How numbers are written by `x` and `p`.
enum ValueFormat: Character, Sendable, CaseIterable {
  case decimal = "d"
  case unsigned = "u"
  case hexadecimal = "x"
  case binary = "t"
  case character = "c"
  case bytes = "b"
  case heat = "h"
  case rows = "r"
  case tensor = "T"

  /// - Errors: the text is no format; an empty one is decimal.
  init(_ text: String) throws(Diagnostic) {
    guard let first = text.first else {
      self = .decimal
      return
    }
    guard text.count == 1, let format = ValueFormat(rawValue: first) else {
      let all = ValueFormat.allCases.map { String($0.rawValue) }.joined(separator: " ")
      throw .error("`\(text)` is no format", hints: ["formats are \(all); `help formats`"])
    }
    self = format
  }

  /// One number of so many bits.
  func text(of value: Int, bits: Int) -> String {
    let mask: UInt64 = bits >= 64 ? .max : (1 << UInt64(bits)) - 1
    let pattern = UInt64(truncatingIfNeeded: value) & mask
    switch self {
    case .decimal, .rows, .tensor, .heat: return String(value)
    case .unsigned: return String(pattern)
    case .hexadecimal, .bytes:
      let text = String(pattern, radix: 16)
      return self == .bytes
        ? padded(text, to: bits / 4) : "0x" + text
    case .binary: return padded(String(pattern, radix: 2), to: bits)
    case .character:
      let isPrintable = (0x20 ..< 0x7f).contains(pattern)
      return isPrintable ? "'\(Character(Unicode.Scalar(UInt8(pattern))))'" : String(value)
    }
  }

  /// All lanes of an element.
  func line(of values: ArraySlice<Int>, bits: Int) -> String {
    if self == .heat {
      let most = values.map(\.magnitude).max() ?? 0
      return values.map { shade($0.magnitude, most) }.joined()
    }
    let texts = values.map { text(of: $0, bits: bits) }
    let width = texts.map(\.count).max() ?? 0
    return texts.map { String(repeating: " ", count: width - $0.count) + $0 }
      .joined(separator: " ")
  }

  private func shade(_ value: UInt, _ most: UInt) -> String {
    guard most > 0, value > 0 else { return "." }
    let shades = [":", "-", "=", "+", "*", "#", "%", "@"]
    let place = Double(value) / Double(most) * Double(shades.count - 1)
    return shades[min(shades.count - 1, Int(place.rounded()))]
  }

  private func padded(_ text: String, to width: Int) -> String {
    String(repeating: "0", count: max(0, width - text.count)) + text
  }

}
