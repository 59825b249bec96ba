/// A regular expression that never goes back: it is found in time that grows with its length and
/// that of the text, whatever both say.
///
/// It knows `.`, classes, `\d \w \s \b` and their opposites, groups, `|`, `* + ? {m,n}`, `^` and
/// `$`; upper and lower case are the same. What has to remember, such as `\1`, is refused.
public struct RegularExpression: Sendable, Hashable {

  /// Why a text is no regular expression.
  public struct Failure: Error, Sendable, Hashable {
    public let message: String
  }

  /// What is done at a place of the expression before it goes on with others.
  enum Step: Sendable, Hashable {
    /// Takes one scalar of the class, and goes on with the next.
    case one(ScalarClass)
    /// Goes on at both places.
    case split(Int, Int)
    case jump(Int)
    /// Goes on where the text begins or ends, or where a word does or does not.
    case start, end
    case edge(isThere: Bool)
    case found
  }

  private let steps: [Step]

  /// - Errors: `text` is no regular expression, or one that is not supported.
  public init(_ text: String) throws(Failure) {
    var parser = RegularExpressionParser(text)
    var writer = StepWriter()
    try writer.write(parser.expression())
    steps = writer.steps + [.found]
  }

  /// Whether it finds anything in `text`; false also where the work is to end.
  /// - Cost: O(length of `text` · length of the expression)
  public func isFound(in text: String) -> Bool {
    let scalars = text.lowercased().unicodeScalars.map(\.value)
    var poll = Poll()
    var now = Front(steps.count)
    var next = Front(steps.count)
    for position in 0 ... scalars.count {
      if follow(from: 0, in: scalars, at: position, &now) { return true }
      guard position < scalars.count else { return false }
      if poll.isRequested(after: 1 + now.places.count) { return false }
      for place in now.places {
        guard case .one(let wanted) = steps[place], wanted.contains(scalars[position]),
          follow(from: place + 1, in: scalars, at: position + 1, &next)
        else { continue }
        return true
      }
      swap(&now, &next)
      next.clear()
    }
    return false
  }

  /// The places that are reached at once, each of them one time.
  private struct Front {

    private(set) var places: [Int] = []
    private var round = 1
    private var seen: [Int]

    init(_ count: Int) { seen = [Int](repeating: 0, count: count) }

    mutating func insert(_ place: Int) -> Bool {
      guard seen[place] != round else { return false }
      seen[place] = round
      places.append(place)
      return true
    }

    mutating func clear() {
      places.removeAll(keepingCapacity: true)
      round += 1
    }

  }

  /// Adds what can be reached from `place` without taking a scalar; tells whether that is the end.
  private func follow(
    from place: Int, in text: [UInt32], at position: Int, _ front: inout Front
  ) -> Bool {
    var stack = [place]
    while let place = stack.popLast() {
      guard front.insert(place) else { continue }
      switch steps[place] {
      case .found: return true
      case .one: break
      case .jump(let target): stack.append(target)
      case .split(let first, let second): stack += [second, first]
      case .start: if position == 0 { stack.append(place + 1) }
      case .end: if position == text.count { stack.append(place + 1) }
      case .edge(let isThere):
        if isEdge(position, in: text) == isThere { stack.append(place + 1) }
      }
    }
    return false
  }

  private func isEdge(_ position: Int, in text: [UInt32]) -> Bool {
    let before = position > 0 && ScalarClass.word.contains(text[position - 1])
    let after = position < text.count && ScalarClass.word.contains(text[position])
    return before != after
  }

}

/// Writes an expression as steps.
private struct StepWriter {

  private(set) var steps: [RegularExpression.Step] = []

  /// Longer expressions, such as `(x{999}){999}`, are refused.
  private static let limit = 1 << 13

  mutating func write(
    _ node: RegularExpressionParser.Node
  ) throws(RegularExpression.Failure) {
    guard steps.count < Self.limit else { throw .init(message: "it repeats too much") }
    switch node {
    case .step(let step): steps.append(step)
    case .sequence(let parts): for part in parts { try write(part) }
    case .choice(let parts): try write(choice: parts)
    case .repetition(let part, let least, let most): try write(part, least, most)
    }
  }

  private mutating func write(
    choice parts: [RegularExpressionParser.Node]
  ) throws(RegularExpression.Failure) {
    var jumps: [Int] = []
    for part in parts.dropLast() {
      let split = steps.count
      steps.append(.split(split + 1, 0))
      try write(part)
      jumps.append(steps.count)
      steps.append(.jump(0))
      steps[split] = .split(split + 1, steps.count)
    }
    if let last = parts.last { try write(last) }
    for jump in jumps { steps[jump] = .jump(steps.count) }
  }

  private mutating func write(
    _ part: RegularExpressionParser.Node, _ least: Int, _ most: Int?
  ) throws(RegularExpression.Failure) {
    for _ in 0 ..< least { try write(part) }
    var splits: [Int] = []
    for _ in 0 ..< (most.map { max(0, $0 - least) } ?? 1) {
      splits.append(steps.count)
      steps.append(.split(steps.count + 1, 0))
      try write(part)
    }
    if most == nil { steps.append(.jump(splits[0])) }
    for split in splits { steps[split] = .split(split + 1, steps.count) }
  }

}
