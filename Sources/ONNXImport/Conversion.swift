import Diagnostics
import GraphIR
import Support

/// How one operator of ONNX becomes operators of the graph.
struct Conversion: Sendable {

  /// Adds what stands for a node to the graph, and gives the value of each of its outputs.
  typealias Convert =
    @Sendable (inout GraphImporter, ModelNode) throws(Diagnostic) -> [ID<Node>]

  /// The domain of the operator; `""` for ONNX's own.
  let domain: String

  /// As ONNX spells it, such as `Conv`.
  let op: String

  let convert: Convert

  init(_ op: String, domain: String = "", _ convert: @escaping Convert) {
    self.domain = domain
    self.op = op
    self.convert = convert
  }

  /// An operator that has the same operands as one of the graph, and no attributes.
  static func same(_ name: String, as op: Op) -> Conversion {
    Conversion(name) { graph, node throws(Diagnostic) in
      [try graph.call(op, node.allInputs())]
    }
  }

}
