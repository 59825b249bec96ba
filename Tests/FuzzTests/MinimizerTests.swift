import Testing

@testable import Fuzz

/// Inputs become as small as they can.
@Suite struct MinimizerTests {

  private func smallest(_ text: String, _ grain: Grain, _ fails: @escaping (String) -> Bool)
    -> String
  {
    let minimizer = Minimizer(
      fails: { fails(String(decoding: $0, as: UTF8.self)) }, end: .now + .seconds(60))
    return String(decoding: minimizer.smallest(Array(text.utf8), grain), as: UTF8.self)
  }

  @Test func whatDoesNotMatterGoes() {
    let text = (0 ..< 200).map { "line \($0) of many (with words)" }.joined(separator: "\n")
    let found = smallest(text, .text) { $0.contains("17") && $0.contains("words") }
    #expect(found == "17words")
  }

  @Test func bytesGoOneByOne() {
    let found = smallest(String(repeating: "ab", count: 300), .bytes) { text in
      text.filter { $0 == "b" }.count >= 3
    }
    #expect(found == "bbb")
  }

  @Test func whatAllMattersStays() {
    #expect(smallest("a b c", .text) { $0 == "a b c" } == "a b c")
  }

  /// It ends with its time, with an input that fails.
  @Test func timeIsKept() {
    let minimizer = Minimizer(fails: { $0.count > 10 }, end: .now - .seconds(1))
    #expect(minimizer.smallest([UInt8](repeating: 0, count: 1000), .bytes).count == 1000)
  }

}
