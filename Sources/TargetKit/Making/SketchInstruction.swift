import Support

/// An instruction of a machine that is sketched.
struct SketchInstruction {

  var name: String
  var code: Int

  /// The unit that runs it, where there are several.
  var unit: String

  /// Each with its bits, from the lowest on; a negative number of bits has a sign.
  var fields: [(name: String, width: Int)]

  /// What it does; or cases, each with its condition.
  var does: [(when: String?, does: String)]

  /// What the numbers of a field are called.
  var names = ""

  /// A comment before it.
  var comment: String?

  /// How many cycles it takes.
  var cycles: String?

  /// - Units: bits that its fields take.
  var width: Int { fields.reduce(0) { $0 + abs($1.width) } }

  /// The lines of it in a description.
  /// - Parameter first: the lowest bit that is free for fields.
  /// - Parameter hasUnits: whether there are several units.
  func lines(from first: Int, hasUnits: Bool) -> [String] {
    var next = first
    var texts: [String] = []
    for (name, width) in fields {
      let bits = width == 1 ? "" : width < 0 ? ":s\(-width)" : ":\(width)"
      texts.append("\(name)@\(next)\(bits)")
      next += abs(width)
    }
    let head = ["code: \(code)"] + (hasUnits ? ["unit: \(unit)"] : [])
    var lines = comment.map { ["  # \($0)"] } ?? []
    if does.count == 1, let only = does.first {
      let parts = head + (texts.isEmpty ? [] : ["fields: \"\(texts.joined(separator: " "))\""])
      return lines + ["  \(name): {\(parts.joined(separator: ", ")), does: \"\(only.does)\"}"]
    }
    lines += ["  \(name):"] + head.map { "    \($0)" }
    lines.append("    fields: \(texts.joined(separator: " "))")
    if !names.isEmpty { lines.append("    names: \(names)") }
    lines.append("    cases:")
    return lines
      + does.map { condition, does in
        condition.map { "      - {when: \($0), does: \"\(does)\"}" } ?? "      - does: \(does)"
      }
  }

}
