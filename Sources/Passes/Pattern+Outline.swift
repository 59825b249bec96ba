extension Pattern {

  /// The operators from the operands to the result, as `nn.conv2d, nn.bias_add or add, clip`.
  ///
  /// - Cost: the size of the pattern with everything that is shared written out.
  public var outline: String {
    var order: [String] = []
    var operators: [String: [String]] = [:]
    func visit(_ pattern: Pattern) {
      pattern.parts.forEach(visit)
      guard let label = pattern.label, let op = pattern.op else { return }
      if operators[label] == nil { order.append(label) }
      if operators[label]?.contains(op) != true { operators[label, default: []].append(op) }
    }
    visit(self)
    return order.map { (operators[$0] ?? []).joined(separator: " or ") }.joined(separator: ", ")
  }

}
