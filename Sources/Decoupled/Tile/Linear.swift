/// A constant plus multiples of symbols, such as `2y-1` or `2|y|+1`.
///
/// In tile IR `y` is where the current range of the loop `y` starts and `|y|` how long it is.
public struct Linear: Sendable, Hashable {

  public struct Term: Sendable, Hashable {
    public var symbol: TileSymbol
    public var factor: Int
  }

  public var constant: Int

  /// In the order in which they were added; no symbol twice, no factor 0.
  public private(set) var terms: [Term] = []

  public init(_ constant: Int = 0) { self.constant = constant }

  /// `factor` times `symbol` plus `constant`.
  public init(_ factor: Int, _ symbol: TileSymbol, plus constant: Int = 0) {
    self.constant = constant
    if factor != 0 { terms = [Term(symbol: symbol, factor: factor)] }
  }

  public static func + (a: Linear, b: Linear) -> Linear {
    var sum = a
    sum.constant += b.constant
    for term in b.terms { sum.add(term) }
    return sum
  }

  private mutating func add(_ term: Term) {
    guard let index = terms.firstIndex(where: { $0.symbol == term.symbol }) else {
      terms.append(term)
      return
    }
    terms[index].factor += term.factor
    if terms[index].factor == 0 { terms.remove(at: index) }
  }

  /// What `symbol` is multiplied with; 0 if it does not occur.
  public func factor(of symbol: TileSymbol) -> Int {
    terms.first { $0.symbol == symbol }?.factor ?? 0
  }

  /// The value where symbols have the given ones; a symbol without one counts as 0.
  public func value(in environment: TileEnvironment) -> Int {
    var sum = constant
    for term in terms { sum += term.factor * (environment[term.symbol] ?? 0) }
    return sum
  }

  /// The number itself, if no symbol occurs.
  public var literal: Int? { terms.isEmpty ? constant : nil }

}

extension Linear: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Linear: CustomStringConvertible {
  public var description: String {
    var text = ""
    for term in terms {
      let sign = term.factor < 0 ? "-" : text.isEmpty ? "" : "+"
      let size = abs(term.factor) == 1 ? "" : String(abs(term.factor))
      text += sign + size + term.symbol.description
    }
    if text.isEmpty { return String(constant) }
    if constant != 0 { text += (constant < 0 ? "" : "+") + String(constant) }
    return text
  }
}
