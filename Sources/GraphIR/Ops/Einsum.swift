import Diagnostics
import Support
import Tensors

/// Sums of products whose axes have letters.
///
/// An operand with one letter twice is read along its diagonal; `...` stands for axes in front that
/// operands share, and an extent of 1 goes with any other.
/// - Source: Relay 0.0.5 `einsum`; numpy, `einsum`.
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
          let known = extents[letter] ?? 1
          if let known, let extent, known != extent, known != 1, extent != 1 {
            throw .error("`\(letter)` is \(known) and \(extent)")
          }
          extents[letter] = known == 1 ? extent : extent == 1 ? known : known ?? extent
        }
      }
      return .tensor(result.map { extents[$0] ?? nil }, types[0].element)
    },
    evaluate: { operands, attributes throws(Diagnostic) in
      guard let tensors = operands.first?.tensors, !tensors.isEmpty else {
        throw .error("there is nothing to multiply")
      }
      let (terms, result) = try parse(attributes[equation], ranks: tensors.map(\.rank))
      let factors = try computing { () throws(TensorError) in try lettered(tensors, terms) }
      var sum = factors[0]
      for (index, next) in factors.enumerated().dropFirst() {
        let later = Set(factors[(index + 1)...].flatMap(\.letters)).union(result)
        sum = try computing { () throws(TensorError) in try sum.product(next, keeping: later) }
      }
      return try tensorValue { () throws(TensorError) in
        try sum.summed(keeping: Set(result)).ordered(result)
      }
    })

  /// The extent of every letter, once each.
  /// - Returns: nil where one is not known, or the equation is not supported.
  static func extents(of types: [TensorType], _ attributes: Attributes) -> [Int]? {
    guard let terms = try? parse(attributes[equation], ranks: types.map(\.shape.count)).terms
    else { return nil }
    var extents: [Character: Int] = [:]
    for (type, term) in zip(types, terms) {
      guard let known = type.extents else { return nil }
      for (letter, extent) in zip(term, known) where extents[letter] ?? 1 == 1 {
        extents[letter] = extent
      }
    }
    return Array(extents.values)
  }

  /// The letters of the operands and of the result.
  /// - Errors: what is not supported, or does not go with the operands.
  private static func parse(
    _ equation: String, ranks: [Int]
  ) throws(Diagnostic) -> (terms: [[Character]], result: [Character]) {
    let text = equation.filter { $0 != " " }
    let sides = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let spelled = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    guard spelled.count == ranks.count else {
      throw .error("`\(equation)` for \(ranks.count) operands")
    }
    let leading = zip(spelled, ranks).map { $0.contains(".") ? $1 - ($0.count - 3) : 0 }
    // Letters of another alphabet, which the equation has not, for the axes of `...`.
    let shared = Array(Self.spare.filter { !text.contains($0) }.prefix(max(0, leading.max() ?? 0)))
    let terms = zip(spelled, leading).map { expanded($0, shared.suffix(max(0, $1))) }
    let all = terms.joined()
    var result =
      shared
      + Set(spelled.joined()).subtracting(["."])
      .filter { letter in all.count { $0 == letter } == 1 }.sorted()
    if sides.count == 2 {
      guard sides[1].first == ">" else { throw .error("`\(equation)` has no `->`") }
      result = expanded(Array(sides[1].dropFirst()), shared[...])
    }
    guard (terms + [result]).joined().allSatisfy(\.isLetter), Set(result).count == result.count,
      Set(result).isSubset(of: Set(all))
    else { throw .error("the equation `\(equation)` is not supported") }
    guard terms.map(\.count) == ranks else {
      throw .error("`\(equation)` for operands of ranks \(ranks)")
    }
    return (terms, result)
  }

  private static let spare = Array("αβγδεζηθικλμνξοπρστυφχψω")

  /// `term` with `letters` in place of `...`.
  private static func expanded(
    _ term: [Character], _ letters: ArraySlice<Character>
  ) -> [Character] {
    guard let dots = term.firstIndex(of: "."), term.dropFirst(dots).prefix(3).elementsEqual("...")
    else { return term }
    return Array(term[..<dots]) + letters + term[(dots + 3)...]
  }

  /// The operands with each letter once, without axes of extent 1 that others have more of.
  private static func lettered(
    _ tensors: [Tensor], _ terms: [[Character]]
  ) throws(TensorError) -> [LetteredTensor] {
    var extents: [Character: Int] = [:]
    for (tensor, term) in zip(tensors, terms) {
      for (letter, extent) in zip(term, tensor.shape) where extents[letter] ?? 1 == 1 {
        extents[letter] = extent
      }
    }
    var result: [LetteredTensor] = []
    for (tensor, term) in zip(tensors, terms) {
      let factor = try LetteredTensor(tensor: tensor, letters: term).diagonal()
      result.append(try factor.squeezed(extents))
    }
    return result
  }

}

/// A tensor whose axes have letters.
private struct LetteredTensor {

  let tensor: Tensor
  let letters: [Character]

  private func extent(_ letter: Character) -> Int {
    letters.firstIndex(of: letter).map { tensor.shape[$0] } ?? 1
  }

  /// With each letter once.
  func diagonal() throws(TensorError) -> LetteredTensor {
    var result = self
    for letter in letters {
      while let first = result.letters.firstIndex(of: letter),
        let second = result.letters.lastIndex(of: letter), first != second
      {
        var rest = result.letters
        rest.remove(at: second)
        result = LetteredTensor(
          tensor: try result.tensor.diagonal(first, second), letters: rest)
      }
    }
    return result
  }

  /// Without the axes of one element whose letters have other extents.
  func squeezed(_ extents: [Character: Int]) throws(TensorError) -> LetteredTensor {
    let kept = letters.indices.filter { tensor.shape[$0] == extents[letters[$0]] }
    return LetteredTensor(
      tensor: try tensor.reshaped(to: kept.map { tensor.shape[$0] }),
      letters: kept.map { letters[$0] })
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
