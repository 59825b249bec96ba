import Diagnostics
import GraphIR
import Support

/// Operators that say in few numbers what many are: which ones differ, which sequences there are, and
/// what matrices do to a volume.
enum Distinctions {

  static let conversions: [Conversion] = [
    .same("Det", as: Determinant.op),
    Conversion("Unique") { graph, node throws(Diagnostic) in
      let all = try graph.call(
        Unique.op, [node[0]],
        [
          Unique.axis(node.integer("axis")),
          Unique.sorts(node.flag("sorted", default: true)),
        ])
      var outputs: [ID<Node>] = []
      for index in 0 ..< 4 { outputs.append(try graph.builder.projection(all, index)) }
      return outputs
    },
    Conversion("TfIdfVectorizer") { graph, node throws(Diagnostic) in
      guard try node.texts("pool_strings") == nil else {
        throw .error("sequences of strings are not supported")
      }
      return [
        try graph.call(
          CountSequences.op, [node[0]],
          [
            CountSequences.mode(node.text("mode", default: "")),
            CountSequences.least(node.integer("min_gram_length", default: 1)),
            CountSequences.most(node.integer("max_gram_length", default: 1)),
            CountSequences.skips(node.integer("max_skip_count", default: 0)),
            CountSequences.starts(node.integers("ngram_counts") ?? []),
            CountSequences.places(node.integers("ngram_indexes") ?? []),
            CountSequences.pool(node.integers("pool_int64s") ?? []),
            CountSequences.weights(node.reals("weights") ?? []),
          ])
      ]
    },
  ]

}
