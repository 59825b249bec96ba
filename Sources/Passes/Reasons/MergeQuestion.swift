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

    /// A `let` binds the variable, which the one reads of the other, or only one of them reads.
    case scope(variable: ID<Node>)

    /// Nothing stands against it.
    case notMerged
  }

  private let module: GraphModule
  private let causes: RootCauses
  private let flow: PartFlow

  /// - Cost: O(nodes).
  public init(_ program: Program, _ causes: RootCauses) {
    module = program.module
    self.causes = causes
    flow = PartFlow(program, causes.places)
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
    guard let path = ways.around else {
      guard ways.isDirect else { return nil }
      let variable = ways.variable ?? flow.variable(dividing: start, end)
      return variable.map { .scope(variable: $0) } ?? .notMerged
    }
    let found = path.compactMap { causes[$0] }
    return ways.isDirect
      ? .selfDependence(path: path, causes: found) : .between(path: path, causes: found)
  }

}
