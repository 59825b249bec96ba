import GraphIR
import OrderedCollections
import Support

/// How values go between the parts of a program: a region is one part, and what is in none is one
/// by itself.
struct PartFlow {

  /// How values get from one part to another.
  struct Ways {

    /// Whether the one reads the other.
    var isDirect = false

    /// The nodes on a way through something else, both ends included; nil where there is none.
    var around: [ID<Node>]?

    /// The variable that a `let` binds and that the one reads of the other; nil where it reads a
    /// value without one.
    var variable: ID<Node>?
  }

  private let module: GraphModule
  private let places: ProgramPlaces
  private let order: [ID<Node>]

  /// By index of the node.
  private var parts: [Int]
  private var readers: [[ID<Node>]]

  /// The variables that a `let` binds.
  private var variables: Set<ID<Node>> = []

  /// The calls of regions that have become functions, by name.
  private var calls: [String: ID<Node>] = [:]

  init(_ program: Program, _ places: ProgramPlaces) {
    let module = program.module
    self.module = module
    self.places = places
    let functions = module.openFunctions.map { ($0, module.outerNodes(of: $0)) }
    order = functions.flatMap(\.1)
    parts = Array(module.nodes.ids.map { Int($0.index) })
    readers = Array(repeating: [], count: module.nodes.count)
    var base = module.nodes.count
    for (function, nodes) in functions {
      readReaders(nodes)
      guard let regions = try? AnnotatedRegions(function, in: module) else { continue }
      for id in nodes {
        guard let region = regions.region(of: id),
          regions.regions[region].target != Annotation.host
        else { continue }
        parts[Int(id.index)] = base + region
      }
      base += regions.regions.count
    }
    for id in order {
      if let name = module.calledRegion(id) { calls[name] = id }
    }
  }

  private mutating func readReaders(_ nodes: [ID<Node>]) {
    let bound = module.boundValues(in: nodes)
    variables.formUnion(bound.keys)
    for id in nodes {
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

  /// A node that values of a part have reached, and whether something else was on the way.
  private struct Step: Hashable {
    var id: ID<Node>
    var isAround: Bool
  }

  /// - Cost: O(nodes).
  func ways(from start: Int, to end: Int) -> Ways {
    var ways = Ways()
    var isPlain = false
    var previous: [Step: Step] = [:]
    var queue = order.filter { parts[Int($0.index)] == start }.map { Step(id: $0, isAround: false) }
    var next = 0
    while next < queue.count, ways.around == nil {
      let step = queue[next]
      next += 1
      for reader in readers[Int(step.id.index)] {
        let part = parts[Int(reader.index)]
        if part == end {
          guard step.isAround else {
            ways.isDirect = true
            let variable = way(to: step, previous).last(where: variables.contains)
            ways.variable = ways.variable ?? variable
            isPlain = isPlain || variable == nil
            continue
          }
          let path = way(to: step, previous).map { module.unmarked($0) } + [entry(of: reader)]
          ways.around = Array(OrderedSet(path))
          ways.isDirect = ways.isDirect || directReaders(of: start).contains(end)
          break
        }
        let isAround = step.isAround || !module.passesOn(reader)
        let found = Step(id: reader, isAround: isAround)
        guard part != start, previous[found] == nil else { continue }
        previous[found] = step
        queue.append(found)
      }
    }
    if isPlain { ways.variable = nil }
    return ways
  }

  /// A variable that a `let` binds and that only one of the parts reads, the second one rather.
  func variable(dividing first: Int, _ second: Int) -> ID<Node>? {
    let (own, other) = (variables(readBy: second), variables(readBy: first))
    return own.first { !other.contains($0) } ?? other.first { !own.contains($0) }
  }

  private func variables(readBy part: Int) -> [ID<Node>] {
    order.filter { parts[Int($0.index)] == part }.flatMap { module[$0].operands }
      .filter(variables.contains)
  }

  private func way(to step: Step, _ previous: [Step: Step]) -> [ID<Node>] {
    var way = [step.id]
    var step = step
    while let before = previous[step] {
      way.append(before.id)
      step = before
    }
    return way.reversed()
  }

  /// The first node of a part that computes something, from where a value enters it.
  private func entry(of id: ID<Node>) -> ID<Node> {
    var id = id
    while module.annotation(id) != nil,
      let reader = readers[Int(id.index)].first(where: {
        parts[Int($0.index)] == parts[Int(id.index)]
      })
    {
      id = reader
    }
    return id
  }

  /// A part of the same target that reads both.
  func commonReader(of a: Int, _ b: Int) -> Int? {
    let both = directReaders(of: a).intersection(directReaders(of: b))
    return both.filter { part in
      order.contains { parts[Int($0.index)] == part && isOnTarget($0) }
    }.min()
  }

  private func isOnTarget(_ id: ID<Node>) -> Bool {
    places[id].target != nil || module.calledRegion(id) != nil
      || module.annotation(id).map { $0.target != Annotation.host } ?? false
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

  /// Whether `id` computes nothing: it only names or marks a value.
  fileprivate func passesOn(_ id: ID<Node>) -> Bool {
    switch self[id].kind {
    case .tuple, .projection, .variable, .binding: true
    case .call(let op, _): op.has(.annotation)
    case .constant, .apply, .global, .function, .conditional: false
    }
  }

}
