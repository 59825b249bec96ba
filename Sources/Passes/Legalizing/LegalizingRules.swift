/// Every rule on convolutions, in the order in which they are tried: what moves data before what
/// makes weights larger.
extension [LegalizingRule] {
  static let convolutions: [LegalizingRule] = [.conv1d, .padding, .dilation, .groups, .channels]
}

/// Every rule on other operators, in the order in which they are tried.
extension [OperatorRule] {
  static let operators: [OperatorRule] = [
    .unitPool, .pool1d, .ceilMode, .globalPool, .averagePool, .transposed, .slopes,
  ]
}
