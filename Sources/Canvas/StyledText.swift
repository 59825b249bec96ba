/// One line of text whose parts have roles.
public struct StyledText: Sendable, Hashable {

  /// A part that has one role.
  public struct Run: Sendable, Hashable {
    public var text: String
    public var role: Role
    public init(_ text: String, _ role: Role = .plain) {
      self.text = text
      self.role = role
    }
  }

  public private(set) var runs: [Run] = []

  public init() {}

  public init(_ text: some StringProtocol, _ role: Role = .plain) { append(String(text), role) }

  /// Appends `text`, joined to the last run where the role is the same.
  public mutating func append(_ text: String, _ role: Role = .plain) {
    guard !text.isEmpty else { return }
    if runs.last?.role == role {
      runs[runs.count - 1].text += text
    } else {
      runs.append(Run(text, role))
    }
  }

  public mutating func append(_ other: StyledText) {
    for run in other.runs { append(run.text, run.role) }
  }

  /// The text without its roles.
  public var text: String { runs.map(\.text).joined() }

  public var isEmpty: Bool { runs.isEmpty }

  /// - Units: cells
  public var cellWidth: Int { runs.reduce(0) { $0 + $1.text.cellWidth } }

  public static func + (a: Self, b: Self) -> Self {
    var sum = a
    sum.append(b)
    return sum
  }

  public static func += (a: inout Self, b: Self) { a.append(b) }

}

extension StyledText {

  /// The text in at most `width` cells, ending in `…` where something was cut off.
  public func truncated(to width: Int) -> StyledText {
    guard cellWidth > width else { return self }
    guard width > 0 else { return StyledText() }
    var result = StyledText()
    var room = width - 1
    for run in runs {
      let fitting = run.text.prefix { character in
        room -= character.cellWidth
        return room >= 0
      }
      result.append(String(fitting), run.role)
      if room < 0 {
        result.append("…", run.role)
        break
      }
    }
    return result
  }

  /// The text in exactly `width` cells.
  public func padded(to width: Int, _ alignment: Alignment = .leading) -> StyledText {
    let cut = truncated(to: width)
    let gap = width - cut.cellWidth
    let before =
      switch alignment {
      case .leading: 0
      case .trailing: gap
      case .center: gap / 2
      }
    return StyledText(blanks(before)) + cut + StyledText(blanks(gap - before))
  }

  /// The text with every run in `role`.
  public func with(_ role: Role) -> StyledText { StyledText(text, role) }

}

extension StyledText: ExpressibleByStringInterpolation, CustomStringConvertible {

  public init(stringLiteral text: String) { self.init(text) }

  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.text }

  public var description: String { text }

  /// Takes `\(value)`, `\(value, .role)` and other styled text.
  public struct StringInterpolation: StringInterpolationProtocol {

    fileprivate var text = StyledText()

    public init(literalCapacity: Int, interpolationCount: Int) {}

    public mutating func appendLiteral(_ literal: String) { text.append(literal) }

    public mutating func appendInterpolation(_ part: StyledText) { text.append(part) }

    public mutating func appendInterpolation(_ value: some Any, _ role: Role = .plain) {
      text.append("\(value)", role)
    }

  }

}

/// `count` spaces, or none.
func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
