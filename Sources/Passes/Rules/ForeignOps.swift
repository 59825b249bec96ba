import GraphIR

/// Operators that texts of Relay may have and the graph has not: rules make others of them.
enum ForeignOps {

  /// Drops elements at random while a model learns; the identity afterwards.
  static let dropout = Op.unregistered("nn.dropout")

  /// The product of two matrices, each of them transposed or not.
  static let matmul = Op.unregistered("nn.matmul")

  static let transposesA = AttributeKey("transpose_a", default: false)
  static let transposesB = AttributeKey("transpose_b", default: false)

}
