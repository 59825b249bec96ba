import Diagnostics
import GraphIR
import Support
import Tensors

/// Loops, which become their iterations one after the other.
enum Loops {

  static let conversions: [Conversion] = [
    Conversion("Loop") { graph, node throws(Diagnostic) in
      var loop = try Unrolling(&graph, node)
      guard try loop.run(&graph) else { return [] }
      return try loop.results(&graph)
    }
  ]

  /// A loop while it is being unrolled.
  private struct Unrolling {

    private let body: LoopBody
    private let node: ModelNode

    /// The most iterations; `nil` if only the condition ends the loop.
    private let most: Int?

    /// What decides whether there is another iteration; `nil` for always.
    private var condition: ID<Node>?
    private var conditionName: String

    /// The values that each iteration hands to the next.
    private var state: [ID<Node>]

    /// For each of the other outputs, what each iteration gives.
    private var columns: [[ID<Node>]]

    /// What stands in the columns for iterations that do not take place.
    private var fillers: [ID<Node>] = []

    /// The number of iterations, from where on only the program knows it.
    private var count: ID<Node>?

    init(_ graph: inout GraphImporter, _ node: ModelNode) throws(Diagnostic) {
      self.node = node
      body = try LoopBody(&graph, node)
      most = try graph.constant(node, 0, "M")?.ints.first
      condition = node.optional(1)
      conditionName = condition == nil ? "" : node.proto.input[1]
      state = []
      for index in node.inputs.indices.dropFirst(2) { state.append(try node[index]) }
      let others = body.outputCount - 1 - state.count
      guard others >= 0, body.inputCount == 2 + state.count else {
        throw .error(
          "a body of \(body.inputCount) inputs and \(body.outputCount) outputs for "
            + "\(state.count) values that are handed on")
      }
      columns = Array(repeating: [], count: others)
    }

    /// - Returns: whether all of the body is supported.
    /// - Errors: how often the body runs is not known.
    mutating func run(_ graph: inout GraphImporter) throws(Diagnostic) -> Bool {
      var index = 0
      while most.map({ index < $0 }) ?? true {
        if let condition {
          if let known = graph.known(condition)?.doubles.first {
            if known == 0 { break }
          } else {
            try expectBound(&graph, condition)
            if count == nil { count = number(index, &graph) }
          }
        }
        let arguments = [number(index, &graph), condition ?? graph.constant(Tensor(scalar: true))]
        guard let results = try body.iteration(index, arguments + state, &graph) else {
          return false
        }
        try take(results, index, &graph)
        index += 1
      }
      return true
    }

    private func number(_ index: Int, _ graph: inout GraphImporter) -> ID<Node> {
      graph.constant(Tensor(scalar: Int64(index)))
    }

    /// - Errors: nothing but a condition that the program computes ends the loop.
    private func expectBound(
      _ graph: inout GraphImporter, _ condition: ID<Node>
    ) throws(Diagnostic) {
      if let most, most <= graph.loopLimit { return }
      let bound = most.map { "\($0) iterations are too many" } ?? "it has no trip count"
      throw graph.unknown(
        condition,
        "the loop goes on while `\(conditionName)` holds, which the model computes, and \(bound)")
    }

    /// Hands on what an iteration gives, or what there was if it did not take place.
    private mutating func take(
      _ results: [ID<Node>], _ index: Int, _ graph: inout GraphImporter
    ) throws(Diagnostic) {
      var (next, new) = (results[0], Array(results.dropFirst().prefix(state.count)))
      var others = Array(results.dropFirst(1 + state.count))
      if let active = condition, let before = count {
        var old = state + [before]
        if fillers.isEmpty {
          for other in others { fillers.append(try zeros(like: other, &graph)) }
        }
        old += fillers
        let chosen = try choose(
          active, new + [number(index + 1, &graph)] + others, old, &graph)
        new = Array(chosen.prefix(state.count))
        count = chosen[state.count]
        others = Array(chosen.dropFirst(state.count + 1))
        next = try choose(active, [scalar(next, &graph)], [scalar(active, &graph)], &graph)[0]
      }
      for (column, other) in others.enumerated() { columns[column].append(other) }
      // A body that never ends it often just says so.
      if condition != nil || graph.known(next)?.doubles.first != 1 {
        condition = next
        conditionName = "\(node.name)/\(index)/\(body.outputName(0))"
      }
      state = new
    }

    private func zeros(
      like other: ID<Node>, _ graph: inout GraphImporter
    ) throws(Diagnostic) -> ID<Node> {
      let type = try graph.type(of: other)
      return graph.constant(Tensor(zeros: type.element, try graph.extents(of: other)))
    }

    /// A condition may be a tensor of one element.
    private func scalar(
      _ condition: ID<Node>, _ graph: inout GraphImporter
    ) throws(Diagnostic) -> ID<Node> {
      guard try graph.rank(of: condition) > 0 else { return condition }
      return try graph.call(Reshape.op, [condition], [Reshape.shape([])])
    }

    /// The first values where the condition holds, else the second ones, which are not computed
    /// then.
    private func choose(
      _ condition: ID<Node>, _ new: [ID<Node>], _ old: [ID<Node>], _ graph: inout GraphImporter
    ) throws(Diagnostic) -> [ID<Node>] {
      for (new, old) in zip(new, old) {
        let types = (graph.builder.module[new].type, graph.builder.module[old].type)
        guard types.0 == types.1 else {
          throw graph.unknown(
            condition,
            "how often the body runs, which `\(conditionName)` decides, changes a type from "
              + "\(types.1.map { "\($0)" } ?? "?") to \(types.0.map { "\($0)" } ?? "?")")
        }
      }
      let branches = (try graph.builder.tuple(new), try graph.builder.tuple(old))
      let chosen = try graph.builder.insert(.conditional, [condition, branches.0, branches.1])
      var result: [ID<Node>] = []
      for index in new.indices { result.append(try graph.builder.projection(chosen, index)) }
      return result
    }

    /// The outputs of the loop: the last state, and what all iterations give.
    func results(_ graph: inout GraphImporter) throws(Diagnostic) -> [ID<Node>] {
      guard !columns.isEmpty else { return state }
      var results = state
      if columns[0].isEmpty {
        let arguments = [number(0, &graph), graph.constant(Tensor(scalar: true))] + state
        for type in try body.types(arguments, graph).dropFirst(1 + state.count) {
          results.append(try graph.empty(type))
        }
        return results
      }
      for column in columns {
        let all = try graph.stacked(column, axis: 0)
        results.append(try cut(all, &graph))
      }
      return results
    }

    /// The rows of the iterations that took place.
    private func cut(
      _ all: ID<Node>, _ graph: inout GraphImporter
    ) throws(Diagnostic) -> ID<Node> {
      guard let count else { return all }
      let end = try graph.call(
        ExpandDims.op, [count], [ExpandDims.axis(0), ExpandDims.count(1)])
      return try graph.call(
        DynamicSlice.op, [all, graph.constant([0]), end, graph.constant([1])],
        [DynamicSlice.axes([0])])
    }

  }

}
