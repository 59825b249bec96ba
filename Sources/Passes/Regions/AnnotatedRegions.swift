import DequeModule
import Diagnostics
import GraphIR
import Support

/// The regions that the annotations of one function mark.
///
/// A begin opens a region; what reads a value of an open region joins it, and joins all open regions
/// that it reads; an end is the last of its region on its way. Numbers are given in the order in
/// which begins are met, so those of joined regions are missing.
/// - Source: Relay 0.0.5 `AnnotatedRegionSet`.
struct AnnotatedRegions {

  struct Region {

    /// The number in names of functions.
    let number: Int

    let target: String

    /// The begins through which values come, and the ends through which they leave.
    var begins: Deque<ID<Node>>
    var ends: Deque<ID<Node>> = []
  }

  let module: GraphModule
  let function: Function

  /// Every node of the function but those in composites, dependencies first.
  private(set) var nodes: [ID<Node>] = []

  /// What the variables stand for that a `let` binds.
  private(set) var bound: [ID<Node>: ID<Node>] = [:]

  /// By number; those that have joined others are empty.
  private(set) var regions: [Region] = []

  /// Which regions have become one, as trees; the root of each knows the number that is left.
  private var parents: [Int] = []
  private var sizes: [Int] = []
  private var labels: [Int] = []

  /// The region of each node as it was first given, by index of the node; -1 for none.
  private var homes: [Int32]

  /// The side of each annotation, by index of the node.
  private var sides: [Annotation.Side?]

  /// - Errors: an end without a begin or of another target, operands some of which are in a region
  ///   and some of which are not, or a value that leaves a region without an end.
  init(_ function: Function, in module: GraphModule) throws(Diagnostic) {
    self.module = module
    self.function = function
    homes = [Int32](repeating: -1, count: module.nodes.count)
    sides = [Annotation.Side?](repeating: nil, count: module.nodes.count)
    var walk = PostorderWalk(module, from: [function.body])
    while let id = walk.nextOuter(in: module) {
      nodes.append(id)
      try visit(id)
    }
    shortenWays()
    try checkLeaks()
  }

  /// Which side `id` marks, if it is an annotation of the function.
  /// - Cost: that of an element of an array, and no look at the node.
  func side(of id: ID<Node>) -> Annotation.Side? { sides[Int(id.index)] }

  /// The region that `id` is in now.
  func region(of id: ID<Node>) -> Int? {
    let home = homes[Int(id.index)]
    return home < 0 ? nil : labels[root(Int(home))]
  }

  /// The region that the one of this number is part of now.
  func current(_ region: Int) -> Int { labels[root(region)] }

  /// The numbers of the regions that there are, in order.
  var numbers: [Int] { regions.indices.filter { labels[root($0)] == $0 } }

  private func root(_ region: Int) -> Int {
    var region = region
    while parents[region] != region { region = parents[region] }
    return region
  }

  /// Leads from each region straight to its root, for many questions after many changes.
  mutating func shortenWays() {
    for region in parents.indices { parents[region] = root(region) }
  }

  // MARK: Building

  private mutating func visit(_ id: ID<Node>) throws(Diagnostic) {
    let count = module[id].operandCount
    switch module[id].form {
    case .call:
      if let annotation = module.annotation(id) {
        try visit(annotation, id)
      } else if module[id].accessesCell, module[id].op == ReferenceAccess.write {
        // What is written need not come from the region of the cell.
        try join(id, 0 ..< min(1, count))
      } else {
        try join(id, 0 ..< count)
      }
    case .apply: try join(id, min(1, count) ..< count)
    case .tuple, .projection: try join(id, 0 ..< count)
    case .binding: bound[module[id].operand(0)] = module[id].operand(1)
    case .variable, .constant, .global, .function, .conditional: break
    }
  }

  private mutating func visit(
    _ annotation: Annotation, _ id: ID<Node>
  ) throws(Diagnostic) {
    sides[Int(id.index)] = annotation.side
    switch annotation.side {
    case .begin:
      homes[Int(id.index)] = Int32(regions.count)
      parents.append(regions.count)
      sizes.append(1)
      labels.append(regions.count)
      regions.append(Region(number: regions.count, target: annotation.target, begins: [id]))
    case .end:
      guard let region = region(of: annotation.operand) else {
        throw module.locating(noRegion(annotation.target), at: module.unmarked(id))
      }
      guard regions[region].target == annotation.target else {
        throw module.locating(
          otherTarget(annotation.target, regions[region].target), at: module.unmarked(id))
      }
      homes[Int(id.index)] = Int32(region)
      regions[region].ends.append(id)
    }
  }

  /// Puts `id` into the region from which its operands at `places` come, if that is still open.
  private mutating func join(_ id: ID<Node>, _ places: Range<Int>) throws(Diagnostic) {
    var joined: Int?
    var outside: ID<Node>?
    for place in places {
      let operand = module[id].operand(place)
      guard let region = region(of: operand) else {
        outside = operand
        continue
      }
      // What an end gives is outside of what it ends.
      if side(of: operand) == .end { continue }
      if let joined, joined != region {
        guard regions[joined].target == regions[region].target else {
          throw module.locating(
            mixedTargets(regions[joined].target, regions[region].target), at: id)
        }
        // A begin may also read what already has left the region that it is now part of.
        unite(region, into: joined)
      }
      joined = joined ?? region
    }
    guard let joined else { return }
    if let outside {
      throw module.locating(
        inconsistent(module.words(for: outside), regions[joined].target), at: id)
    }
    homes[Int(id.index)] = Int32(joined)
  }

  /// A value that is read outside of its region has to go through an end.
  private func checkLeaks() throws(Diagnostic) {
    for id in nodes {
      let home = region(of: id)
      var leaking: ID<Node>?
      module.forEachOuterDependency(of: id) { operand in
        if leaking == nil, leaks(operand, to: home) { leaking = operand }
      }
      if let leaking { throw error(leaking: leaking) }
    }
    if leaks(function.body, to: nil) { throw error(leaking: function.body) }
  }

  private func leaks(_ id: ID<Node>, to home: Int?) -> Bool {
    // What an end gives is outside.
    guard homes[Int(id.index)] >= 0, side(of: id) != .end else { return false }
    return region(of: id) != home && passing(id) == nil
  }

  private func error(leaking id: ID<Node>) -> Diagnostic {
    let target = region(of: id).map { regions[$0].target } ?? ""
    return module.locating(leak(target), at: module.unmarked(id))
  }

  /// A begin that nothing of a region follows, as what a `let` binds has one: it only passes on what
  /// it marks.
  func passing(_ id: ID<Node>) -> Annotation? {
    guard side(of: id) == .begin, let region = region(of: id), regions[region].ends.isEmpty else {
      return nil
    }
    return module.annotation(id)
  }

  // MARK: Merging

  /// Makes all of `source` part of `region`, which keeps its number.
  /// - Cost: as of several.
  mutating func merge(_ source: Int, into region: Int) {
    guard source != region else { return }
    merge([source], into: region)
  }

  /// The same where `source` may read `region` as well.
  mutating func unite(_ source: Int, into region: Int) {
    guard source != region else { return }
    let left = removeBegins(of: source, reading: [region])
    merge(source, into: region)
    if !left.isEmpty { regions[region].ends.removeAll { left.contains($0) } }
  }

  /// Makes all of `sources` parts of `region`, one after the other; `region` keeps its number.
  ///
  /// Begins of `region` that read one of them are no longer begins of it, nor are the ends that they
  /// read ends.
  /// - Cost: O(begins and ends of all), and for one source that has most of them, what `region` has.
  mutating func merge(_ sources: [Int], into region: Int) {
    let inner = removeBegins(of: region, reading: sources)
    // Held in one place while it grows, so that it is not copied.
    var (begins, ends) = (regions[region].begins, regions[region].ends)
    (regions[region].begins, regions[region].ends) = ([], [])
    for source in sources {
      begins.join(regions[source].begins)
      ends.join(regions[source].ends)
      (regions[source].begins, regions[source].ends) = ([], [])
      unite(source, with: region)
    }
    if inner.count > 4 {
      let inner = Set(inner)
      ends.removeAll { inner.contains($0) }
    } else {
      for end in inner {
        if let index = ends.lastIndex(of: end) { ends.remove(at: index) }
      }
    }
    (regions[region].begins, regions[region].ends) = (begins, ends)
  }

  /// Drops the begins of `region` that read one of `sources`, and those of a source that read one
  /// behind it; what they read.
  private mutating func removeBegins(of region: Int, reading sources: [Int]) -> [ID<Node>] {
    // What nothing leaves, nothing reads.
    guard sources.contains(where: { !regions[$0].ends.isEmpty }) else { return [] }
    if sources.count == 1 { return removeBegins(of: region, reading: sources[0]) }
    let places = Dictionary(
      uniqueKeysWithValues: sources.enumerated().filter { !regions[$0.element].ends.isEmpty }
        .map { ($0.element, $0.offset) })
    var inner: [ID<Node>] = []
    for (place, reader) in [(-1, region)] + (sources.count > 1 ? Array(sources.enumerated()) : []) {
      var kept: Deque<ID<Node>> = []
      var isChanged = false
      for begin in regions[reader].begins {
        let operand = marked(by: begin)
        if let home = self.region(of: operand), let other = places[home], other > place {
          inner.append(operand)
          isChanged = true
        } else {
          kept.append(begin)
        }
      }
      if isChanged { regions[reader].begins = kept }
    }
    return inner
  }

  /// The same for one.
  private mutating func removeBegins(of region: Int, reading source: Int) -> [ID<Node>] {
    let begins = regions[region].begins
    let inner = begins.filter { self.region(of: marked(by: $0)) == source }
    guard !inner.isEmpty else { return [] }
    regions[region].begins = begins.filter { self.region(of: marked(by: $0)) != source }
    return inner.map { marked(by: $0) }
  }

  private mutating func unite(_ source: Int, with region: Int) {
    let (a, b) = (root(source), root(region))
    let (small, large) = sizes[a] < sizes[b] ? (a, b) : (b, a)
    parents[small] = large
    sizes[large] += sizes[small]
    labels[large] = region
  }

}

extension Deque {
  /// Puts `other` behind this: what is less is moved.
  fileprivate mutating func join(_ other: Self) {
    guard other.count > count else {
      append(contentsOf: other)
      return
    }
    var all = other
    all.prepend(contentsOf: self)
    self = all
  }
}

private func noRegion(_ target: String) -> Diagnostic {
  .error(
    "no region of `\(target)` ends here, because none has begun",
    hints: ["mark its inputs with `annotation.compiler_begin`"])
}

private func otherTarget(_ target: String, _ other: String) -> Diagnostic {
  .error("a region of `\(other)` ends as one of `\(target)`")
}

private func mixedTargets(_ target: String, _ other: String) -> Diagnostic {
  .error(
    "operands come from regions of `\(target)` and of `\(other)`",
    hints: ["end one of them with `annotation.compiler_end`, and begin the other"])
}

private func inconsistent(_ words: String, _ target: String) -> Diagnostic {
  .error(
    "\(words) is an operand inside of a region of `\(target)` and does not begin there",
    hints: ["mark it with `annotation.compiler_begin`"])
}

private func leak(_ target: String) -> Diagnostic {
  .error(
    "a value leaves its region of `\(target)` without an end",
    hints: ["mark it with `annotation.compiler_end`"])
}
