import Diagnostics
import Passes
import Support

extension DescriptionReader {

  /// The edits that the description brings, as `annotate nn.conv2d host where groups != 1`.
  /// - Parameter name: the accelerator, which is all that they can give operators to.
  mutating func annotations(_ entries: Entries, of name: String) -> [AnnotationEdit] {
    sheet.list("annotations", in: entries).compactMap { annotation($0, of: name) }
  }

  private mutating func annotation(_ node: SheetNode, of name: String) -> AnnotationEdit? {
    guard let text = sheet.text(node, of: "an edit") else { return nil }
    do throws(Diagnostic) {
      return try own(AnnotationEdit(parsing: text), of: name)
    } catch {
      sheet.error(error, in: text, at: node)
      return nil
    }
  }

  /// What `edit` means in the description of `name`: an exclusion that names no target is of this
  /// one.
  /// - Errors: it names another target, or a value of one program.
  private func own(
    _ edit: AnnotationEdit, of name: String
  ) throws(Diagnostic) -> AnnotationEdit {
    if case .priority = edit {
      throw .error(
        "a description knows no other targets that it could be before",
        hints: ["`priority` is a command, and `--target` takes several in order"])
    }
    if let other = edit.targets.first(where: { $0 != name }) {
      throw .error(
        "`\(other)` is another target than `\(name)`, which this describes",
        hints: ["write `\(name)` or `host`"])
    }
    for case .node(let node) in edit.selectors.map(\.subject) where node.word.hasPrefix("%") {
      throw .error(
        "`\(node)` is a value of one program", hints: ["name an operator, `@NODE` or `/regex/`"])
    }
    if case .exclude(let selector, nil) = edit { return .exclude(selector, target: name) }
    return edit
  }

}
