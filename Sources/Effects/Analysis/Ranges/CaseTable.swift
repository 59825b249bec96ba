/// The conditions of the cases of an effect, by the number of one variable that they want.
///
/// Most long lists of cases tell them by one field. Where its number is known, those that want
/// another can not hold, and nobody needs to look at them.
public struct CaseTable: Sendable {

  /// Of each case, with its names put in; nil where it holds anyway.
  public let conditions: [Scalar?]

  /// The variable that most of them want to be one number.
  private let variable: VariableID?

  /// The cases that want it to be a number, by that.
  private var wanting: [Int: [Int]] = [:]

  /// The others.
  private var open: [Int] = []

  /// - Cost: O(the sizes of all conditions).
  public init(_ conditions: [Scalar?]) {
    self.conditions = conditions
    let wishes = conditions.map { $0?.wishes ?? [:] }
    var counts: [VariableID: Int] = [:]
    for id in wishes.joined().map(\.key) { counts[id, default: 0] += 1 }
    let variable = counts.max { ($0.value, $1.key.index) < ($1.value, $0.key.index) }?.key
    self.variable = variable
    for (index, wish) in wishes.enumerated() {
      if let number = variable.flatMap({ wish[$0] }) {
        wanting[number, default: []].append(index)
      } else {
        open.append(index)
      }
    }
  }

  public init(of effect: Effect) {
    let expansion = Expansion(of: effect)
    self.init(effect.cases.map { $0.condition.map { expansion[$0].scalar } })
  }

  /// The first case that can hold for these numbers of variables and of which `body` is true.
  /// - Parameter number: of a variable; nil where it can have several.
  /// - Cost: O(cases that want no other number of the variable by which they are told).
  public func first(
    where number: (VariableID) -> Int?, _ body: (Int) throws -> Bool
  ) rethrows -> Int? {
    guard let variable, let number = number(variable) else {
      return try conditions.indices.first(where: body)
    }
    let own = wanting[number] ?? []
    var (next, nextOpen) = (0, 0)
    while next < own.count || nextOpen < open.count {
      let isOwn = nextOpen == open.count || next < own.count && own[next] < open[nextOpen]
      let index = isOwn ? own[next] : open[nextOpen]
      if isOwn { next += 1 } else { nextOpen += 1 }
      if try body(index) { return index }
    }
    return nil
  }

}

extension Scalar {

  /// The variables that have to be one number so that this holds.
  fileprivate var wishes: [VariableID: Int] {
    var wishes: [VariableID: Int] = [:]
    var rest = [self]
    while let part = rest.popLast() {
      switch part {
      case .binary(.and, let a, let b): rest += [a, b]
      case .binary(.equal, .variable(let id), .constant(let number)),
        .binary(.equal, .constant(let number), .variable(let id)):
        wishes[id] = number
      default: continue
      }
    }
    return wishes
  }

}
