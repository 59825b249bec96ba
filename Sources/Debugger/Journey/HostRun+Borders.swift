import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors

/// How tensors come to devices and back.
extension HostRun {

  /// What the plan says of the tensors of a call, in order.
  private func edges(
    of call: ID<Node>, _ direction: MemoryEdge.Direction
  ) -> [Int: MemoryEdge] {
    let own = memory?.plan.edges.filter { $0.call == call && $0.direction == direction } ?? []
    return Dictionary(own.map { ($0.position, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The value in whose place the region has the tensor; nil where that is a place of its own.
  private func place(of edge: MemoryEdge?, _ binding: HostBinding?) -> Int? {
    guard let edge, let address = edge.address, address == binding?.address else { return nil }
    return edge.value
  }

  /// What is copied for a tensor.
  /// - Units: bytes in the layout of the accelerator.
  private func copied(_ edge: MemoryEdge?, _ binding: HostBinding?) -> Int {
    guard let edge else { return binding?.copiedByteCount ?? 0 }
    guard edge.isZeroCopy else { return binding?.byteCount ?? edge.byteCount ?? 0 }
    if place(of: edge, binding) != nil { return 0 }
    guard let binding else { return 0 }
    return edge.address == nil ? binding.copiedByteCount : binding.byteCount
  }

  /// Puts a region onto a device: what stands in the arena is there already, all else is copied.
  mutating func load(
    _ region: any RunnableRegion, _ arguments: [Value], onto device: inout any Device,
    _ options: RunOptions, at call: ID<Node>
  ) throws(Diagnostic) {
    let edges = edges(of: call, .toAccelerator)
    var shared: [Int: ArraySlice<UInt8>] = [:]
    for position in 0 ..< max(region.inputs.count, edges.count) {
      let binding = region.inputs.indices.contains(position) ? region.inputs[position] : nil
      let edge = edges[position]
      if let value = place(of: edge, binding) { shared[position] = memory?.shared(value) }
      copies.count(
        copied(edge, binding), .init(call: call, direction: .toAccelerator, position: position))
    }
    try region.load(arguments, sharing: shared, onto: &device, options)
  }

  /// Takes what a region has given: what stands in the arena is there already.
  mutating func take(
    _ value: Value, of region: any RunnableRegion, on device: any Device, at call: ID<Node>
  ) throws(Diagnostic) {
    try memory?.store(value, of: call)
    let edges = edges(of: call, .toHost)
    for position in 0 ..< max(region.outputs.count, edges.count) {
      let binding = region.outputs.indices.contains(position) ? region.outputs[position] : nil
      let edge = edges[position]
      if let place = place(of: edge, binding), let binding {
        let left = try device.readDRAM(at: binding.address, count: binding.byteCount)
        memory?.take(left, place)
      }
      copies.count(
        copied(edge, binding), .init(call: call, direction: .toHost, position: position))
    }
  }

}
