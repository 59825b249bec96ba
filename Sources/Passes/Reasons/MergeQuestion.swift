public import GraphIR
import OrderedCollections
public import Support

/// Why two operators of a program are not in one region.
public struct MergeQuestion: Sendable {

  public enum Answer: Sendable, Hashable {

    /// They are in one region.
    case oneRegion

    /// One of them is on the host.
    case onHost(RootCause)

    case differentTargets(String, String)

    /// No value goes from one to the other, and nothing of their target reads both.
    case apart

    /// All ways from one to the other go through something else; the path is one of them.
    case between(path: [ID<Node>], causes: [RootCause])

    /// One reads the other, and another way between them goes through something else.
    case selfDependence(path: [ID<Node>], causes: [RootCause])

    /// Nothing stands against it.
    case notMerged
  }

  private let module: GraphModule
  private let causes: RootCauses
  private let flow: RegionFlow

  /// - Cost: O(nodes).
  public init(_ program: Program, _ causes: RootCauses) {
    module = program.module
    self.causes = causes
    flow = RegionFlow(program, causes.places)
  }

  /// What keeps the region of `a` and the region of `b` apart.
  public func answer(_ a: ID<Node>, _ b: ID<Node>) -> Answer {
    if let cause = causes[a] ?? causes[b] { return .onHost(cause) }
    if let first = causes.places[a].target, let second = causes.places[b].target, first != second {
      return .differentTargets(first, second)
    }
    let (left, right) = (flow.part(of: a), flow.part(of: b))
    guard left != right else { return .oneRegion }
    for (start, end) in [(left, right), (right, left)] {
      if let answer = answer(from: start, to: end) { return answer }
    }
    guard let reader = flow.commonReader(of: left, right) else { return .apart }
    for part in [left, right] where part != reader {
      if let answer = answer(from: part, to: reader), answer != .notMerged { return answer }
    }
    return .notMerged
  }

  /// nil where no value of `start` gets to `end`.
  private func answer(from start: Int, to end: Int) -> Answer? {
    let ways = flow.ways(from: start, to: end)
    guard let path = ways.around else { return ways.isDirect ? .notMerged : nil }
    let found = path.compactMap { causes[$0] }
    return ways.isDirect
      ? .selfDependence(path: path, causes: found) : .between(path: path, causes: found)
  }

}

/// How values go between the parts of a program: a region is one part, and what is in none is one
/// by itself.
struct RegionFlow {

  /// How values get from one part to another.
  struct Ways {

    /// Whether the one reads the other.
    var isDirect = false

    /// The nodes on a way through something else, both ends included; nil where there is none.
    var around: [ID<Node>]?
  }

  private let module: GraphModule
  private let places: ProgramPlaces
  private let order: [ID<Node>]

  /// By index of the node.
  private var parts: [Int]
  private var readers: [[ID<Node>]]

  /// The calls of regions that have become functions, by name.
  private var calls: [String: ID<Node>] = [:]

  init(_ program: Program, _ places: ProgramPlaces) {
    let module = program.module
    self.module = module
    self.places = places
    let functions = module.openFunctions
    order = functions.flatMap { module.outerNodes(of: $0) }
    parts = Array(module.nodes.ids.map { Int($0.index) })
    readers = Array(repeating: [], count: module.nodes.count)
    var base = module.nodes.count
    for function in functions {
      readReaders(function)
      guard let regions = try? AnnotatedRegions(function, in: module) else { continue }
      for id in module.outerNodes(of: function) {
        if let region = regions.region(of: id) { parts[Int(id.index)] = base + region }
      }
      base += regions.regions.count
    }
    for id in order {
      if let name = module.calledRegion(id) { calls[name] = id }
    }
  }

  private mutating func readReaders(_ function: Function) {
    let bound = module.boundValues(in: function)
    for id in module.outerNodes(of: function) {
      for operand in bound[id].map({ [$0] }) ?? module.dependenciesOutsideComposites(of: id) {
        readers[Int(operand.index)].append(id)
      }
    }
  }

  /// The part that computes the operator `id`.
  func part(of id: ID<Node>) -> Int {
    switch places[id] {
    case .region(let name, _), .left(let name, _):
      if let call = calls[name] { return parts[Int(call.index)] }
      return Int(id.index)
    case .planned, .host: return parts[Int((places.applications[id] ?? id).index)]
    }
  }

  /// - Cost: O(nodes).
  func ways(from start: Int, to end: Int) -> Ways {
    var ways = Ways()
    // What was reached without and with something else on the way, and from where.
    var previous = [[ID<Node>: ID<Node>]](repeating: [:], count: 2)
    var queue = order.filter { parts[Int($0.index)] == start }.map { (id: $0, isAround: false) }
    var next = 0
    while next < queue.count, ways.around == nil {
      let (id, isAround) = queue[next]
      next += 1
      for reader in readers[Int(id.index)] {
        let part = parts[Int(reader.index)]
        if part == end {
          if isAround {
            ways.around = ways.around ?? path(to: id, previous) + [reader]
          } else {
            ways.isDirect = true
          }
          continue
        }
        guard part != start else { continue }
        let goesAround = isAround || !module.passesOn(reader)
        let layer = goesAround ? 1 : 0
        guard previous[layer][reader] == nil else { continue }
        previous[layer][reader] = id
        queue.append((reader, goesAround))
      }
    }
    if let path = ways.around {
      ways.around = Array(OrderedSet(path.map { module.unmarked($0) }))
      ways.isDirect = ways.isDirect || isRead(start, by: end)
    }
    return ways
  }

  private func path(
    to id: ID<Node>, _ previous: [[ID<Node>: ID<Node>]]
  ) -> [ID<Node>] {
    var path = [id]
    var seen: Set<ID<Node>> = [id]
    while let last = path.last, let before = previous[1][last] ?? previous[0][last],
      seen.insert(before).inserted
    {
      path.append(before)
    }
    return path.reversed()
  }

  /// Whether `end` reads a value of `start` as it is.
  private func isRead(_ start: Int, by end: Int) -> Bool {
    directReaders(of: start).contains(end)
  }

  /// A part of the same target that reads both.
  func commonReader(of a: Int, _ b: Int) -> Int? {
    let both = directReaders(of: a).intersection(directReaders(of: b))
    return both.filter { part in
      order.contains { parts[Int($0.index)] == part && isOnTarget($0) }
    }.min()
  }

  private func isOnTarget(_ id: ID<Node>) -> Bool {
    places[id].target != nil || module.calledRegion(id) != nil || module.annotation(id) != nil
  }

  private func directReaders(of part: Int) -> Set<Int> {
    var found: Set<Int> = []
    var queue = order.filter { parts[Int($0.index)] == part }
    var seen = Set(queue)
    while let id = queue.popLast() {
      for reader in readers[Int(id.index)] where seen.insert(reader).inserted {
        if module.passesOn(reader), parts[Int(reader.index)] == Int(reader.index) {
          queue.append(reader)
        } else {
          found.insert(parts[Int(reader.index)])
        }
      }
    }
    return found
  }

}

extension GraphModule {

  /// The region that `id` calls, if it is a call of one that has become a function.
  fileprivate func calledRegion(_ id: ID<Node>) -> String? {
    guard case .apply = self[id].kind, let callee = self[id].operands.first,
      case .global(let name) = self[callee].kind,
      functions[name]?.attributes["Compiler"] != nil
    else { return nil }
    return name
  }

  /// Whether `id` computes nothing: it only names or marks a value.
  fileprivate func passesOn(_ id: ID<Node>) -> Bool {
    switch self[id].kind {
    case .tuple, .projection, .variable, .binding: true
    case .call(let op, _): op.has(.annotation)
    case .constant, .apply, .global, .function, .conditional: false
    }
  }

}
