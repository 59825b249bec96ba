public import Canvas

extension Style {

  /// The escape sequence that turns this style on, or nothing where it is plain.
  /// - Source: ECMA-48, section 8.3.117 (SGR).
  var escape: String {
    var codes: [String] = []
    if isBold { codes.append("1") }
    if isDim { codes.append("2") }
    if isUnderlined { codes.append("4") }
    if isReversed { codes.append("7") }
    if let foreground { codes.append(foreground.code(normal: 30, bright: 90, indexed: 38)) }
    if let background { codes.append(background.code(normal: 40, bright: 100, indexed: 48)) }
    return codes.isEmpty ? "" : "\u{1b}[\(codes.joined(separator: ";"))m"
  }

  /// The escape sequence that turns every style off.
  static let resetEscape = "\u{1b}[0m"

}

extension Color {
  fileprivate func code(normal: Int, bright: Int, indexed: Int) -> String {
    if index < 8 { return "\(normal + Int(index))" }
    if index < 16 { return "\(bright + Int(index) - 8)" }
    return "\(indexed);5;\(index)"
  }
}

extension StyledText {

  /// The text with escape sequences for its roles; without colours there are none at all.
  ///
  /// Control characters in the text itself are shown and not obeyed.
  public func escaped(in theme: Theme) -> String {
    runs.reduce(into: "") { result, run in
      let text = run.text.drawable
      let escape = theme.depth == .none ? "" : theme[run.role].escape
      result += escape.isEmpty ? text : escape + text + Style.resetEscape
    }
  }

}
