import GraphIR
import Support
import Tensors
import Testing

/// How many products are added up, counted by adding up ones.
@Suite struct MultiplyAccumulateTests {

  /// A call whose operands are all ones and whose window never leaves them: the sum of its result is
  /// the number of products.
  struct Product: Sendable, CustomTestStringConvertible {
    let op: String
    let shapes: [[Int]]
    var attributes = Attributes()
    var type = ElementType.float32
    var isTuple = false
    var testDescription: String { "\(op) \(shapes)" }
  }

  private static func attributes(_ values: [String: AttributeValue]) -> Attributes {
    var attributes = Attributes()
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { attributes[name] = value }
    return attributes
  }

  static let products: [Product] = [
    Product(op: "nn.dense", shapes: [[3, 5], [7, 5]]),
    Product(op: "nn.dense", shapes: [[2, 3, 5], [4, 5]]),
    Product(op: "nn.conv1d", shapes: [[2, 3, 9], [4, 3, 3]]),
    Product(op: "nn.conv2d", shapes: [[2, 3, 6, 5], [4, 3, 3, 2]]),
    Product(
      op: "nn.conv2d", shapes: [[1, 6, 6, 6], [6, 1, 3, 3]],
      attributes: attributes(["groups": .integer(6), "strides": .list([.integer(2), .integer(2)])])),
    Product(
      op: "nn.conv2d", shapes: [[1, 4, 5, 5], [6, 2, 2, 2]],
      attributes: attributes(["groups": .integer(2)])),
    Product(
      op: "nn.conv2d", shapes: [[1, 5, 5, 3], [2, 2, 3, 4]],
      attributes: attributes(["data_layout": .text("NHWC"), "kernel_layout": .text("HWIO")])),
    Product(op: "nn.conv3d", shapes: [[1, 2, 3, 4, 5], [3, 2, 2, 2, 2]]),
    Product(op: "nn.conv1d_transpose", shapes: [[1, 3, 4], [3, 2, 3]]),
    Product(op: "nn.conv2d_transpose", shapes: [[1, 3, 4, 2], [3, 5, 2, 2]]),
    Product(
      op: "nn.conv2d_transpose", shapes: [[1, 4, 3, 3], [4, 2, 2, 2]],
      attributes: attributes(["groups": .integer(2)])),
    Product(op: "nn.batch_matmul", shapes: [[3, 2, 5], [3, 4, 5]]),
    Product(
      op: "nn.batch_matmul", shapes: [[3, 5, 2], [3, 5, 4]],
      attributes: attributes(["transpose_a": .flag(true), "transpose_b": .flag(false)])),
    Product(op: "onnx.matmul", shapes: [[2, 1, 3, 4], [5, 4, 6]]),
    Product(op: "onnx.matmul", shapes: [[4], [4, 6]]),
    Product(op: "onnx.matmul", shapes: [[3, 4], [4]]),
    Product(
      op: "einsum", shapes: [[3, 4], [4, 5]],
      attributes: attributes(["equation": .text("ij,jk->ik")]), isTuple: true),
    Product(
      op: "einsum", shapes: [[2, 3, 4], [2, 1, 4]],
      attributes: attributes(["equation": .text("bij,bkj->bik")]), isTuple: true),
  ]

  @Test(arguments: products) func onesAddUpToThem(_ product: Product) throws {
    let op = try #require(Op.named(product.op))
    var builder = GraphBuilder(pass: "import")
    let parameters = product.shapes.enumerated().map { index, shape in
      builder.variable("x\(index)", .tensor(shape.map { $0 }, product.type))
    }
    let operands = product.isTuple ? [try builder.tuple(parameters)] : parameters
    let body = try builder.call(op, operands, product.attributes)
    builder.module[function: "main"] = Function(parameters: parameters, body: body)
    var evaluator = Evaluator(builder.module)
    let ones = try product.shapes.map { shape in
      Value.tensor(
        try Tensor(product.type, shape, doubles: Array(repeating: 1, count: shape.product)))
    }
    let sum = try evaluator.call("main", ones).tensors[0].doubles.reduce(0, +)
    #expect(builder.module.multiplyAccumulates(of: body) == Int(sum))
  }

  @Test func integersCountAsFloatsDo() throws {
    let op = try #require(Op.named("qnn.conv2d"))
    var builder = GraphBuilder(pass: "import")
    let data = builder.variable("x", .tensor([1, 3, 8, 8], .int8))
    let weight = builder.variable("w", .tensor([4, 3, 3, 3], .int8))
    let zero = builder.constant(Tensor(scalar: Int32(0)))
    let scale = builder.constant(Tensor(scalar: Float(1)))
    let call = try builder.call(op, [data, weight, zero, zero, scale, scale])
    #expect(builder.module.multiplyAccumulates(of: call) == 4 * 36 * 27)
  }

  @Test func whatIsNoProductHasNone() throws {
    var builder = GraphBuilder(pass: "import")
    let data = builder.variable("x", .tensor([2, 3], .float32))
    let sum = try builder.call(try #require(Op.named("add")), [data, data])
    #expect(builder.module.multiplyAccumulates(of: sum) == 0)
    #expect(builder.module.multiplyAccumulates(of: data) == 0)
  }

  @Test func anOpenExtentIsNotCounted() throws {
    var builder = GraphBuilder(pass: "import")
    let data = builder.variable("x", .tensor([nil, 5], .float32))
    let weight = builder.variable("w", .tensor([7, 5], .float32))
    let product = try builder.call(try #require(Op.named("nn.dense")), [data, weight])
    #expect(builder.module.multiplyAccumulates(of: product) == nil)
  }

  /// Extents whose product no number holds are counted as the most that there is.
  @Test func hugeExtentsDoNotTrap() throws {
    var builder = GraphBuilder(pass: "import")
    let extent = 1 << 32
    let data = builder.variable("x", .tensor([4, extent], .int8))
    let weight = builder.variable("w", .tensor([extent, extent], .int8))
    let id = builder.module.insert(
      Node(
        .call(try #require(Op.named("nn.dense")), Attributes()), [data, weight],
        type: .tensor([4, extent], .int8), origin: builder.origin))
    #expect(builder.module.multiplyAccumulates(of: id) == .max)
  }

}
