public import Support

extension Schema {

  /// What of `json` is not as it is said here, with its place; nil where all is.
  public func problem(in json: JSON, at place: String = "result") -> String? {
    switch (self, json) {
    case (.null, .null), (.flag, .flag), (.integer, .integer), (.number, .integer), (.text, .text):
      return nil
    case (.number, .real(let number)), (.null, .real(let number)):
      // What is not finite is printed as null.
      return number.isFinite == (self == .number) ? nil : mismatch(json, place)
    case (.words(let words), .text(let text)):
      return words.contains(text) ? nil : mismatch(json, place)
    case (.list(let schema), .list(let elements)):
      for (index, element) in elements.enumerated() {
        if let problem = schema.problem(in: element, at: "\(place)[\(index)]") { return problem }
      }
      return nil
    case (.object(let members), .object(let given)):
      return problem(in: given, of: members, at: place)
    case (.map(let schema), .object(let given)):
      return given.lazy.compactMap { schema.problem(in: $0.value, at: "\(place).\($0.name)") }.first
    case (.named(_, let schema), _): return schema.problem(in: json, at: place)
    case (.either(let schemas), _): return problem(in: json, ofEach: schemas, at: place)
    default: return mismatch(json, place)
    }
  }

  private func problem(
    in given: [JSON.Member], of members: [Member], at place: String
  ) -> String? {
    for member in members {
      guard let value = given.first(where: { $0.name == member.name })?.value else {
        if member.isOptional { continue }
        return "\(place).\(member.name) is missing"
      }
      if let problem = member.schema.problem(in: value, at: "\(place).\(member.name)") {
        return problem
      }
    }
    let unknown = given.first { one in !members.contains { $0.name == one.name } }
    return unknown.map { "\(place).\($0.name) is not in the schema" }
  }

  /// The problem that lies deepest is the one of the form that was meant.
  private func problem(in json: JSON, ofEach schemas: [Schema], at place: String) -> String? {
    let problems = schemas.map { $0.problem(in: json, at: place) }
    guard !problems.contains(nil) else { return nil }
    let deepest = problems.compactMap(\.self).max { depth(of: $0) < depth(of: $1) }
    return deepest ?? mismatch(json, place)
  }

  private func depth(of problem: String) -> Int {
    problem.prefix { $0 != " " }.count { $0 == "." || $0 == "[" }
  }

  private func mismatch(_ json: JSON, _ place: String) -> String {
    let text = json.description
    return "\(place) is \(text.count > 60 ? text.prefix(60) + "…" : text), not \(description)"
  }

}
