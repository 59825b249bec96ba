/// How each role looks at one depth of colour.
///
/// Pairs that must be told apart are blue against orange (yellow where there is no orange), which
/// people who do not see red and green as different can tell.
/// - Source: Okabe and Ito, "Color universal design", 2008.
public struct Theme: Sendable, Hashable {

  public let depth: ColorDepth

  private let styles: [Role: Style]

  /// The built-in theme for `depth`.
  public init(_ depth: ColorDepth) {
    self.depth = depth
    var styles = Self.withoutColor
    if depth >= .eight { styles.merge(Self.eightColors) { $1 } }
    if depth >= .sixteen { styles.merge(Self.sixteenColors) { $1 } }
    if depth >= .indexed { styles.merge(Self.indexedColors) { $1 } }
    self.styles = styles
  }

  public subscript(role: Role) -> Style { styles[role] ?? .plain }

  private static let withoutColor: [Role: Style] = [
    .dim: Style(dim: true),
    .emphasis: Style(bold: true),
    .title: Style(bold: true),
    .focusedBorder: Style(bold: true),
    .bar: Style(reversed: true),
    .key: Style(bold: true),
    .prompt: Style(bold: true),
    .selected: Style(reversed: true),
    .current: Style(bold: true),
    .changed: Style(bold: true),
    .breakpoint: Style(bold: true),
    .waiting: Style(underlined: true),
    .added: Style(bold: true),
    .removed: Style(dim: true),
    .warning: Style(bold: true),
    .error: Style(bold: true),
    .hazard: Style(bold: true, reversed: true),
  ]

  private static let eightColors: [Role: Style] = [
    .title: Style(.cyan, bold: true),
    .focusedBorder: Style(.cyan, bold: true),
    .prompt: Style(.cyan, bold: true),
    .key: Style(.cyan, bold: true),
    .current: Style(.yellow, bold: true),
    .changed: Style(.yellow, bold: true),
    .breakpoint: Style(.magenta, bold: true),
    .running: Style(.blue, bold: true),
    .waiting: Style(.yellow, underlined: true),
    .added: Style(.blue, bold: true),
    .removed: Style(.yellow),
    .name: Style(.cyan),
    .note: Style(.cyan),
    .warning: Style(.yellow, bold: true),
    .error: Style(.red, bold: true),
    .hazard: Style(.red, bold: true, reversed: true),
  ]

  private static let sixteenColors: [Role: Style] = [
    .border: Style(Color.black.bright),
    .focusedBorder: Style(Color.cyan.bright, bold: true),
    .running: Style(Color.blue.bright, bold: true),
    .idle: Style(Color.black.bright),
    .added: Style(Color.blue.bright, bold: true),
  ]

  private static let indexedColors: [Role: Style] = [
    .added: Style(Color(68), bold: true),
    .removed: Style(Color(172)),
    .running: Style(Color(68), bold: true),
    .waiting: Style(Color(172), underlined: true),
    .changed: Style(Color(214), bold: true),
    .current: Style(Color(214), bold: true),
    .border: Style(Color(244)),
    .idle: Style(Color(244)),
  ]

}
