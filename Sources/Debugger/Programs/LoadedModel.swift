public import GraphIR

/// A model as it was read from a file.
public struct LoadedModel: Sendable {

  /// The last component of the path without its ending.
  public let name: String
  public let path: String

  /// What the file was, as `ONNX` or `Relay`.
  public let format: String

  public let module: GraphModule

  /// The names of the outputs of `main`, in order.
  public let outputNames: [String]

  /// The extents that the user gave to dimensions that the file leaves open.
  public let bindings: [String: Int]

}
