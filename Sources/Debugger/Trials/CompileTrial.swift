import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

/// A small model that tells whether an accelerator can be compiled for: one kind of layer, with what
/// it needs around it.
struct CompileTrial: Sendable {

  /// What layer it is, in words.
  let name: String

  /// The names of the operators that have to go to the accelerator, in the forms that passes give
  /// them.
  let operators: Set<String>

  let build: @Sendable (inout TrialModel) throws(Diagnostic) -> ID<Node>

  /// Whether `id` computes the layer: by one of its operators, or by a product that one became.
  func computes(_ id: ID<Node>, in module: GraphModule) -> Bool {
    guard let op = module[id].op else { return false }
    if operators.contains(op.name) { return true }
    return op.has(.product)
      && module[id].origin.sources.contains { operators.contains(module[$0].op) }
  }

  /// The model as it would be loaded.
  /// - Errors: an operator refuses its operands.
  func model() throws(Diagnostic) -> LoadedModel {
    var model = TrialModel()
    let body = try build(&model)
    var module = model.builder.module
    module.functions["main"] = Function(parameters: model.parameters, body: body)
    return LoadedModel(
      name: name, path: "", format: "trial", module: module, outputNames: ["result"], bindings: [:])
  }

}

/// A model of floats in the making, with random weights that are the same every time.
struct TrialModel: Sendable {

  fileprivate(set) var builder = GraphBuilder(pass: "trial")
  fileprivate(set) var parameters: [ID<Node>] = []
  private var random = SplitMix64(seed: 1)

  /// What a mean over an image is called, before passes and behind them.
  static let means: Set<String> = ["nn.global_avg_pool2d", "nn.avg_pool2d", "mean", "sum"]

  mutating func input(_ shape: [Int]) -> ID<Node> {
    let id = builder.variable("x\(parameters.count)", .tensor(shape, .float32))
    parameters.append(id)
    return id
  }

  mutating func call(
    _ op: Op, _ operands: [ID<Node>], _ attributes: Attributes = Attributes()
  ) throws(Diagnostic) -> ID<Node> {
    let source = builder.module.insert(
      Source(name: op.name, op: op.name, index: builder.module.sources.count))
    builder.sources = [source]
    return try builder.call(op, operands, attributes)
  }

  private mutating func constant(_ shape: [Int], upTo most: Float) -> ID<Node> {
    let numbers = (0 ..< shape.product).map { _ in
      Float.random(in: -most ... most, using: &random)
    }
    return builder.constant(Tensor(shape, numbers))
  }

  /// A convolution with its bias.
  mutating func convolution(
    _ data: ID<Node>, from inputs: Int, to outputs: Int, _ kernel: Int, stride: Int = 1,
    groups: Int = 1
  ) throws(Diagnostic) -> ID<Node> {
    let pad = kernel / 2
    let window = Window(
      kernel: [kernel, kernel], strides: [stride, stride], padsBegin: [pad, pad],
      padsEnd: [pad, pad])
    let weight = constant([outputs, inputs / groups, kernel, kernel], upTo: 0.5)
    let sums = try call(
      Conv2D.op, [data, weight],
      Conv2D.keys.settings(window, groups: groups, channels: outputs))
    return try call(BiasAdd.op, [sums, constant([outputs], upTo: 1)])
  }

  /// A dense layer with its bias.
  mutating func dense(
    _ data: ID<Node>, from inputs: Int, to outputs: Int
  ) throws(Diagnostic) -> ID<Node> {
    let sums = try call(Dense.op, [data, constant([outputs, inputs], upTo: 0.5)])
    return try call(BiasAdd.op, [sums, constant([outputs], upTo: 1)])
  }

}
