import Support

extension GraphModule {

  /// The module as Relay text, version 0.0.5.
  /// - Cost: O(nodes), and with full metadata the bytes of all constants.
  public func relayText(_ options: RelayTextOptions = RelayTextOptions()) -> String {
    let (lines, tail) = written(options)
    let body = lines.map(\.description).joined(separator: "\n") + "\n"
    return tail.isEmpty ? body : body + "\n" + tail.joined(separator: "\n")
  }

  /// The lines of the text, each with the node whose value it makes.
  public func relayLines(_ options: RelayTextOptions = RelayTextOptions()) -> [RelayLine] {
    let (lines, tail) = written(options)
    return tail.isEmpty ? lines : lines + [RelayLine()] + tail.map { RelayLine($0) }
  }

  /// The functions, and the lines about the constants that they refer to.
  private func written(_ options: RelayTextOptions) -> (lines: [RelayLine], tail: [String]) {
    var printer = RelayPrinter(self, options)
    var lines = printer.print().lines
    if options.provenance {
      for index in lines.indices where lines[index].node != nil {
        lines[index].text += provenance(of: lines[index], numbers: options.numbers)
      }
    }
    guard !printer.metadata.isEmpty else { return (lines, []) }
    switch options.metadata {
    case .full:
      let section = printer.metadata.text.split(separator: "\n", omittingEmptySubsequences: false)
      return (lines, ["#[metadata]"] + section.map(String.init))
    case .omitted:
      return (
        lines,
        [
          "/* For debugging purposes the metadata section has been omitted.",
          " * If you would like to see the full metadata section you can set the ",
          " * option to `True` when invoking `astext`. ", " */",
        ]
      )
    case .silent: return (lines, [])
    }
  }

  /// A comment that says which nodes of the model are behind the value of `line`, and which node it
  /// is where the line does not begin with that.
  private func provenance(of line: RelayLine, numbers: RelayTextOptions.Numbers) -> String {
    guard let id = line.node else { return "" }
    let origin = self[id].origin
    let names = origin.sources.prefix(4).map { relaySafe(self[$0].name) }
    let more = origin.sources.count > 4 ? " and \(origin.sources.count - 4) more" : ""
    let isNamed = numbers == .ofLines || line.text.hasPrefix("\(id) = ")
    let number = isNamed ? "" : "\(id), "
    return names.isEmpty
      ? "  // \(number)made by \(origin.pass)"
      : "  // \(number)\(names.joined(separator: ", "))\(more)"
  }

}

/// `text` on one line.
private func relaySafe(_ text: String) -> String {
  String(text.map { $0.isNewline ? " " : $0 })
}
