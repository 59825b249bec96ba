import Foundation
import GraphIR
import ONNXImport
import Tensors
import Testing

/// Models that others made, with what ONNX Runtime computes of them; beside the package.
enum Reference {

  /// The root of the package.
  static let root = {
    var folder = URL(filePath: #filePath)
    while folder.path != "/",
      !FileManager.default.fileExists(atPath: folder.path + "/samples/models")
    {
      folder.deleteLastPathComponent()
    }
    return folder.path
  }()

  /// The folder of the reference models, if it is there.
  static let models = {
    var folder = URL(filePath: #filePath)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let candidate = folder.path + "/shared/models"
      if FileManager.default.fileExists(atPath: candidate) { return Optional(candidate) }
    }
    print("skipped: no ../shared")
    return nil
  }()

  /// The outputs of `model` for `inputs` by name.
  static func run(_ model: ImportedModel, _ inputs: [String: Tensor]) throws -> [Tensor] {
    var evaluator = Evaluator(model.module)
    let arguments = try model.inputNames.map { name -> Value in
      .tensor(try #require(inputs[name], "no input `\(name)`"))
    }
    return try evaluator.call("main", arguments).tensors
  }

  /// The tensors of an archive whose names begin with `prefix`, without it.
  static func tensors(_ archive: TensorArchive, _ prefix: String) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for name in archive.names where name.hasPrefix(prefix) {
      result[String(name.dropFirst(prefix.count))] = archive[name]
    }
    return result
  }

  /// How far `a` is from `b`, relative to the largest number of `b`; `nil` if they differ in shape
  /// or type.
  static func distance(_ a: Tensor, _ b: Tensor) -> Double? {
    guard a.shape == b.shape, a.elementType == b.elementType else { return nil }
    let (x, y) = (a.doubles, b.doubles)
    let scale = max(y.map(abs).filter(\.isFinite).max() ?? 0, 1e-30)
    var worst = 0.0
    for i in x.indices where x[i] != y[i] && !(x[i].isNaN && y[i].isNaN) {
      let distance = abs(x[i] - y[i])
      worst = max(worst, distance.isNaN ? .infinity : distance)
    }
    return worst / scale
  }

}
