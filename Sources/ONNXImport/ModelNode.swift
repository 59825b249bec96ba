import Diagnostics
import GraphIR
import Support

/// A node of the model, as its conversion sees it.
struct ModelNode {

  let proto: NodeProto

  /// The name in the model, or the operator with its position.
  let name: String

  /// The version of the operator set that the node's operator is from.
  let version: Int

  /// The values of the inputs; `nil` where an optional one was left out.
  let inputs: [ID<Node>?]

  var op: String { proto.opType }

  /// How many outputs the node names.
  var outputCount: Int { proto.output.count }

  /// Whether the output at `index` has a name.
  func hasOutput(_ index: Int) -> Bool {
    proto.output.indices.contains(index) && !proto.output[index].isEmpty
  }

  /// The input at `index`, which must be there.
  /// - Errors: it is not.
  subscript(index: Int) -> ID<Node> {
    get throws(Diagnostic) {
      guard let input = optional(index) else { throw .error("input \(index) is missing") }
      return input
    }
  }

  /// The input at `index`, if it is there.
  func optional(_ index: Int) -> ID<Node>? {
    inputs.indices.contains(index) ? inputs[index] : nil
  }

  /// All inputs of an operator that takes any number of them.
  /// - Errors: there are none, or one was left out.
  func allInputs() throws(Diagnostic) -> [ID<Node>] {
    let all = inputs.compactMap(\.self)
    guard all.count == inputs.count, !all.isEmpty else { throw .error("an input is missing") }
    return all
  }

}
