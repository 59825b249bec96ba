import Diagnostics
import Support
import Tensors

/// Sums of products whose axes have letters.
///
/// - Source: Relay 0.0.5 `einsum`; each letter at most once in an operand, no `...`.
public enum Einsum {

  public static let equation = AttributeKey("equation", default: "", "such as `ij,jk->ik`")

  public static let op = Op(
    "einsum", "sums of products over axes that letters name",
    operands: ["data: a tuple of tensors"],
    attributes: [equation],
    infer: { input throws(Diagnostic) in
      try input.expect(operands: 1 ... 1)
      let types = try input.tensors(0)
      let (terms, result) = try parse(input.attributes[equation], ranks: types.map(\.shape.count))
      var extents: [Character: Int?] = [:]
      for (type, term) in zip(types, terms) {
        guard type.element == types[0].element else { throw .error("the operands differ in type") }
        for (letter, extent) in zip(term, type.shape) {
          if let known = extents[letter] ?? nil, let extent, known != extent {
            throw .error("`\(letter)` is \(known) and \(extent)")
          }
          extents[letter] = (extents[letter] ?? nil) ?? extent
        }
      }
      return .tensor(result.map { extents[$0] ?? nil }, types[0].element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      guard let tensors = operands.first?.tensors, !tensors.isEmpty else {
        throw .error("there is nothing to multiply")
      }
      let (terms, result) = try parse(attributes[equation], ranks: tensors.map(\.rank))
      var sum = LetteredTensor(tensor: tensors[0], letters: terms[0])
      for index in tensors.indices.dropFirst() {
        let later = Set(terms[(index + 1)...].joined()).union(result)
        let next = LetteredTensor(tensor: tensors[index], letters: terms[index])
        sum = try computing { () throws(TensorError) in try sum.product(next, keeping: later) }
      }
      return try tensorValue { () throws(TensorError) in
        try sum.summed(keeping: Set(result)).ordered(result)
      }
    })

  /// The letters of the operands and of the result.
  /// - Errors: what is not supported, or does not go with the operands.
  private static func parse(
    _ equation: String, ranks: [Int]
  ) throws(Diagnostic) -> (terms: [[Character]], result: [Character]) {
    let text = equation.filter { $0 != " " }
    let sides = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    let all = terms.joined()
    var result = Set(all).filter { letter in all.count { $0 == letter } == 1 }.sorted()
    if sides.count == 2 {
      guard sides[1].first == ">" else { throw .error("`\(equation)` has no `->`") }
      result = Array(sides[1].dropFirst())
    }
    let isPlain = (terms + [result]).allSatisfy { term in
      Set(term).count == term.count && term.allSatisfy(\.isLetter)
    }
    guard isPlain, Set(result).isSubset(of: Set(all)) else {
      throw .error("the equation `\(equation)` is not supported")
    }
    guard terms.map(\.count) == ranks else {
      throw .error("`\(equation)` for operands of ranks \(ranks)")
    }
    return (terms, result)
  }

}

/// A tensor whose axes have letters.
private struct LetteredTensor {

  let tensor: Tensor
  let letters: [Character]

  private func extent(_ letter: Character) -> Int {
    letters.firstIndex(of: letter).map { tensor.shape[$0] } ?? 1
  }

  /// With the axes in the order of `order`, which has the same letters.
  func ordered(_ order: [Character]) throws(TensorError) -> Tensor {
    try tensor.transposed(order.map { letter in letters.firstIndex(of: letter) ?? 0 })
  }

  /// Without the axes whose letters are not in `kept`.
  func summed(keeping kept: Set<Character>) throws(TensorError) -> LetteredTensor {
    let gone = letters.indices.filter { !kept.contains(letters[$0]) }
    if gone.isEmpty { return self }
    return LetteredTensor(
      tensor: try tensor.reduced(.sum, axes: gone, keepingAxes: false),
      letters: letters.filter(kept.contains))
  }

  /// The product with `other`, summed over what both have and `later` has not: one product of
  /// matrices for each position of the letters that all have.
  func product(
    _ other: LetteredTensor, keeping later: Set<Character>
  ) throws(TensorError) -> LetteredTensor {
    let a = try summed(keeping: later.union(other.letters))
    let b = try other.summed(keeping: later.union(letters))
    let shared = a.letters.filter(b.letters.contains)
    let batch = shared.filter(later.contains)
    let inner = shared.filter { !later.contains($0) }
    let rows = a.letters.filter { !shared.contains($0) }
    let columns = b.letters.filter { !shared.contains($0) }
    func size(_ letters: [Character], _ tensor: LetteredTensor) -> Int {
      letters.map { tensor.extent($0) }.product
    }
    let left = try a.ordered(batch + rows + inner)
      .reshaped(to: [size(batch, a), size(rows, a), size(inner, a)])
    let right = try b.ordered(batch + inner + columns)
      .reshaped(to: [size(batch, b), size(inner, b), size(columns, b)])
    let shape = batch.map(a.extent) + rows.map(a.extent) + columns.map(b.extent)
    return LetteredTensor(
      tensor: try Tensor.matrixProduct(left, right).reshaped(to: shape),
      letters: batch + rows + columns)
  }

}
