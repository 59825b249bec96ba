import Effects

/// Which way a copy between DRAM and a memory goes.
public enum TransferDirection: Sendable, Hashable {

  /// From DRAM into the memory.
  case load

  /// From the memory to DRAM.
  case store

  var isLoad: Bool { self == .load }
  var isStore: Bool { self == .store }

  /// What instructions mean that copy so.
  var meaning: Meaning { isLoad ? .load : .store }

}
