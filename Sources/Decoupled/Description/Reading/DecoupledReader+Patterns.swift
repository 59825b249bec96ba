import Effects
import GraphIR
import Passes
import TargetKit

extension DecoupledReader {

  /// What instructions have to be able to do for an operator.
  private enum Need {
    case product
    case vector([AluOperation])
    case nothing

    var meaning: Meaning? {
      switch self {
      case .product: .gemm
      case .vector: .alu
      case .nothing: nil
      }
    }
  }

  private static let needs: [Op: Need] = [
    Conv2D.op: .product, Dense.op: .product,
    MaxPool.op2D: .vector([.max]), BiasAdd.op: .vector([.add]), Reductions.sum: .vector([.add]),
    Elementwise.relu: .vector([.max]), Arithmetic.add: .vector([.add]),
    Arithmetic.multiply: .vector([.multiply]), Arithmetic.maximum: .vector([.max]),
    Arithmetic.minimum: .vector([.min]), Arithmetic.rightShift: .vector([.shiftRight]),
    Arithmetic.leftShift: .vector([.shiftRight]), Clip.op: .vector([.min, .max]),
    Cast.op: .nothing,
  ]

  /// Every pattern can be lowered to instructions that there are.
  mutating func checkPatterns(_ description: DecoupledDescription, _ entries: Entries) {
    let operations = description.instruction(.alu)?.operations.values.map(\.self) ?? []
    if description.interface.types.multiplies, !operations.contains(.multiply),
      let node = entries["types"]
    {
      sheet.error(
        "no instruction multiplies sums, which `multiplies` says", at: node,
        hint: "an `alu` has `multiply` among its `operations`, or leave `multiplies` out")
    }
    let nodes = sheet.list("patterns", in: entries)
    let patterns = description.interface.patterns
    // A pattern that could not be read has been reported.
    guard nodes.count == patterns.count else { return }
    for (pattern, node) in zip(patterns, nodes) where pattern.kind != "alias" {
      for meaning in Meaning.allCases
      where meaning.direction != nil && description.instruction(meaning) == nil {
        lacks(meaning, for: pattern.name, at: node)
      }
      for name in pattern.pattern.operators.sorted() {
        guard let op = Op.named(name) else { continue }
        check(op, of: pattern.name, description, at: node)
      }
    }
  }

  private mutating func check(
    _ op: Op, of pattern: String, _ description: DecoupledDescription, at node: SheetNode
  ) {
    guard let need = Self.needs[op] else {
      if op.has(.view) { return }
      let names = Self.needs.keys.map(\.name).sorted().joined(separator: ", ")
      return sheet.error(
        "`\(op.name)` of the pattern `\(pattern)` can not be lowered", at: node,
        hint: "it can be: \(names)")
    }
    guard let meaning = need.meaning else { return }
    guard let instruction = description.instruction(meaning) else {
      return lacks(meaning, for: "\(op.name)` of the pattern `\(pattern)", at: node)
    }
    guard case .vector(let operations) = need else { return }
    for operation in operations where !instruction.operations.values.contains(operation) {
      sheet.error(
        "no operation of `\(instruction.name)` is `\(operation.rawValue)`, which `\(op.name)` of the pattern `\(pattern)` needs",
        at: node)
    }
  }

  private mutating func lacks(_ meaning: Meaning, for what: String, at node: SheetNode) {
    sheet.error(
      "no instruction means `\(meaning.rawValue)`, which `\(what)` needs", at: node,
      hint: "one of the formats of `instructions` says `means: \(meaning.rawValue)`")
  }

}

extension Pattern {

  /// The names of the operators in it.
  fileprivate var operators: Set<String> {
    switch self {
    case .call(_, let op, let operands):
      operands.reduce(into: [op]) { $0.formUnion($1.operators) }
    case .anyCall(_, let op): [op]
    case .attributed(let pattern, _), .projection(_, let pattern, _): pattern.operators
    case .dominated(let pattern, let parent, let path):
      pattern.operators.union(parent.operators).union(path.operators)
    case .tuple(_, let patterns), .choice(let patterns):
      patterns.reduce(into: []) { $0.formUnion($1.operators) }
    case .input, .variable, .constant, .scalar, .anyTuple: []
    }
  }

}
