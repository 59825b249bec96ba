import GraphIR
import Passes
import Support
import TargetKit
import Tensors

/// Reads what is the family's own in a description, and checks that everything that the accelerator
/// takes has a function, and that calls ask for nothing that there is not.
enum LibraryReader {

  static let keys = ["headers", "compile", "link", "code", "package", "functions"]

  /// - Returns: nil where a function can not be read.
  static func library(
    _ common: TargetDescription, _ entries: Entries, _ sheet: inout Sheet
  ) -> LibraryDescription? {
    var common = common
    common.interface.handover.isOfOneType = false
    var library = LibraryDescription(
      common, headers: words("headers", in: entries, &sheet),
      compile: words("compile", in: entries, &sheet), link: words("link", in: entries, &sheet),
      code: sheet.optionalText("code", in: entries) ?? "",
      package: sheet.optionalText("package", in: entries) ?? "")
    let nodes = sheet.list("functions", in: entries)
    for node in nodes {
      guard let function = function(node, common.interface, &sheet) else { return nil }
      library.functions.append(function)
    }
    if let node = entries["functions"], !nodes.isEmpty { checkAll(library, at: node, &sheet) }
    return library
  }

  /// Words, each of which is one for the compiler.
  private static func words(
    _ key: String, in entries: Entries, _ sheet: inout Sheet
  ) -> [String] {
    var words: [String] = []
    for node in sheet.list(key, in: entries) {
      guard let word = sheet.text(node, of: "a word of `\(key)`") else { continue }
      if word.contains(where: \.isNewline) {
        sheet.error("a word of `\(key)` is on one line", at: node)
      }
      words.append(word)
    }
    return words
  }

  private static func function(
    _ node: SheetNode, _ interface: TargetInterface, _ sheet: inout Sheet
  ) -> LibraryFunction? {
    guard let entries = sheet.entries(node, of: "a function", ["of", "call", "types", "layouts"]),
      let of = sheet.require("of", in: entries), let call = sheet.require("call", in: entries),
      let text = sheet.text(call, of: "C statements")
    else { return nil }
    var function = LibraryFunction(names: [], call: CallTemplate(text))
    var scope = CallScope()
    for word in of.elements ?? [of] {
      guard let name = sheet.text(word, of: "a kind of pattern or an operator") else { continue }
      if !scope.add(name, of: interface) {
        let near = nearest(to: name, in: interface.callables, most: 1).first
        sheet.error(
          "`\(name)` is no kind of pattern and no operator of the description", at: word,
          hint: near.map { "did you mean `\($0)`?" })
      }
      function.names.append(name)
    }
    for label in scope.labels where CallScope.reserved.contains(label) {
      sheet.error("`\(label)` has a meaning in calls: call that part of the pattern otherwise", at: of)
    }
    for hole in function.call.holes {
      if let problem = scope.problem(with: hole) {
        sheet.error(problem.message, at: call, hint: problem.hint)
      }
    }
    function.types = pairs("types", in: entries, scope, &sheet) { node, sheet in
      sheet.choice(node, of: "element type", ElementType.self)
    }
    function.layouts = pairs("layouts", in: entries, scope, &sheet) { node, sheet in
      guard let text = sheet.text(node, of: "a layout") else { return nil }
      if let change = LayoutChange(text) { return change }
      sheet.error(
        "`\(text)` is no layout", at: node,
        hint: "write the program's and the function's, as `NCHW->NHWC`")
      return nil
    }
    return function
  }

  /// A mapping of names of the pattern.
  private static func pairs<T>(
    _ key: String, in entries: Entries, _ scope: CallScope, _ sheet: inout Sheet,
    _ read: (SheetNode, inout Sheet) -> T?
  ) -> [String: T] {
    guard let node = entries[key] else { return [:] }
    guard let members = node.members else {
      sheet.error("expected names of the pattern for `\(key)`", at: node)
      return [:]
    }
    var result: [String: T] = [:]
    for (name, value) in members {
      guard let label = sheet.text(name, of: "a name of the pattern") else { continue }
      if !scope.labels.contains(label), label != CallScope.result {
        let problem = scope.unknown(label)
        sheet.error(problem.message, at: name, hint: problem.hint)
      }
      result[label] = read(value, &sheet)
    }
    return result
  }

  /// Reports what the accelerator takes and nothing computes.
  private static func checkAll(
    _ library: LibraryDescription, at node: SheetNode, _ sheet: inout Sheet
  ) {
    let interface = library.common.interface
    for name in interface.callables where library.function(for: name) == nil {
      let patterns = interface.patterns.filter { $0.kind == name }
      let isView = patterns.isEmpty && Op.named(name)?.has(.view) == true
      if isView || (!patterns.isEmpty && patterns.allSatisfy(\.pattern.isView)) { continue }
      let what = patterns.isEmpty ? "" : "patterns of kind "
      sheet.error("no function computes \(what)`\(name)`", at: node)
    }
  }

}

extension TargetInterface {
  /// The kinds of patterns and the operators, each once.
  fileprivate var callables: [String] {
    var names: [String] = []
    for name in patterns.map(\.kind) + operators where !names.contains(name) { names.append(name) }
    return names
  }
}
