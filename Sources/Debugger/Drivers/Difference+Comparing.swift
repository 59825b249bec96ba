import Simulation
import Support
import TargetKit
import Tensors

extension DriverAnswer.Difference {

  /// How many values are named.
  private static var shown: Int { 8 }

  /// What differs in a memory on the chip; nil where nothing does.
  init?(_ memory: String, expected: Tensor, found: [UInt8]) {
    let type = expected.elementType
    guard let other = try? Tensor(type, expected.shape, bytes: found), other != expected else {
      return nil
    }
    let lanes = max(1, expected.count / max(1, expected.shape.first ?? 1))
    let places = Self.places(
      expected.bytes, found, size: type.byteSize, of: type)
    self.init(
      memory: memory, count: places.count,
      values: places.values.map { index, expected, found in
        let element = index / lanes
        return Value(
          cells: CellPlace(
            memory, element ..< element + 1, lane: lanes == 1 ? nil : index % lanes),
          expected: expected, found: found)
      })
  }

  /// What differs in DRAM; nil where nothing does.
  init?(_ image: MemoryImage, at address: Int, expected: [UInt8], found: [UInt8]) {
    guard expected != found else { return nil }
    let places = Self.places(expected, found, size: 1, of: .uint8)
    self.init(
      memory: CellPlace.dram, count: places.count,
      values: places.values.map { index, expected, found in
        let byte = address + index
        return Value(
          cells: CellPlace(CellPlace.dram, byte ..< byte + 1), expected: expected, found: found,
          tensor: image.regions.filter { ($0.address ..< $0.address + $0.count).contains(byte) }
            .min { $0.count < $1.count }?.name)
      })
  }

  private typealias Places = (
    count: Int, values: [(index: Int, expected: Number, found: Number)]
  )

  /// The values of `size` bytes that differ.
  private static func places(
    _ expected: [UInt8], _ found: [UInt8], size: Int, of type: ElementType
  ) -> Places {
    var places: Places = (0, [])
    for index in 0 ..< min(expected.count, found.count) / size {
      let bytes = index * size ..< (index + 1) * size
      guard expected[bytes] != found[bytes] else { continue }
      places.count += 1
      guard places.values.count < shown, let one = number(expected[bytes], type),
        let other = number(found[bytes], type)
      else { continue }
      places.values.append((index, one, other))
    }
    return places
  }

  private static func number(_ bytes: ArraySlice<UInt8>, _ type: ElementType) -> Number? {
    (try? Tensor(type, [1], bytes: Array(bytes)))?.numbers(1).first
  }

}
