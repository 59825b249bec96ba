extension PartitionAnswer.Split {

  /// In words, as `@a | @b: %12 nn.softmax (Softmax @prob) is on the host: …`.
  public var text: String { "@\(before) | @\(after): \(sentence)" }

  /// What keeps the two apart.
  public var sentence: String {
    switch kind {
    case .independent: return "neither needs the other"
    case .unmerged: return cause?.sentence ?? ""
    case .operator:
      let place = owner.map { "is on \($0)" } ?? "is on the host"
      let more = others > 0 ? ", and \(others) more on the way" : ""
      let why = cause.map { ": \($0.sentence)" } ?? ""
      let source = node.map { $0.source.isEmpty ? "" : " (\($0.source))" } ?? ""
      return "\(node?.title ?? "")\(source) \(place)\(more)\(why)"
    }
  }

}
