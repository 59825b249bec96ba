import Diagnostics
import GraphIR
import Support

/// A function that a recurrent layer applies to its gates, with its parameters.
struct RecurrentActivation {

  private let name: String
  private let alpha: Double
  private let beta: Double

  /// What is known of a function; `nil` for a parameter that it does not have.
  private struct Entry {
    var alpha: Float?
    var beta: Float?
  }

  private static let entries: [String: Entry] = [
    "affine": Entry(alpha: 1, beta: 0), "elu": Entry(alpha: 1),
    "hardsigmoid": Entry(alpha: 0.2, beta: 0.5), "leakyrelu": Entry(alpha: 0.01), "relu": Entry(),
    "scaledtanh": Entry(alpha: 1, beta: 1), "sigmoid": Entry(), "softplus": Entry(),
    "softsign": Entry(), "tanh": Entry(), "thresholdedrelu": Entry(alpha: 1),
  ]

  /// The functions of a layer, `count` of them, in the order in which the node names them; numbers
  /// go to those that take one, as long as there are any.
  /// - Errors: there are more or fewer, or one is not known.
  static func list(
    _ node: ModelNode, default names: [String], count: Int
  ) throws(Diagnostic) -> [RecurrentActivation] {
    let repeated = (0 ..< count / names.count).flatMap { _ in names }
    let given = try node.texts("activations") ?? repeated
    guard given.count == count else {
      throw .error("`activations` names \(given.count) functions, expected \(count)")
    }
    var alphas = (try node.reals("activation_alpha") ?? [])[...]
    var betas = (try node.reals("activation_beta") ?? [])[...]
    var result: [RecurrentActivation] = []
    for name in given {
      guard let entry = entries[name.lowercased()] else {
        throw .unsupportedAttribute("activations", name)
      }
      let alpha = entry.alpha.map { alphas.popFirst() ?? Double($0) }
      let beta = entry.beta.map { betas.popFirst() ?? Double($0) }
      result.append(
        RecurrentActivation(name: name.lowercased(), alpha: alpha ?? 0, beta: beta ?? 0))
    }
    return result
  }

  /// The function of `x`.
  func callAsFunction(
    _ graph: inout GraphImporter, _ x: ID<Node>
  ) throws(Diagnostic) -> ID<Node> {
    switch name {
    case "sigmoid": return try graph.call(ElementwiseUnary.sigmoid, [x])
    case "tanh": return try graph.call(ElementwiseUnary.hyperbolicTangent, [x])
    case "relu": return try graph.call(Elementwise.relu, [x])
    case "leakyrelu": return try graph.call(LeakyRelu.op, [x], [LeakyRelu.alpha(alpha)])
    case "hardsigmoid": return try Activations.hardSigmoid(&graph, x, alpha, beta)
    case "elu": return try Activations.elu(&graph, x, alpha)
    case "softplus": return try Activations.softplus(&graph, x)
    case "softsign": return try Activations.softsign(&graph, x)
    case "thresholdedrelu": return try Activations.thresholded(&graph, x, alpha)
    case "scaledtanh":
      let inner = try scaled(&graph, x, by: beta)
      return try scaled(
        &graph, graph.call(ElementwiseUnary.hyperbolicTangent, [inner]), by: alpha)
    default:
      return try graph.call(
        Arithmetic.add, [scaled(&graph, x, by: alpha), graph.scalar(beta, like: x)])
    }
  }

  private func scaled(
    _ graph: inout GraphImporter, _ x: ID<Node>, by factor: Double
  ) throws(Diagnostic) -> ID<Node> {
    try graph.call(Arithmetic.multiply, [x, graph.scalar(factor, like: x)])
  }

}
