public import GraphIR
public import Support
public import Tensors

/// A graph under construction with random numbers, whatever the test makes of it.
public protocol TestNetwork {
  var builder: GraphBuilder { get set }
  var random: SplitMix64 { get set }
  var parameters: [ID<Node>] { get set }
}

extension TestNetwork {

  /// Adds a parameter, named by its position.
  public mutating func input(
    _ prefix: String, _ shape: [Int], _ element: ElementType
  ) -> ID<Node> {
    let id = builder.variable("\(prefix)\(parameters.count)", .tensor(shape, element))
    parameters.append(id)
    return id
  }

  /// Adds a call of the operator that a text spells `name`.
  public mutating func call(
    _ name: String, _ operands: [ID<Node>], _ attributes: [String: AttributeValue] = [:]
  ) throws -> ID<Node> {
    var values = Attributes()
    for (key, value) in attributes { values[key] = value }
    return try builder.call(Op.named(name) ?? .unregistered(name), operands, values)
  }

  public mutating func constant(_ tensor: Tensor) -> ID<Node> { builder.constant(tensor) }

  /// The extents of a tensor, all of which are known; empty for anything else.
  public func shape(_ id: ID<Node>) -> [Int] { builder.module[id].type?.tensor?.extents ?? [] }

}
