/// Every rule on convolutions, in the order in which they are tried: what moves data before what
/// makes weights larger.
extension [LegalizingRule] {
  static let convolutions: [LegalizingRule] = [.conv1d, .padding, .dilation, .groups]
}
