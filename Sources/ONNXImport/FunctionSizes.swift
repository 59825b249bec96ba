import Diagnostics

/// How many nodes the functions of a model unfold to: a call becomes the nodes of what it calls, so
/// that a few functions that call one another twice come to more than any memory holds.
struct FunctionSizes {

  /// More nodes than this in one call are refused.
  static let limit = 1 << 18

  private let functions: [Conversion.Key: FunctionProto]

  /// What is known; 0 while it is being counted.
  private var known: [Conversion.Key: Int] = [:]

  init(_ functions: [Conversion.Key: FunctionProto]) { self.functions = functions }

  /// - Errors: a call of the function `key` unfolds to too many nodes, or functions and graphs lie
  ///   too deep in each other.
  mutating func expectFinite(_ key: Conversion.Key) throws(Diagnostic) {
    let count = try size(of: key, depth: 0)
    guard count <= Self.limit else {
      throw .error(
        "a call of function `\(key.op)` unfolds to more than \(Self.limit) nodes",
        hints: ["functions are unfolded where they are called: they call one another too often"],
        failure: .limit)
    }
  }

  private mutating func size(of key: Conversion.Key, depth: Int) throws(Diagnostic) -> Int {
    if let known = known[key] { return known }
    guard let function = functions[key] else { return 1 }
    guard depth < GraphImporter.depthLimit else { throw .tooDeep }
    known[key] = 0
    let count = try size(of: function.node, depth: depth)
    known[key] = count
    return count
  }

  private mutating func size(of nodes: [NodeProto], depth: Int) throws(Diagnostic) -> Int {
    guard depth < GraphImporter.depthLimit else { throw .tooDeep }
    var total = 0
    for node in nodes {
      let key = Conversion.Key(domain: node.domain, op: node.opType)
      total += try size(of: key, depth: depth + 1)
      for attribute in node.attribute where !attribute.g.isEmpty {
        let graph = try decoded(GraphProto.self, [UInt8](attribute.g))
        total += try size(of: graph.node, depth: depth + 1)
      }
      // More is not worth counting, and could not be counted.
      if total > Self.limit { return Self.limit + 1 }
    }
    return total
  }

}
