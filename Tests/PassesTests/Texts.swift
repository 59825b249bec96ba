import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import Tensors
import Testing

/// Programs from texts, and passes on them.
enum Texts {

  static func program(_ text: String) throws -> Program {
    Program(try RelayText.parse(SourceText(name: "test.relay", text: text)).module)
  }

  /// A `main` over parameters of shape (2, 2) with this body, its lines without types.
  static func program(_ parameters: String..., body: String) throws -> Program {
    let list = parameters.map { "%\($0): Tensor[(2, 2), float32]" }.joined(separator: ", ")
    return try program("#[version = \"0.0.5\"]\ndef @main(\(list)) {\n\(body)\n}\n")
  }

}

extension Program {

  func after(
    _ passes: any Pass.Type..., targets: [TargetInterface] = [], options: [String: String] = [:]
  ) throws -> Program {
    var context = PassContext(targets: targets)
    var program = self
    for type in passes {
      let known = options.filter { option in type.info.options.contains { $0.name == option.key } }
      let pass = try type.init(PassOptions(known, for: type.info))
      program = try program.applying(pass, in: &context)
    }
    return program
  }

  /// The text without types.
  var brief: String { module.relayText(.brief) }

  /// The numbers that `main` gives for random inputs.
  func result(seed: UInt64 = 1) throws -> [[Double]] {
    var random = SplitMix64(seed: seed)
    let main = try #require(module.main)
    let arguments = main.parameters.map { id in
      module[id].type.map { Self.value(of: $0, &random) } ?? .tuple([])
    }
    var evaluator = Evaluator(module)
    return try evaluator.call("main", arguments).tensors.map(\.doubles)
  }

  private static func value(of type: ValueType, _ random: inout SplitMix64) -> Value {
    if let fields = type.fields { return .tuple(fields.map { value(of: $0, &random) }) }
    guard let tensor = type.tensor, let count = tensor.count, let shape = tensor.extents else {
      return .tuple([])
    }
    let numbers = (0 ..< count).map { _ in Double.random(in: -1 ... 1, using: &random) }
    return (try? Tensor(tensor.element, shape, doubles: numbers)).map(Value.tensor) ?? .tuple([])
  }

  /// How often `word` stands in the text.
  func count(of word: String) -> Int { brief.ranges(of: word).count }

  /// The reasons that were given to the operator `name`, wherever it stands.
  func reasons(of name: String) -> [Decision] {
    decisions.filter { module[$0.key].op?.name == name }.flatMap(\.value)
  }

}
