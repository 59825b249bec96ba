import Canvas
public import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support

/// What of a program a listing shows.
public struct ListingRequest: Sendable, Hashable {

  /// After how many passes; nil for the current program.
  public var position: Int?

  /// Only this function.
  public var function: String?

  /// Only nodes whose operator this regular expression finds.
  public var pattern: String?

  /// Also what the nodes that are shown read, and what reads them, so many levels far.
  public var up = 0
  public var down = 0

  /// Whether regions that were lowered are shown as graphs all the same.
  public var isGraphOnly = false

  /// Whether nothing but regions that were lowered is shown, with the contents of their constants.
  public var isWhole = false

  public init() {}

}

/// A line of a program with what it stands for.
public struct ListedLine: Sendable {

  public var text: String

  /// The nodes of the module behind it.
  var nodes: [ID<Node>]

  /// The region that it belongs to, where that was lowered.
  var region: String?

  /// Its place among the lines of the region.
  var index = 0
}

extension Session {

  /// The program as text, or the part of it that `request` names: regions that were lowered in
  /// their own form, everything else as Relay text.
  /// - Errors: nothing is loaded; there is no such position or function; the regular expression is
  ///   none.
  public func listing(_ request: ListingRequest = ListingRequest()) throws(Diagnostic)
    -> [ListedLine]
  {
    let program = try program(at: request.position)
    let names = try functionNames(request.function, in: program)
    if request.pattern != nil { return try matches(request, in: program, names) }
    var module = program.module
    let lowered = request.isGraphOnly ? [] : names.filter { program.lowered[$0] != nil }
    for name in module.functions.keys where !names.contains(name) || lowered.contains(name) {
      module.functions[name] = nil
    }
    var lines: [ListedLine] = []
    if request.isWhole, lowered.isEmpty {
      throw .error(
        "no region has left the graph",
        hints: ["`ir --relay` prints the graph, `apply tile` lowers"])
    }
    if !module.functions.isEmpty, !request.isWhole {
      let options = RelayTextOptions(metadata: .silent, provenance: true, numbers: .ofNodes)
      lines = module.relayLines(options).map {
        ListedLine(text: $0.description, nodes: $0.node.map { [$0] } ?? [])
      }
    }
    for (name, region) in program.loweredInOrder where lowered.contains(name) {
      if !lines.isEmpty { lines.append(ListedLine(text: "", nodes: [])) }
      let text = request.isWhole ? region.wholeText(in: program.module) : region.text
      lines += listing(of: region, named: name, text)
    }
    return lines
  }

  /// The program after `position` passes; the current one where that is nil.
  /// - Errors: nothing is loaded, or not so many passes have been applied.
  func program(at position: Int?) throws(Diagnostic) -> Program {
    let history = try requireHistory()
    guard let position else { return history.program }
    guard let entry = history.entry(atDepth: position) else {
      let last = (history.path + history.future).count - 1
      throw .error("there is no P\(position)", hints: ["there are P0 to P\(last)"])
    }
    return history.entries[entry].program
  }

  private func functionNames(
    _ name: String?, in program: Program
  ) throws(Diagnostic) -> [String] {
    let names = Array(program.module.functions.keys)
    guard let name else { return names }
    let plain = name.hasPrefix("@") ? String(name.dropFirst()) : name
    guard names.contains(plain) else {
      let near = nearest(to: plain, in: names, most: 1).first
      throw .error(
        "there is no function `@\(plain)`",
        hints: [
          near.map { "did you mean `@\($0)`?" } ?? "there are \(names.joined(separator: ", "))"
        ]
      )
    }
    return [plain]
  }

  private func listing(
    of region: any LoweredRegion, named name: String, _ text: String
  ) -> [ListedLine] {
    let head = ListedLine(
      text: "// @\(name): \(region.level) for \(region.target)", nodes: [])
    let origins = region.origins
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return [head]
      + lines.enumerated().map { index, line in
        ListedLine(
          text: String(line), nodes: origins.indices.contains(index) ? origins[index].nodes : [],
          region: name, index: index)
      }
  }

  private func matches(
    _ request: ListingRequest, in program: Program, _ names: [String]
  ) throws(Diagnostic) -> [ListedLine] {
    let pattern = try TextPattern(request.pattern ?? "")
    let module = program.module
    var found: Set<ID<Node>> = []
    var poll = Poll()
    for id in module.reachable {
      try poll.check(after: 1 << 8)
      if pattern.matches(module[id].op?.name ?? module.kindName(of: id)) { found.insert(id) }
    }
    let readers = module.readers
    var shown = spread(found, levels: request.up) { module[$0].operands }
    shown = spread(shown, levels: request.down) { readers[Int($0.index)] }
    return names.flatMap { name in
      module.functions[name].map { module.postorder(of: $0) } ?? []
    }.filter { shown.remove($0) != nil }.map {
      ListedLine(text: module.line(of: $0), nodes: [$0])
    }
  }

  /// `start` with what lies so many levels behind it; no more levels are gone than there are.
  private func spread(
    _ start: Set<ID<Node>>, levels: Int, _ next: (ID<Node>) -> [ID<Node>]
  ) -> Set<ID<Node>> {
    var (all, edge, level) = (start, start, 0)
    while level < levels, !edge.isEmpty {
      edge = Set(edge.flatMap(next)).subtracting(all)
      all.formUnion(edge)
      level += 1
    }
    return all
  }

}
