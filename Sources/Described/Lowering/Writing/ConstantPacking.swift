import Effects
import Support
import Tensors

/// Constants as bytes in the forms that a machine loads.
struct ConstantPacking: Sendable {

  let machine: OperationMachine

  /// Weights `O C R S` as blocks of output channels by blocks of input channels by window.
  /// - Parameter count: blocks of output channels; those behind the last channel are 0.
  /// - Cost: O(bytes).
  func weights(_ tensor: Tensor, blocks count: Int) -> [UInt8] {
    let bytes = tensor.bytes
    let size = tensor.elementType.byteSize
    let (outputs, inputs) = (tensor.shape[0], tensor.shape[1])
    let taps = tensor.shape[2] * tensor.shape[3]
    let blocks = ceilDivision(inputs, machine.depth)
    let blockSize = machine.depth * machine.lanes
    var packed = [UInt8](repeating: 0, count: count * blocks * taps * blockSize * size)
    for part in Slices(outputs, size: max(1, (1 << 16) / max(1, inputs * taps))) {
      for o in part {
        for c in 0 ..< inputs {
          let element = (o / machine.lanes * blocks + c / machine.depth) * taps
          let lane = place(o % machine.lanes, c % machine.depth)
          for p in 0 ..< taps {
            let to = ((element + p) * blockSize + lane) * size
            let from = ((o * inputs + c) * taps + p) * size
            for byte in 0 ..< size { packed[to + byte] = bytes[from + byte] }
          }
        }
      }
    }
    return packed
  }

  /// The blocks that make sums of data times `scale`, one for each distance of rows that share
  /// channels.
  func diagonals(_ scale: Int) -> [UInt8] {
    machine.distances.flatMap { distance in
      var numbers = [Operation.Number](
        repeating: .integer(0), count: machine.depth * machine.lanes)
      for lane in 0 ..< machine.lanes where 0 ..< machine.depth ~= lane + distance {
        numbers[place(lane, lane + distance)] = .integer(scale)
      }
      return bytes(numbers, as: machine.weights.element)
    }
  }

  private func place(_ output: Int, _ input: Int) -> Int {
    machine.hasOutputsFirst ? output * machine.depth + input : input * machine.lanes + output
  }

  /// A number for each channel as rows of sums; all the same where there is one.
  func rows(_ numbers: [Operation.Number], blocks: Int) -> [UInt8] {
    let count = blocks * machine.lanes
    let zero: Operation.Number = machine.sums.element.isFloat ? .real(0) : .integer(0)
    var all = [Operation.Number](
      repeating: numbers.count == 1 ? numbers[0] : zero, count: count)
    if numbers.count > 1 {
      for (lane, number) in numbers.prefix(count).enumerated() { all[lane] = number }
    }
    return bytes(all, as: machine.sums.element)
  }

  /// A number for each element, in blocks of channels as data lies.
  func elements(_ tensor: Tensor, like value: RegionValue) -> [UInt8] {
    let shaped = (try? tensor.reshaped(to: value.shape)) ?? tensor
    return value.layout.pack(shaped.converted(to: machine.sums.element))
  }

  private func bytes(_ numbers: [Operation.Number], as type: ElementType) -> [UInt8] {
    let doubles = numbers.map { number in
      switch number {
      case .integer(let number): Double(number)
      case .real(let number): number
      }
    }
    return Tensor([numbers.count], doubles).converted(to: type).bytes
  }

}
