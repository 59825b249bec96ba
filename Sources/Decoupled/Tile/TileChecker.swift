import Diagnostics
import Passes
import Support
import TargetKit

/// Finds what a person wrote into a tile program that no pass could go on with.
///
/// - Errors: the first mistake, at the word that it is in.
struct TileChecker {

  let text: TileSource
  let accelerator: Accelerator
  private let source: SourceText

  /// The number of the line that is being checked.
  private var line = 1

  // What holds at the statement that is being checked.
  var loops: [TileLoop] = []
  var buffers: [BufferName: TileBuffer] = [:]

  var program: TileProgram { text.program }

  init(_ text: TileSource, _ accelerator: Accelerator, _ source: SourceText) {
    self.text = text
    self.accelerator = accelerator
    self.source = source
  }

  mutating func check() throws(Diagnostic) {
    line = text.passes
    try checkPasses()
    var names: Set<ValueName> = []
    for (value, number) in zip(program.values, text.values) {
      line = number
      guard names.insert(value.name).inserted else { throw twice(value.name.text) }
      try check(value)
    }
    line = text.head
    for name in program.inputs + program.outputs { try checkBinding(name) }
    guard program.givesTuple || program.outputs.count == 1 else {
      throw mistake("->", "several values are given as `tuple (…)`")
    }
    try checkKernels()
  }

  // MARK: The head

  func hasRun(_ pass: any DecoupledPass.Type) -> Bool { program.passes.contains(pass.info.name) }

  private func checkPasses() throws(Diagnostic) {
    let known = decoupledPasses.dropLast().map { $0.info.name }
    guard !program.passes.isEmpty, known.starts(with: program.passes) else {
      throw mistake(
        "passes", "these passes do not follow each other",
        hints: ["they begin with \(known.joined(separator: ", "))"])
    }
  }

  private func checkBinding(_ name: ValueName) throws(Diagnostic) {
    guard let value = program.value(name) else { throw undeclared("value", name.text) }
    let isInput = program.inputs.contains(name)
    guard value.recipe == nil else { throw mistake(name.text, "`\(name)` is a constant") }
    guard !isInput || program.inputs.count(where: { $0 == name }) == 1 else {
      throw twice(name.text)
    }
  }

  private func check(_ value: TileValue) throws(Diagnostic) {
    let name = value.memory.text
    guard let memory = accelerator.description.memory(value.memory) else {
      throw undeclared("memory", name, accelerator.description.memories.map(\.name))
    }
    guard value.elementBytes == memory.dramElementBytes else {
      throw mistake(
        "\(value.elementBytes)", "an element of `\(name)` takes \(memory.dramElementBytes) bytes")
    }
    let extents = value.extents + value.shape
    guard extents.allSatisfy({ $0 > 0 }), extents.count <= 16,
      (value.extents + [value.elementBytes]).product <= 1 << 31, value.shape.product <= 1 << 31
    else { throw mistake(value.name.text, "`\(value.name)` is too large, or has no elements") }
    switch value.recipe {
    case nil: try checkPacked(value)
    case let recipe?: try check(recipe, of: value)
    }
  }

  /// - Errors: the extents are not those that the shape has in blocks of channels.
  private func checkPacked(_ value: TileValue) throws(Diagnostic) {
    let shape = value.shape
    guard value.memory == accelerator.input.id, (1 ... 4).contains(shape.count) else {
      throw mistake(value.memory.text, "values are blocks of `\(accelerator.input.name)`")
    }
    let expected = blocks(of: shape)
    guard value.extents == expected, value.axes == .data else {
      let list = zip([AxisName].data, expected).map { "\($0) \($1)" }
      throw mistake(
        "[", "a value of \(shape) has the blocks [\(list.joined(separator: ", "))]")
    }
  }

  /// The extents of data of `shape`, its channels in blocks.
  private func blocks(of shape: [Int]) -> [Int] {
    let full = (shape.count == 1 ? [1] + shape : shape) + [1, 1, 1, 1]
    let samples = (full[0] + accelerator.rows - 1) / accelerator.rows
    return [samples, (full[1] + accelerator.block - 1) / accelerator.block, full[2], full[3]]
  }

  private func check(_ recipe: TileValue.Recipe, of value: TileValue) throws(Diagnostic) {
    if value.memory == accelerator.weight.id {
      if recipe.terms == [.identity], value.extents == [1, 1, 1, 1] { return }
      guard value.extents.count == 4, recipe.terms.count == 1, recipe.nodes.count == 1,
        (2 ... 4).contains(value.shape.count)
      else {
        throw mistake("=", "weights have 4 axes and are one node, or `identity`")
      }
      let window = value.shape.dropFirst(2).product
      let block = accelerator.block
      guard (value.shape[0] + block - 1) / block == value.extents[0],
        window == value.extents[2] * value.extents[3] || value.shape.count == 2,
        value.shape.product <= (value.extents + [block, block]).product
      else { throw mistake("[", "these extents are not those of weights of \(value.shape)") }
      return
    }
    let isPerElement =
      value.axes == .data && (2 ... 4).contains(value.shape.count)
      && value.extents == blocks(of: value.shape)
    guard value.memory == accelerator.accumulator.id,
      isPerElement || value.extents.count == 1 && value.shape.count <= 1,
      !recipe.terms.contains(.identity)
    else {
      throw mistake(
        value.memory.text,
        "constants are weights in `\(accelerator.weight.name)`, or numbers for each channel or "
          + "element in `\(accelerator.accumulator.name)`")
    }
  }

  // MARK: Kernels

  private mutating func checkKernels() throws(Diagnostic) {
    var names: Set<KernelName> = []
    line = text.head
    guard !program.kernels.isEmpty else { throw mistake("region", "the region has no kernel") }
    for (index, kernel) in program.kernels.enumerated() {
      line = text.kernels[index]
      guard names.insert(kernel.name).inserted else { throw twice(kernel.name.text) }
      buffers = [:]
      var position = 0
      try check(kernel.body, kernel: index, from: &position)
      line = text.statements[index].last ?? text.kernels[index]
      guard hasRun(InsertTokens.self) == kernel.endsWithFence else {
        throw mistake(
          "",
          hasRun(InsertTokens.self)
            ? "a kernel ends with `fence` once tokens are in it"
            : "`insert-tokens` has not run, which puts fences behind kernels")
      }
    }
  }

  private mutating func check(
    _ body: [TileStatement], kernel: Int, from position: inout Int
  ) throws(Diagnostic) {
    for statement in body {
      line = text.statements[kernel][position]
      position += 1
      try check(statement)
      guard case .loop(let loop, _) = statement.kind else { continue }
      guard !loops.contains(where: { $0.variable == loop.variable }) else {
        throw twice(loop.variable.text)
      }
      loops.append(loop)
      guard loops.map(\.trips).product <= 1 << 20 else {
        throw mistake(loop.variable.text, "the loops run more than a million times")
      }
      try check(statement.body, kernel: kernel, from: &position)
      loops.removeLast()
    }
  }

  // MARK: Mistakes

  /// A mistake in the line that is being checked, at `word`.
  func mistake(_ word: String, _ message: String, hints: [String] = []) -> Diagnostic {
    let place = source.place(line: line, column: 1)
    var column = 1
    if let excerpt = place.excerpt, !word.isEmpty, let range = excerpt.ranges(of: word).first {
      column = excerpt.distance(from: excerpt.startIndex, to: range.lowerBound) + 1
    }
    return .error(message, at: source.place(line: line, column: column), hints: hints)
  }

  func twice(_ name: String) -> Diagnostic {
    mistake(name, "`\(name)` is declared twice", hints: ["give one of them another name"])
  }

  func undeclared(_ what: String, _ name: String, _ known: [String] = []) -> Diagnostic {
    let near = nearest(to: name, in: known, most: 1).first
    return mistake(
      name, "there is no \(what) `\(name)` here",
      hints: near.map { ["did you mean `\($0)`?"] }
        ?? (known.isEmpty ? [] : ["there are \(known.joined(separator: ", "))"]))
  }

}

extension TileKernel {
  fileprivate var endsWithFence: Bool {
    if case .fence? = body.last?.kind { true } else { false }
  }
}
