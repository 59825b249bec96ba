import Diagnostics
import GraphIR
import OrderedCollections
import Support
import Tensors

extension IntegerTranslation {

  /// Weights as integers, with one scale for each output channel or one for all.
  struct Weights {
    var node: ID<Node>
    var scales: [Double]
    var zeros: [Int]
  }

  /// What weights as integers are known by.
  struct WeightKey: Sendable, Hashable {
    var constant: ID<Node>
    var method: ScaleMethod
  }

  /// Weights that became integers, with the exponent of the scale of each output channel.
  struct QuantizedWeights: Sendable {
    var integers: Tensor
    var exponents: [Int]
  }

  /// How far the scale of a channel may lie below the greatest one: much finer scales would give
  /// sums in which a bias does not fit.
  private static let greatestSpread = 10

  /// The weights that the operand `id` of `reader` holds, output channels first.
  /// - Returns: nil if they are not constant, or the program gives no scale for them.
  mutating func weights(
    _ id: ID<Node>, of reader: ID<Node>, in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Weights? {
    if let value = values[id] {
      guard rewriter[value.node].constant != nil, value.axis == 0 || value.scales.count == 1 else {
        return nil
      }
      return Weights(node: value.node, scales: value.scales, zeros: [value.zero])
    }
    guard let tensor = rewriter[id].constant, tensor.elementType.isFloat,
      let channels = tensor.shape.first, channels > 0
    else { return nil }
    guard let plan = calibration?.plan else {
      let numbers = tensor.doubles
      guard numbers.allSatisfy(\.isFinite) else { return nil }
      return try multiples(numbers, tensor.shape, from: [id, reader], in: &rewriter)
    }
    let key = WeightKey(constant: id, method: plan.weightMethods[id] ?? .mse)
    if weightTable[key] == nil {
      weightTable[key] = try quantized(tensor, by: key.method)
    }
    guard let quantized = weightTable[key] else { return nil }
    productWeights[reader] = key
    let node = rewriter.making(from: [id, reader]) { $0.constant(quantized.integers) }
    return Weights(node: node, scales: quantized.exponents.map { PowerOfTwo.scale($0) }, zeros: [0])
  }

  /// `tensor` as integers, its output channels first.
  /// - Returns: nil if an element is not finite.
  private func quantized(
    _ tensor: Tensor, by method: ScaleMethod
  ) throws(Diagnostic) -> QuantizedWeights? {
    let numbers = tensor.doubles
    guard numbers.allSatisfy(\.isFinite), let channels = tensor.shape.first, channels > 0 else {
      return nil
    }
    let exponents = fitting(self.exponents(of: numbers, channels: channels, by: method), numbers)
    let row = numbers.count / channels
    let range = types.weight.integerRange ?? 0 ... 0
    var integers: [Double] = []
    integers.reserveCapacity(numbers.count)
    var poll = Poll()
    for (index, number) in numbers.enumerated() {
      try poll.check()
      let steps = number / PowerOfTwo.scale(exponents[index / row])
      integers.append(
        min(max(steps.rounded(), Double(range.lowerBound)), Double(range.upperBound)))
    }
    return QuantizedWeights(
      integers: try filled(tensor.shape, integers, types.weight), exponents: exponents)
  }

  /// Exponents with which sums of products fit the accumulator, whatever the data are, with as much
  /// again for what is added to them; coarser ones where that takes them.
  private func fitting(_ exponents: [Int], _ numbers: [Double]) -> [Int] {
    guard let sums = types.accumulator.integerRange, let data = types.data.integerRange,
      !exponents.isEmpty
    else { return exponents }
    let most =
      Double(sums.upperBound) / 2 / max(1, -Double(data.lowerBound), Double(data.upperBound))
    let row = numbers.count / exponents.count
    let excess = exponents.indices.map { channel in
      let size = numbers[channel * row ..< (channel + 1) * row].reduce(0) { $0 + abs($1) }
      // Rounding makes each weight greater by half a step at most.
      let steps = size / PowerOfTwo.scale(exponents[channel]) + Double(row) / 2
      return steps > most && steps.isFinite ? Int((steps / most).exponent) + 1 : 0
    }
    // One exponent for all stays one.
    let isOne = Set(exponents).count == 1
    let all = excess.max() ?? 0
    return zip(exponents, excess).map { $0 + (isOne ? all : $1) }
  }

  /// Weights that are floats and yet whole multiples of one number, such as those that a mean is
  /// made of.
  /// - Returns: nil if they are not, or are too many times as great.
  private func multiples(
    _ numbers: [Double], _ shape: [Int], from parents: [ID<Node>], in rewriter: inout Rewriter
  ) throws(Diagnostic) -> Weights? {
    let unit = numbers.reduce(Double.infinity) { $1 == 0 ? $0 : min($0, abs($1)) }
    guard unit.isFinite, let range = types.weight.integerRange else { return nil }
    let steps = numbers.map { ($0 / unit).rounded() }
    let fits = zip(steps, numbers).allSatisfy { step, number in
      Double(range.lowerBound) ... Double(range.upperBound) ~= step
        && abs(step * unit - number) <= abs(number) * 0x1p-22
    }
    guard fits else { return nil }
    let integers = try filled(shape, steps, types.weight)
    let node = rewriter.making(from: parents) { $0.constant(integers) }
    return Weights(node: node, scales: [unit], zeros: [0])
  }

  /// For each output channel, the exponent of the scale of its weights.
  private func exponents(
    of numbers: [Double], channels: Int, by method: ScaleMethod
  ) -> [Int] {
    let row = numbers.count / channels
    let most = types.weight.integerRange?.upperBound ?? 127
    let found = (0 ..< channels).map { channel -> Int? in
      let part = numbers[channel * row ..< (channel + 1) * row]
      let magnitude = part.reduce(0) { max($0, abs($1)) }
      return method.exponent(of: part, covering: magnitude, in: most)
    }
    let greatest = found.compactMap(\.self).max() ?? -7
    guard types.shiftPerChannel else { return [Int](repeating: greatest, count: channels) }
    return found.map { max($0 ?? greatest, greatest - Self.greatestSpread) }
  }

  /// The constant `id` as integers to add to sums of `scales`.
  /// - Returns: nil if it is not constant, or does not fit.
  func bias(_ id: ID<Node>, at scales: [Double], in rewriter: Rewriter) -> [Int]? {
    let channels: [Double]
    if let value = values[id] {
      guard let tensor = rewriter[value.node].constant, value.zero == 0 else { return nil }
      let own = value.scales
      let count = max(tensor.count, tensor.count == 1 ? max(scales.count, own.count) : 1)
      let integers = tensor.doubles
      // Where both scales are the same the integers stay, whatever their size.
      channels = (0 ..< count).map { index in
        let integer = integers[integers.count == 1 ? 0 : index]
        let ratio = own[own.count == 1 ? 0 : index] / scales[scales.count == 1 ? 0 : index]
        return abs(ratio - 1) < 1e-5 ? integer : (integer * ratio).rounded()
      }
    } else {
      guard let tensor = rewriter[id].constant, tensor.elementType.isFloat, tensor.count > 0 else {
        return nil
      }
      let numbers = tensor.doubles
      channels = (0 ..< max(numbers.count, numbers.count == 1 ? scales.count : 1)).map {
        (numbers[numbers.count == 1 ? 0 : $0] / scales[scales.count == 1 ? 0 : $0]).rounded()
      }
    }
    guard channels.allSatisfy({ abs($0) < Double(1 << 30) }) else { return nil }
    return channels.map { Int($0) }
  }

  /// The scale and the zero point that constant operands of `id` give.
  /// - Returns: nil if they are not constant, zero points differ, or a scale is no positive number.
  func scale(
    _ id: ID<Node>, operands index: Int, in rewriter: Rewriter
  ) -> (scales: [Double], zero: Int)? {
    let operands = rewriter.operands(of: id)
    guard operands.count > index + 1, let scale = rewriter.constant(operands[index]),
      let zero = rewriter.constant(operands[index + 1])
    else { return nil }
    let zeros = Set(zero.doubles)
    guard zeros.count == 1, let first = zeros.first.flatMap({ Int(exactly: $0) }), scale.count > 0
    else { return nil }
    let scales = scale.doubles
    guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    return (Set(scales).count == 1 ? [scales[0]] : scales, first)
  }

}
