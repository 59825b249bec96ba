/// As `1.2 kB`: three digits that count, in powers of 1000.
/// - Units: bytes.
public func byteText(_ count: Int) -> String {
  scaledText(count, units: ["B", "kB", "MB", "GB", "TB"])
}

/// As `1.2 M`: three digits that count, in powers of 1000.
public func countText(_ count: Int) -> String {
  count < 1000 ? "\(count)" : scaledText(count, units: ["", "k", "M", "G", "T"])
}

/// As `12.3 us`: three digits that count.
/// - Units: picoseconds.
public func timeText(_ count: Int) -> String {
  scaledText(count, units: ["ps", "ns", "us", "ms", "s"])
}

/// As `92.3%`, rounded down, so that `100%` is all of it; of nothing everything is `100%`.
public func shareText(_ part: Int, of whole: Int) -> String {
  guard part < whole else { return "100%" }
  let tenths = Int(Double(part) / Double(whole) * 1000)
  if part > 0, tenths == 0 { return "<0.1%" }
  return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
}

private func scaledText(_ count: Int, units: [String]) -> String {
  guard count >= 1000 else { return "\(count) \(units[0])" }
  var value = Double(count)
  var unit = ""
  for next in units.dropFirst() where value >= 999.5 {
    value /= 1000
    unit = next
  }
  let digits = value < 9.995 ? 100.0 : value < 99.95 ? 10 : 1
  let shown = (value * digits).rounded() / digits
  return (Int(exactly: shown).map(String.init) ?? "\(shown)") + " \(unit)"
}

/// The number that `byteText` shows as `text`; nil where it is none.
/// - Units: bytes.
public func byteCount(parsing text: String) -> Int? {
  let digits = text.prefix { $0.isNumber || $0 == "." }
  let unit = text.dropFirst(digits.count).drop { $0 == " " }.uppercased()
  let powers = ["": 0, "B": 0, "KB": 1, "MB": 2, "GB": 3, "TB": 4]
  guard let power = powers[unit], let number = Double(digits) else { return nil }
  var size = number
  for _ in 0 ..< power { size *= 1000 }
  return Int(exactly: size.rounded())
}

/// A number with at most six digits that count.
public func shortNumber(_ value: Double) -> String {
  if let whole = Int(exactly: value) { return String(whole) }
  guard value.isFinite else { return "\(value)" }
  var scale = 1.0
  while abs(value) * scale < 1e5, scale < 1e12 { scale *= 10 }
  let rounded = (value * scale).rounded() / scale
  return "\(rounded)"
}
