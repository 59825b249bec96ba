import Support
import Testing

/// Held against the engine of the standard library, which goes back where this one does not.
@Suite struct RegularExpressionTests {

  static let expressions = [
    "", "a", "conv", "CONV", "a|b", "^a", "a$", "^$", "a.c", "a*", "a+b", "ab?c", "(ab)+c",
    "(?:a|bc)*d", "a{2}", "a{2,}", "a{1,2}b", "[abc]+", "[^abc]", "[a-f0-9]{2}", "[\\]a]", "[a\\]]",
    "\\d+", "\\D", "\\w\\s\\w", "\\S{3}", "\\bconv\\b", "\\Bonv", "(a*)*b", "(a|aa)+$", "x{0}y",
    "\\.", "a\\|b", "ü", "[à-ÿ]", "a+?b", "(|a)b", "conv2d.*relu", "[\\d_]+x",
  ]

  static let texts = [
    "", "a", "b", "ab", "abc", "aab", "aaa", "abcbc d", "a.c", "a|b", "conv2d", "nn.conv2d relu",
    "NN.CONV2D", "my conv", "12 ab_3x", "a\nc", "größe Übung", "]", "caffè 9f", "xyz", "aaaaaaaa b",
  ]

  @Test(arguments: expressions)
  func findsWhatTheStandardLibraryFinds(_ text: String) throws {
    let expression = try RegularExpression(text)
    let reference = try Regex(text).ignoresCase()
    for candidate in Self.texts {
      let wanted = candidate.firstMatch(of: reference) != nil
      #expect(expression.isFound(in: candidate) == wanted, "/\(text)/ in \(candidate)")
    }
  }

  @Test(arguments: [
    "(", ")", "[a", "*a", "a{2", "a{3,2}", "\\", "\\1", "(?=a)", "(?<n>a)", "[b-a]", "\\q",
    "((a{99}){99}){99}", String(repeating: "(", count: 200) + String(repeating: ")", count: 200),
  ])
  func refusesWhatItDoesNotKnow(_ text: String) {
    #expect(throws: RegularExpression.Failure.self) { try RegularExpression(text) }
  }

  /// Engines that go back would need longer than the universe is old.
  @Test func neverGoesBack() throws {
    let text = String(repeating: "a", count: 2000)
    for pattern in ["(a+)+b", "(a|aa)+b", "(a*)*b", "(.*)*(.*)*c", "a?{30}a{30}b"] {
      #expect(try !RegularExpression(pattern).isFound(in: text))
    }
    #expect(try RegularExpression("(a+)+b").isFound(in: text + "b"))
  }

  @Test func endsWhereTheWorkIsToEnd() throws {
    let expression = try RegularExpression("(a+)+b")
    let text = String(repeating: "a", count: 100_000) + "b"
    #expect(!Interruption { true }.governing { expression.isFound(in: text) })
  }

}
