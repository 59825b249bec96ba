import Foundation
import Testing

@testable import Fuzz

/// Inputs follow from their number, and are as different as they should be.
@Suite struct InputTests {

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Every area makes an input again from its seed and number, and others from others.
  @Test(arguments: allAreas.map { $0.name }) func inputsAreReproducible(_ name: String) throws {
    let type = try #require(areaType(named: name))
    _ = FileManager.default.changeCurrentDirectoryPath(Self.root)
    let corpus = Corpus(root: Self.root, extra: nil)
    let (first, second) = (try type.init(corpus), try type.init(corpus))
    let inputs = (0 ..< 30).map { first.input($0, 5) }
    #expect(inputs == (0 ..< 30).map { second.input($0, 5) })
    #expect(inputs != (0 ..< 30).map { first.input($0, 6) })
    #expect(Set(inputs).count > 20)
  }

  @Test func areasAreListed() throws {
    let folder = "\(Self.root)/Tests/Fuzz/Areas"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    let types = files.filter { $0.hasSuffix("Area.swift") && $0 != "Area.swift" }
      .map { $0.dropLast(6) }
    let listed = allAreas.map { "\($0)" } + ["FailingArea"]
    #expect(types.map(String.init).sorted() == listed.sorted())
  }

  /// Fields that are read and written again are the same bytes.
  @Test func modelsAreTakenApartAndPutTogether() throws {
    let corpus = Corpus(root: Self.root, extra: nil)
    let models = corpus.files(in: "models", endingIn: ".onnx")
    #expect(models.count > 3)
    for model in models {
      let tree = try #require([WireField](model[...]))
      #expect(tree.bytes == model && tree.texts.count > 10)
    }
  }

  /// Nothing of a text is lost where it is cut.
  @Test func tokensAreTheWholeText() {
    let text = "load x[0x1] <- \"é\"\n  (a,b) 12.5"
    #expect(String(decoding: Tokens(text).bytes, as: UTF8.self) == text)
    #expect(
      Tokens("ab 12,c").list.map { String(decoding: $0, as: UTF8.self) } == [
        "ab", " ", "12", ",", "c",
      ])
  }

  @Test(arguments: [
    ("output /etc/x", "output _etc/x"), ("stream save ../x", "stream save .__x"),
    ("output \"/x\"", "output \"_x\""), ("output .\\./x", "output .\\__x"),
    ("x/4d acc[0]", "x/4d acc[0]"),
    ("save ~/x", "save __x"), ("save a/b.c", "save a/b.c"), ("output $arg0/x", "output $arg0_x"),
  ])
  func linesStayInTheirFolder(_ line: String, _ harmless: String) {
    #expect(ScriptMaker.harmless(line) == harmless)
  }

  @Test func hexadecimalIsReadBack() {
    #expect(Bytes.bytes(ofHexadecimal: Bytes.hexadecimal([0, 1, 127, 255])) == [0, 1, 127, 255])
  }

}
