public import Diagnostics
public import GraphIR
public import Tensors

/// What a model became.
public struct ImportedModel: Sendable {

  /// `main` has the inputs as its parameters, and the output or a tuple of the outputs as its body;
  /// its attribute `output_names` names them.
  public let module: GraphModule

  public let inputNames: [String]
  public let outputNames: [String]

  /// The shapes of inputs as the file has them with what the user bound; nil for an extent that both
  /// leave open. An input without a shape is not among them.
  public let declaredShapes: [String: [Int?]]

  /// The version of each operator set that the model imports, by domain; `""` is ONNX's own.
  public let opsets: [String: Int]

  /// The version of ONNX's own operator set.
  public var opset: Int { opsets[""] ?? 0 }

  /// The files beside the model that tensors are in, by their paths.
  public let dataFiles: [String: SharedFile]

  /// What was decided for the user, and what was left out.
  public let notes: DiagnosticSet

}
