/// Spells floating-point numbers as Relay texts do.
///
/// - Source: C++ `operator<<` with six digits; a number that needs more digits to be read back as
///   itself gets them.
enum RelayNumber {

  /// `0.5`, `1e-05`, `1e+06`, `inf`.
  static func spelling(_ value: Double) -> String { spelling(value.description) }

  static func spelling(_ value: Float) -> String { spelling(value.description) }

  /// The digits of a Swift description in the notation of C.
  private static func spelling(_ description: String) -> String {
    let isNegative = description.hasPrefix("-")
    let magnitude = isNegative ? String(description.dropFirst()) : description
    guard magnitude.first?.isNumber == true else {
      return magnitude.hasPrefix("inf") ? description : "nan"
    }
    let (digits, exponent) = decimal(magnitude)
    return (isNegative ? "-" : "") + notation(digits, exponent)
  }

  /// The significant digits, and the power of ten of the first of them.
  private static func decimal(_ text: String) -> (digits: [Character], exponent: Int) {
    let halves = text.split(separator: "e")
    let shift = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
    let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = Array(parts[0])
    var digits = whole + (parts.count > 1 ? Array(parts[1]) : [])
    var exponent = whole.count - 1 + shift
    while digits.count > 1, digits[0] == "0" {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return digits == ["0"] ? (digits, 0) : (digits, exponent)
  }

  private static func notation(_ digits: [Character], _ exponent: Int) -> String {
    if exponent < -4 || exponent >= max(6, digits.count) {
      let fraction = digits.count > 1 ? "." + String(digits.dropFirst()) : ""
      let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
      return "\(digits[0])\(fraction)e\(exponent < 0 ? "-" : "+")\(power)"
    }
    if exponent < 0 {
      return "0." + String(repeating: "0", count: -exponent - 1) + String(digits)
    }
    let whole = digits.prefix(exponent + 1)
    let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
    let rest = digits.dropFirst(exponent + 1)
    return String(whole) + zeros + (rest.isEmpty ? "" : "." + String(rest))
  }

}
