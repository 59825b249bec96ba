import Diagnostics
import Simulation
import Support
import TargetKit
import Tensors

extension Journey.Run {

  /// The tensor that `text` names: a memory as a whole, or elements or a lane of one that holds
  /// floats.
  /// - Returns: nil where it names none of these.
  /// - Errors: there are no such elements, or nothing has made them yet.
  func tensor(_ text: String) throws(Diagnostic) -> Tensor? {
    if let whole = device.memories.first(where: { $0.name == text }) {
      return try device.read(text, elements: 0 ..< whole.depth)
    }
    guard let place = try? cells(text), !place.isDRAM,
      device.memories.contains(where: { $0.name == place.memory && $0.holdsFloats })
    else { return nil }
    let tensor = try device.read(place.memory, elements: place.elements)
    guard let lane = place.lane else { return tensor }
    let values = tensor.doubles
    guard values.indices.contains(lane) else {
      throw .error("an element of `\(place.memory)` has \(values.count) lanes")
    }
    return try? Tensor(tensor.elementType, [], doubles: [values[lane]])
  }

}

extension MemoryState {
  /// Whether its elements are floats, which no integer can say.
  var holdsFloats: Bool { ElementType(element)?.isFloat == true }
}

extension Tensor {
  /// The bits of each element as a number.
  var bitPatterns: [Int] {
    let (size, bytes) = (elementType.byteSize, self.bytes)
    return (0 ..< count).map { index in
      bytes[index * size ..< (index + 1) * size].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
  }
}
