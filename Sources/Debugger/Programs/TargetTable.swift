public import Diagnostics
import Passes
import Support
public import TargetKit

/// The accelerators that there are, made only when they are asked for.
public struct TargetTable: Sendable {

  /// The families that accelerators can be of.
  public let families: [Family]

  /// The descriptions that come with the tool, by the names of their accelerators.
  public let builtIns: [SourceText]

  /// Those that have been made, by name.
  private var made: [String: any Target] = [:]

  /// The names of those that programs are made for, in order of priority.
  public private(set) var selected: [String]

  public init(families: [Family] = [], builtIns: [SourceText] = []) {
    self.families = families
    self.builtIns = builtIns
    selected = builtIns.first.map { [$0.name] } ?? []
  }

  /// The names of all that there are.
  public var names: [String] {
    builtIns.map(\.name)
      + made.keys.filter { name in !builtIns.contains { $0.name == name } }
      .sorted()
  }

  /// Makes the accelerators of these names the ones that programs are made for.
  /// - Errors: there is no such accelerator, its description has mistakes, or two have one name.
  public mutating func select(_ names: [String]) throws(Diagnostic) {
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw .error(
        "two of the targets are called `\(name)`",
        hints: ["what is made for a target is known by its name: give one another `name:`"])
    }
    for name in names { try make(name) }
    selected = names
  }

  /// Adds the accelerator that `text` describes and returns its name.
  /// - Errors: the description has mistakes.
  public mutating func add(_ text: String, file: String) throws(Diagnostic) -> String {
    let target = try check(text, file: file)
    made[target.description.name] = target
    return target.description.name
  }

  /// Whether `other` has an accelerator `name` that is not the one made here.
  func isReplaced(_ name: String, in other: TargetTable) -> Bool {
    guard let old = made[name], let new = other.made[name] else { return false }
    return !old.isSame(as: new)
  }

  /// The accelerator that `text` describes.
  /// - Errors: the description has mistakes.
  public func check(_ text: String, file: String) throws(Diagnostic) -> any Target {
    try read(text, file: file).target
  }

  /// The accelerator that `text` describes, and what is odd in it.
  /// - Errors: the description has mistakes.
  func read(
    _ text: String, file: String
  ) throws(Diagnostic) -> (target: any Target, warnings: [Diagnostic]) {
    let source = SourceText(name: file, text: text)
    let (target, diagnostics) = DescriptionReader.read(source, families: families)
    try diagnostics.throwOnError()
    guard let target else { throw .error("`\(file)` describes no target") }
    return (target, diagnostics.elements)
  }

  /// The selected accelerators.
  /// - Errors: a description has mistakes.
  mutating func current() throws(Diagnostic) -> [any Target] {
    var targets: [any Target] = []
    for name in selected { targets.append(try make(name)) }
    return targets
  }

  /// The selected accelerators that have been made already.
  var known: [any Target] { selected.compactMap { made[$0] } }

  /// The accelerator `name`, made now if it was not.
  /// - Errors: there is none, or its description has mistakes.
  @discardableResult
  mutating func make(_ name: String) throws(Diagnostic) -> any Target {
    if let target = made[name] { return target }
    guard let builtIn = builtIns.first(where: { $0.name == name }) else {
      let near = nearest(to: name, in: names, most: 1).first
      throw .error(
        "no target `\(name)`",
        hints: near.map { ["did you mean `\($0)`?"] }
          ?? ["`target list` lists them", "`target use FILE` reads a description"])
    }
    let target = try DescriptionReader.target(in: builtIn, families: families)
    made[name] = target
    return target
  }

}
