public import Diagnostics
public import ISA
import Support

/// Fields as a description writes them: `dst@0:11 imm@20:s12 last@31`.
extension Field {

  /// The fields of a text, with blanks between them: `name@lsb:width`, `name@lsb:s12` with a sign,
  /// `name@lsb` of one bit.
  /// - Parameter width: of the word that they are in. Units: bits.
  /// - Errors: all mistakes, the first with the others as its notes; see `reading`.
  public static func list(
    parsing source: SourceText, width: Int
  ) throws(Diagnostic) -> [Field] {
    var diagnostics = DiagnosticSet()
    let fields = reading(source, width: width, into: &diagnostics)
    try diagnostics.throwOnError()
    return fields
  }

  /// The fields of a text that are right.
  /// - Parameter diagnostics: gets what is no field, a field that the word has no room for or of more
  ///   than 64 bits, one that takes bits of another, and a name that is there twice.
  public static func reading(
    _ source: SourceText, width: Int, into diagnostics: inout DiagnosticSet
  ) -> [Field] {
    var fields: [Field] = []
    var poll = Poll()
    if let sign = source.text.utf8.firstIndex(where: isSeparator) {
      let offset = source.text.utf8.distance(from: source.text.startIndex, to: sign)
      diagnostics.insert(
        .error(
          "`\(source.text[sign])` stands between fields", at: source.place(at: offset),
          hints: ["write blanks alone: `to@4:6 n@10:7`"]))
    }
    for word in words(of: source.text) {
      if poll.isRequested(after: 64) {
        diagnostics.insert(.interrupted)
        break
      }
      let place = source.place(at: word.offset)
      do {
        let field = try field(word.text, width: width, at: place)
        try field.check(against: fields, at: place)
        fields.append(field)
      } catch { diagnostics.insert(error) }
    }
    return fields
  }

  /// `name@lsb:width`, or `name@lsb:s12` with a sign.
  public var text: String { "\(name)@\(lsb):\(isSigned ? "s" : "")\(width)" }

  private static func words(of text: String) -> [(text: String, offset: Int)] {
    let bytes = Array(text.utf8)
    return bytes.indices.split {
      [32, 9, 10, 13].contains(bytes[$0]) || isSeparator(bytes[$0])
    }.compactMap { place in
      guard let first = place.first, let last = place.last else { return nil }
      return (String(decoding: bytes[first ... last], as: UTF8.self), first)
    }
  }

  /// What other languages have between fields.
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
  }

  private static func field(
    _ text: String, width: Int, at place: Place
  ) throws(Diagnostic) -> Field {
    let form = "fields are written `name@lsb:width`, `name@lsb:s12` with a sign"
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard parts.count == 2 else {
      throw .error("`\(text)` is no field", at: place, hints: [form])
    }
    try Declaration.check(name, at: place)
    let bits = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    let isSigned = bits.count == 2 && bits[1].hasPrefix("s")
    guard bits.count <= 2, let lsb = number(bits[0]),
      let size = bits.count == 1 ? 1 : number(bits[1].dropFirst(isSigned ? 1 : 0))
    else { throw .error("`\(text)` is no field", at: place, hints: [form]) }
    guard 1 ... 64 ~= size else {
      throw .error(
        "`\(name)` has \(size) bits", at: place, hints: ["a field has 1 to 64 bits"])
    }
    guard size <= width, lsb <= width - size else {
      throw .error(
        "`\(name)` takes bits \(lsb) to \(lsb &+ size &- 1) of \(width)", at: place,
        hints: ["bits are counted from 0, the lowest"])
    }
    return Field(name, lsb: lsb, width: size, isSigned: isSigned)
  }

  private static func number(_ digits: some StringProtocol) -> Int? {
    digits.utf8.allSatisfy(\.isDigit) ? Int(digits) : nil
  }

  private func check(against others: [Field], at place: Place) throws(Diagnostic) {
    for other in others {
      guard other.name != name else {
        throw .error("the field `\(name)` is there twice", at: place)
      }
      guard !other.bits.overlaps(bits) else {
        let shared = bits.clamped(to: other.bits)
        let bits =
          shared.count == 1
          ? "bit \(shared.lowerBound)" : "bits \(shared.lowerBound) to \(shared.upperBound - 1)"
        throw .error(
          "`\(name)` and `\(other.name)` both take \(bits)", at: place,
          hints: ["`\(other.text)` ends before bit \(other.bits.upperBound)"])
      }
    }
  }

}
