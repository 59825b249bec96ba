/// Whose memory the values of the host stand in.
enum HostAllocator: String, Sendable, Hashable, CaseIterable {

  /// That of one allocator for both sides where the accelerator's memory is coherent with the
  /// host's, and the host's own elsewhere.
  case automatic = "auto"

  /// The host's own: what crosses is copied where the two sides keep it in different ways.
  case own

  /// That of one allocator for both sides; the host looks after its caches where it must.
  case shared

  /// Whether the host and `target` use one allocator.
  func shares(with target: TargetInterface) -> Bool {
    // Operators of the host know blocks of channels of one sample.
    guard target.handover.rows == 1 else { return false }
    return switch self {
    case .automatic: target.handover.isCoherent
    case .own: false
    case .shared: true
    }
  }

}
