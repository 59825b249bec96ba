import Diagnostics
import Testing

@Suite struct ConfiguredNameTests {

  @Test func readsNamesWithAndWithoutSettings() throws {
    #expect(try ConfiguredName(parsing: " tile ").settings == [])
    let name = try ConfiguredName(parsing: "tile{rows = 4, columns=8 }")
    #expect(name.name == "tile" && name.values == ["rows": "4", "columns": "8"])
    #expect(name.settings.map(\.place.column) == [6, 16])
    #expect(try ConfiguredName(parsing: "quantize{skip=}").values == ["skip": ""])
    #expect(try ConfiguredName(parsing: "cache{}") == ConfiguredName(parsing: "cache"))
  }

  @Test func readsListsWhereBlanksMayStandInBraces() throws {
    let list = try ConfiguredName.list(parsing: "a{x=1, y=2} b  c{z=3}")
    #expect(list.map(\.name) == ["a", "b", "c"])
    #expect(list.map { $0.settings.map(\.value) } == [["1", "2"], [], ["3"]])
    #expect(try ConfiguredName.list(parsing: "  ") == [])
  }

  @Test func spellsWhatItReads() throws {
    for text in ["a", "a{b=c}", "a{b=c,d=e}"] {
      let name = try ConfiguredName(parsing: text)
      let settings = name.settings.map { (name: $0.name, value: $0.value) }
      #expect(ConfiguredName.spelling(name.name, settings) == text)
    }
  }

  @Test(arguments: ["a,b", "{", "}", " a", "\"", "\"a\",", "\\,", "f(*, g)", "a{2}"])
  func valuesOfAnyKindAreReadBack(_ value: String) throws {
    let text = ConfiguredName.spelling("p", [(name: "v", value: value), (name: "w", value: "1")])
    #expect(try ConfiguredName(parsing: text).values == ["v": value, "w": "1"], "\(text)")
    #expect(try ConfiguredName.list(parsing: "\(text) \(text)").count == 2)
  }

  /// What is wrong, a part of what is said, and the column that it is said of.
  @Test(arguments: [
    ("", "missing", 1), ("{a=1}", "missing", 1), ("a{b=1", "does not close", 2),
    ("a{b}", "`b` has no value", 3), ("a{=1}", "missing", 3), ("a{b=1,b=2}", "twice", 7),
    ("a{b=1}c", "`c` is too much", 7), ("a b", "too much", 3), ("a=1", "too much", 2),
    ("a{b={}", "`{}` is too much", 5), ("a{b=\"c}", "does not close", 5),
    ("a{b=\"c\"d}", "`d}` is too much", 8),
  ])
  func saysWhereItIsWrong(_ text: String, _ words: String, _ column: Int) {
    let error = #expect(throws: Diagnostic.self) { try ConfiguredName(parsing: text) }
    #expect(error?.message.contains(words) == true, "\(text): \(error?.message ?? "")")
    #expect(error?.place?.column == column, "\(text)")
  }

}
