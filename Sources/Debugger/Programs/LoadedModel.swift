public import GraphIR
import Tensors

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

  /// The shapes that the user gave to inputs when the model was loaded.
  var shapes: [String: [Int]] = [:]

  /// What the user said inputs will be given, for those that had to be known.
  var values: [String: Tensor] = [:]

  /// The shapes of inputs as the file has them with what the user bound; nil for an extent that both
  /// leave open. What is not here has the shape of its type.
  var declaredShapes: [String: [Int?]] = [:]

  /// What it was read from, as that was then; nil for a program that has no open extents.
  var file: SharedFile?

  /// The files beside it that tensors are in.
  var dataFiles: [String: SharedFile] = [:]

}
