import Diagnostics
import GraphIR
import Support
import Tensors

/// Operators on sequences of tensors and on values that may be absent.
enum Sequences {

  static let conversions: [Conversion] =
    [
      Conversion("SequenceConstruct") { graph, node throws(Diagnostic) in
        [try graph.sequence(node.allInputs())]
      },
      Conversion("SequenceEmpty") { graph, _ throws(Diagnostic) in [try graph.builder.tuple([])] },
      Conversion("SequenceInsert") { graph, node throws(Diagnostic) in
        var fields = try graph.fields(of: node[0])
        let place = try place(&graph, node, 2, length: fields.count, inserts: true)
        fields.insert(try node[1], at: place ?? fields.count)
        return [try graph.sequence(fields)]
      },
      Conversion("SequenceErase") { graph, node throws(Diagnostic) in
        var fields = try graph.fields(of: node[0])
        guard !fields.isEmpty else { throw .error("the sequence is empty") }
        fields.remove(at: try place(&graph, node, 1, length: fields.count) ?? fields.count - 1)
        return [try graph.builder.tuple(fields)]
      },
      Conversion("SequenceAt") { graph, node throws(Diagnostic) in [try element(&graph, node)] },
      Conversion("SequenceLength") { graph, node throws(Diagnostic) in
        let count = try graph.fields(of: node[0]).count
        return [graph.constant(Tensor(scalar: Int64(count)))]
      },
      Conversion("SplitToSequence") { graph, node throws(Diagnostic) in [try split(&graph, node)] },
      Conversion("ConcatFromSequence") { graph, node throws(Diagnostic) in
        [try concat(&graph, node)]
      },
      Conversion("SequenceMap") { graph, node throws(Diagnostic) in try map(&graph, node) },
    ] + optionals

  private static let optionals: [Conversion] = [
    Conversion("Optional") { graph, node throws(Diagnostic) in
      if let value = node.optional(0) { return [value] }
      return [try graph.absentValue()]
    },
    Conversion("OptionalHasElement") { graph, node throws(Diagnostic) in
      let isThere = node.optional(0).map { !graph.absent.contains($0) } ?? false
      return [graph.constant(Tensor(scalar: isThere))]
    },
    Conversion("OptionalGetElement") { graph, node throws(Diagnostic) in
      let value = try node[0]
      guard !graph.absent.contains(value) else { throw .error("the optional value is empty") }
      return [value]
    },
  ]

  /// The position in a sequence of `length` that the input at `index` gives; negative ones count
  /// from its end.
  /// - Errors: it is not known, or there is no such position.
  private static func place(
    _ graph: inout GraphImporter, _ node: ModelNode, _ index: Int, length: Int,
    inserts: Bool = false
  ) throws(Diagnostic) -> Int? {
    guard let given = try graph.constant(node, index, "position")?.ints.first else { return nil }
    guard given >= -length, inserts ? given <= length : given < length else {
      throw .error("there is no position \(given) in a sequence of \(length)")
    }
    return given < 0 ? given + length : given
  }

  /// The element at a position; where only the program knows it, all have one type.
  private static func element(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let fields = try graph.fields(of: node[0])
    let position = try node[1]
    if graph.known(position) == nil, let first = fields.first, !graph.isSequence(first) {
      let types = fields.map { graph.builder.module[$0].type }
      if types.allSatisfy({ $0 == types[0] }) {
        let all = try graph.stacked(fields, axis: 0)
        return try graph.call(Take.op, [all, position], [Take.axis(0), Take.mode("fast")])
      }
    }
    guard let place = try place(&graph, node, 1, length: fields.count) else {
      throw .error("input `position` is missing")
    }
    return fields[place]
  }

  private static func split(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let data = try node[0]
    let axis = try graph.position(node.integer("axis", default: 0), in: data)
    let extent = try graph.extents(of: data)[axis]
    guard extent <= 1 << 16 else { throw .error("an axis of \(extent) is too long for a sequence") }
    guard let given = try graph.constant(node, 1, "split") else {
      let keeps = try node.flag("keepdims", default: true)
      if keeps { return try parts(&graph, data, Array(repeating: 1, count: extent), axis) }
      var slices: [ID<Node>] = []
      for position in 0 ..< extent { slices.append(try graph.slice(data, position, axis: axis)) }
      return try graph.builder.tuple(slices)
    }
    var widths = given.ints
    if given.rank == 0 {
      guard widths[0] > 0 else { throw .error("`split` is \(widths[0]), expected 1 or more") }
      widths = stride(from: 0, to: extent, by: widths[0]).map { min(widths[0], extent - $0) }
    }
    guard widths.allSatisfy({ (0 ... extent).contains($0) }), widths.reduce(0, +) == extent else {
      throw .error("`split` is \(widths) for an axis of \(extent)")
    }
    return try parts(&graph, data, widths, axis)
  }

  private static func parts(
    _ graph: inout GraphImporter, _ data: ID<Node>, _ widths: [Int], _ axis: Int
  ) throws(Diagnostic) -> ID<Node> {
    var places: [Int] = []
    for width in widths.dropLast() { places.append((places.last ?? 0) + width) }
    let parts = try graph.call(Split.op, [data], [Split.sections(places), Split.axis(axis)])
    var fields: [ID<Node>] = []
    for index in widths.indices { fields.append(try graph.builder.projection(parts, index)) }
    return try graph.builder.tuple(fields)
  }

  private static func concat(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> ID<Node> {
    let fields = try graph.fields(of: node[0])
    guard let first = fields.first else { throw .error("the sequence is empty") }
    guard let axis = try node.integer("axis") else { throw .error("attribute `axis` is missing") }
    let isNew = try node.flag("new_axis")
    let position = try graph.position(axis, rank: graph.rank(of: first) + (isNew ? 1 : 0))
    if isNew { return try graph.stacked(fields, axis: position) }
    return try graph.call(
      Concatenate.op, [graph.builder.tuple(fields)], [Concatenate.axis(position)])
  }

  /// The body for each element of a sequence, with the elements of others at the same place, and
  /// tensors as they are.
  private static func map(
    _ graph: inout GraphImporter, _ node: ModelNode
  ) throws(Diagnostic) -> [ID<Node>] {
    let body = try LoopBody(&graph, node)
    let inputs = try node.allInputs()
    let count = try graph.fields(of: inputs[0]).count
    var columns: [[ID<Node>]] = Array(repeating: [], count: body.outputCount)
    for index in 0 ..< count {
      var arguments: [ID<Node>] = []
      for input in inputs {
        guard graph.isSequence(input) else {
          arguments.append(input)
          continue
        }
        let fields = try graph.fields(of: input)
        guard fields.count == count else {
          throw .error("sequences of \(count) and \(fields.count), expected as many elements")
        }
        arguments.append(fields[index])
      }
      guard let results = try body.iteration(index, arguments, &graph) else { return [] }
      for (column, result) in results.enumerated() { columns[column].append(result) }
    }
    var outputs: [ID<Node>] = []
    for column in columns { outputs.append(try graph.sequence(column)) }
    return outputs
  }

}
