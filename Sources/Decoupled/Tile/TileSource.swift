public import GraphIR
import Support
import Tensors

/// A tile program as it was read, and the lines that its parts stand on, counted from 1.
struct TileSource: Sendable {

  var program: TileProgram
  var head = 0
  var passes = 0
  var values: [Int] = []
  var kernels: [Int] = []

  /// For each kernel the lines of its statements, in the order of the text.
  var statements: [[Int]] = []

}

/// What stands in a file of tile programs: regions, and the contents of constants that they name.
struct TileText: Sendable {

  var regions: [TileSource] = []
  var data: [ID<Node>: Tensor] = [:]

}

extension TileProgram {

  /// The nodes that constants take their elements from, each once.
  var constants: [ID<Node>] {
    var seen: Set<ID<Node>> = []
    return values.flatMap { $0.recipe?.nodes ?? [] }.filter { seen.insert($0).inserted }
  }

  /// The text, and behind it what the constants hold, one line each.
  public func wholeText(in module: GraphModule) -> String {
    let lines = constants.compactMap { id in
      module[id].constant.map { tensor in
        "data \(id): \(tensor.elementType)\(tensor.shape.map { $0 }) = "
          + tensor.ints.map(String.init).joined(separator: " ") + "\n"
      }
    }
    return text + lines.joined()
  }

}
