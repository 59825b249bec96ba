import Diagnostics
import LibraryTarget
import Passes
import TargetKit
import Testing

/// Edits of annotations that a description brings.
@Suite struct AnnotationSectionTests {

  private func read(_ edits: [String]) -> (edits: [String]?, diagnostics: [Diagnostic]) {
    let lines =
      ["name: lib", "version: 1", "kind: library", "operators: [nn.relu, add]", "annotations:"]
      + edits.map { "  - \($0)" }
    let (target, diagnostics) = DescriptionReader.read(
      SourceText(name: "lib.yaml", text: lines.joined(separator: "\n") + "\n"),
      families: [.library])
    return (
      target?.description.interface.annotations.map { "\($0)" }, diagnostics.elements
    )
  }

  @Test func editsAreRead() {
    let (edits, diagnostics) = read([
      "exclude nn.relu where height > 64", "'annotate add lib where rank == 4'",
      "\"annotate /conv[0-9]/ host\"", "pin @head host", "split @a @b",
    ])
    #expect(diagnostics == [])
    #expect(
      edits == [
        "exclude nn.relu lib where height > 64", "annotate add lib where rank == 4",
        "annotate /conv[0-9]/ host", "pin @head host", "split @a @b",
      ])
  }

  /// What is wrong, where, and a part of what is said.
  @Test(arguments: [
    ("exclude nn.relu where hight > 64", 27, "no attribute `hight`"),
    ("'exclude nn.relu where hight > 64'", 28, "no attribute `hight`"),
    ("annotate add other", 5, "another target than `lib`"),
    ("priority lib", 5, "no other targets"),
    ("pin %3 host", 5, "a value of one program"),
    ("anotate add host", 5, "begins no edit"),
    ("{a: b}", 5, "expected an edit"),
  ])
  func mistakesHaveAPlace(_ edit: String, _ column: Int, _ message: String) {
    let (edits, diagnostics) = read(["exclude add", edit])
    #expect(edits == nil)
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.message.contains(message) == true, "\(diagnostics)")
    #expect(diagnostics.first?.place?.line == 7)
    #expect(diagnostics.first?.place?.column == column, "\(diagnostics)")
  }

}
