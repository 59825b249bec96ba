import Diagnostics
import Foundation
import LibraryTarget
import Passes
import TargetKit
import Testing

/// A description of functions is checked before anything is compiled.
@Suite struct LibraryDescriptionTests {

  @Test func builtInDescriptionsHaveNoMistake() throws {
    let sources = BuiltInTargets().sources(ofFamily: "library")
    #expect(sources.count == 3)
    for source in sources {
      let target = try DescriptionReader.target(in: source, families: [.library])
      #expect((target as? Library)?.library.hasFunctions == true)
      #expect(target.passes.map(\.info.name) == ["emit-c"])
    }
  }

  @Test func aDescriptionIsRead() throws {
    let library = try Tools.library(Tools.small).library
    #expect(library.functions.map(\.names) == [["sum"], ["tanh"]])
    #expect(library.code.contains("static void sum"))
    _ = try Library(library).makeDevice()
  }

  @Test(arguments: [
    ("{a}, {b}", "{a}, {c}", "nothing is called `c`"),
    ("{r.present}", "{r.weight}", "asks for what `r` has not"),
    ("{out.count}, {r", "{state.count}, {r", "asks something of no tensor"),
    ("- of: sum", "- of: summ", "`summ` is no kind of pattern and no operator"),
    ("- of: tanh", "- of: sum", "no function computes `tanh`"),
    ("operators: [tanh]", "operators: [tanh, exp]", "no function computes `exp`"),
    ("a, b)\"", "a, state)\"", "`state` has a meaning in calls"),
    ("- of: sum", "- of: sum\n    types: {a: float33}", "no element type"),
    ("- of: sum", "- of: sum\n    types: {c: float32}", "nothing is called `c`"),
    ("- of: sum", "- of: sum\n    layouts: {a: NCHW->NH}", "is no layout"),
    ("- of: sum", "- of: sum\n    cost: 3", "has no key `cost`"),
    ("code: |", "headers: [\"a\\nb\"]\ncode: |", "is on one line"),
  ])
  func mistakesAreFound(_ old: String, _ new: String, _ message: String) throws {
    let text = Tools.small.replacing(old, with: new.replacing("\n    ", with: "\n    "))
    try #require(text != Tools.small)
    let source = SourceText(name: "own.yaml", text: text)
    let (_, found) = DescriptionReader.read(source, families: [.library])
    #expect(found.elements.contains { $0.message.contains(message) }, "\(found.elements)")
    #expect(found.elements.allSatisfy { ($0.place?.line ?? 0) > 0 })
  }

  /// A change of shape needs no function.
  @Test func viewsNeedNoFunction() throws {
    let text = Tools.small.replacing("[tanh]", with: "[tanh, reshape, nn.batch_flatten]")
    #expect(try Tools.library(text).library.functions.count == 2)
  }

}
