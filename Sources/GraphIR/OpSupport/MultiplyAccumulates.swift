public import Support
import Tensors

/// How many products an operator adds up, worked out from types alone.
///
///     convolution   elements of the result · elements of the kernel for one channel of it
///     product       elements of the result · elements of a row
///
/// Nothing else of what an operator does is counted, so that elementwise operators have none.
private struct ProductCount: Sendable {

  /// What is known of a call.
  struct Call {
    let operands: [TensorType]
    let result: TensorType
    let attributes: Attributes
  }

  /// - Returns: nil where an extent is not known.
  let count: @Sendable (Call) -> Int?

  static let all: [Op: ProductCount] = {
    var all: [Op: ProductCount] = [
      Dense.op: rows, QDense.op: rows, BatchMatmul.general: rows, BatchMatmul.batched: batches,
      QConv2D.op: convolution(QConv2D.keys.kernelLayout), Einsum.op: letters,
    ]
    for rank in 1 ... 3 {
      let keys = Convolution(rank: rank)
      all[keys.op("nn.conv\(rank)d", "")] = convolution(keys.kernelLayout)
    }
    for op in ConvTranspose.ops { all[op] = spread }
    return all
  }()

  /// Each element of the result is a sum over the kernel of its channel.
  private static func convolution(_ layout: AttributeKey<String>) -> ProductCount {
    ProductCount { call in
      let letters = Array(call.attributes[layout])
      guard let results = call.result.count, call.operands.count > 1,
        let kernel = call.operands[1].extents, kernel.count == letters.count
      else { return nil }
      let summed = zip(letters, kernel).filter { $0.0 != "O" }.map(\.1)
      return ([results] + summed).product
    }
  }

  /// Each element of the data is multiplied by the kernel of its channel, whose first axis that is.
  private static let spread = ProductCount { call in
    guard call.operands.count > 1, let elements = call.operands[0].count,
      let kernel = call.operands[1].extents
    else { return nil }
    return ([elements] + kernel.dropFirst()).product
  }

  /// The last axis of the first operand is summed.
  private static let rows = ProductCount { call in
    guard let results = call.result.count, let row = call.operands.first?.shape.last ?? nil else {
      return nil
    }
    return [results, row].product
  }

  private static let batches = ProductCount { call in
    guard let results = call.result.count, let shape = call.operands.first?.shape, shape.count == 3,
      let row = shape[call.attributes[BatchMatmul.transposesA] ? 1 : 2]
    else { return nil }
    return [results, row].product
  }

  /// Every axis that has a letter is gone through once for each operand but the first.
  private static let letters = ProductCount { call in
    Einsum.extents(of: call.operands, call.attributes).map {
      [$0.product, max(0, call.operands.count - 1)].product
    }
  }

}

extension GraphModule {

  /// How many products the operator `id` adds up each time that it is computed: 0 for one that adds
  /// up none, and for what is no operator.
  /// - Returns: nil where an extent is not known before the program runs.
  /// - Cost: O(axes).
  public func multiplyAccumulates(of id: ID<Node>) -> Int? {
    guard case .call(let op, let attributes) = self[id].kind, let rule = ProductCount.all[op] else {
      return 0
    }
    guard let result = self[id].type?.tensor else { return nil }
    var operands: [TensorType] = []
    for operand in self[id].operands {
      guard let type = self[operand].type else { return nil }
      operands += type.tensor.map { [$0] } ?? type.fields?.compactMap(\.tensor) ?? []
    }
    return rule.count(.init(operands: operands, result: result, attributes: attributes))
  }

}
