import Diagnostics
import Passes
import TargetKit
import Testing

/// Statements that several patterns have in common.
@Suite struct PatternTailTests {

  private struct PlainTarget: Target { let description: TargetDescription }

  private func read(_ text: String) -> (patterns: [CompositePattern], mistakes: [Diagnostic]) {
    let family = Family(name: "plain", summary: "nothing", patternKinds: nil) { common, _, _ in
      PlainTarget(description: common)
    }
    let head = "name: t\nversion: 1\nkind: plain\n"
    let (target, diagnostics) = DescriptionReader.read(
      SourceText(name: "t.yaml", text: head + text), families: [family])
    return (target?.description.interface.patterns ?? [], diagnostics.elements)
  }

  private let tails = """
    tails:
      shift(sums):
        - shifted = right_shift(sums, constant amount), optional
      narrow(x): shift(x); clipped = clip(shifted); result = cast(clipped)
      marked(sums):
        match: [result = nn.relu(sums)]
        conditions:
          - {of: sums, rank: 4, else: "{found} axes"}

    """

  /// A tail in place of its statements, and a tail in a tail.
  @Test func aTailIsItsStatements() throws {
    let (patterns, mistakes) = read(
      tails + """
        patterns:
          - name: t.long
            kind: k
            match:
              - sum = add(a, b)
              - shifted = right_shift(sum, constant amount), optional
              - clipped = clip(shifted)
              - result = cast(clipped)
          - {name: t.short, kind: k, match: "sum = add(a, b); narrow(sum)"}
        """)
    #expect(mistakes == [])
    #expect(patterns.map(\.name) == ["t.long", "t.short"])
    #expect(patterns.first?.pattern == patterns.last?.pattern)
  }

  /// The name that a tail gives to what it goes on from is no name of the pattern.
  @Test func parametersStayInside() throws {
    let (patterns, mistakes) = read(
      tails + """
        patterns:
          - {name: t.a, kind: k, match: "x = nn.relu(a); sums = nn.relu(x); narrow(sums)"}
          - {name: t.b, kind: k, match: narrow(data)}
        """)
    #expect(mistakes == [])
    #expect(patterns.first?.pattern.labels.contains("x") == true)
    #expect(patterns.last?.pattern.labels == ["data", "amount", "shifted", "clipped", "result"])
  }

  @Test func conditionsComeAlong() throws {
    let (patterns, mistakes) = read(
      tails + """
        patterns:
          - name: t.a
            kind: k
            match: sums = add(a, b); marked(sums)
            conditions: [{of: a, rank: 2, else: "{found}"}]
        """)
    #expect(mistakes == [])
    let conditions = try #require(patterns.first?.conditions)
    #expect(conditions.map(\.subject) == ["a", "sums"])
    #expect(conditions.map { $0.place?.line } == [16, 11])
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var text: String
    var message: String
    var line: Int
    var hint = ""
    var testDescription: String { message }
  }

  @Test(arguments: [
    Mistake(
      text: "tails:\n  a(x): y = nn.relu(x)\npatterns:\n  - {name: t.a, kind: k, match: b(q)}",
      message: "there is no tail `b`", line: 7, hint: "did you mean `a`?"),
    Mistake(
      text: "patterns:\n  - {name: t.a, kind: k, match: nn.relu(q)}",
      message: "there is no tail `nn.relu`", line: 5, hint: "x = nn.relu(y)"),
    Mistake(
      text: "tails:\n  a: y = nn.relu(x)", message: "`a` is no head of a tail", line: 5,
      hint: "`narrow(sums)`"),
    Mistake(
      text: "tails:\n  a(x): y = nn.rule(x)\npatterns:\n  - {name: t.a, kind: k, match: a(q)}",
      message: "there is no operator `nn.rule`", line: 5, hint: "did you mean `nn.relu`?"),
    Mistake(
      text: "tails:\n  a(x): y = nn.relu(z)", message: "no statement of the tail `a` reads `x`",
      line: 5),
    Mistake(
      text: "tails:\n  a(x): y = nn.relu(x)\n  a(z): y = nn.relu(z)",
      message: "there are two tails `a`", line: 6),
    Mistake(
      text:
        "tails:\n  a(x): y = nn.relu(x)\npatterns:\n  - {name: t.a, kind: k, match: a(q); a(y)}",
      message: "`y` is given twice", line: 7, hint: "a statement of the tail `a`"),
    Mistake(
      text: "tails:\n  a(x): b(x)\n  b(x): y = nn.relu(x)", message: "there is no tail `b`",
      line: 5),
    Mistake(text: "tails: [a]", message: "expected names and statements for `tails`", line: 4),
    Mistake(
      text: "tails:\n  a(x): y = nn.relu(x);", message: "expected a name, found `the end`", line: 5),
  ])
  func mistakesHaveAPlace(_ mistake: Mistake) throws {
    let (_, mistakes) = read(mistake.text)
    let found = try #require(
      mistakes.first { $0.message.hasPrefix(mistake.message) }, "\(mistakes.map(\.message))")
    #expect(found.place?.line == mistake.line)
    #expect(mistake.hint.isEmpty || found.hints.contains { $0.contains(mistake.hint) })
    #expect(mistakes.count { $0.message == found.message } == 1)
  }

}
