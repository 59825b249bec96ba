public import Diagnostics

extension Diagnostic {

  /// The lines of the description, with the level and the hints in their roles.
  public var styledLines: [StyledText] {
    let levelRole: Role =
      switch level {
      case .note: .note
      case .warning: .warning
      case .error: .error
      }
    let lines = description.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().map { number, line in
      if number == 0, let range = line.firstRange(of: "\(level.rawValue):") {
        return StyledText(line[..<range.lowerBound]) + StyledText(line[range], levelRole)
          + StyledText(line[range.upperBound...])
      }
      let isHint = line.hasPrefix("  hint: ") || line.hasPrefix("  note: ")
      return isHint
        ? StyledText(line.prefix(8), .note) + StyledText(line.dropFirst(8))
        : StyledText(line)
    }
  }

}
