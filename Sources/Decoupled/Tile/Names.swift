public import Support
public import TargetKit

/// What tile IR calls things by: its text spells the name, and none is taken for another.
public typealias BufferName = Name<TileBuffer>
public typealias LoopName = Name<TileLoop>
public typealias AxisName = Name<TileValue.Axis>
public typealias KernelName = Name<TileKernel>
public typealias ValueName = Name<TileValue>
public typealias MemoryName = Name<MemoryDescription>
public typealias UnitName = Name<UnitDescription>
public typealias QueueName = Name<TokenDescription>

extension MemoryDescription {
  var id: MemoryName { MemoryName(name) }

  /// The units that move data into it and out of it.
  var loader: UnitName? { loadedBy.map { UnitName($0) } }
  var storer: UnitName? { storedBy.map { UnitName($0) } }
}

extension TokenDescription {
  var id: QueueName { QueueName(name) }
  var pusher: UnitName { UnitName(from) }
  var popper: UnitName { UnitName(to) }
}

extension DecoupledDescription {
  func memory(_ name: MemoryName) -> MemoryDescription? { memory(name.text) }
}
