import Diagnostics
import GraphIR
import ISA
import Support
import TargetKit
import Tensors

/// Writes constants, micro-ops and instructions into an image of DRAM.
struct ImageBuilder {

  let module: GraphModule
  let accelerator: Accelerator

  /// - Errors: a constant is not in the module, or a micro-op does not fit its fields.
  func image(
    of region: TileProgram, _ layout: ImageLayout, instructions stream: Stream
  ) throws(Diagnostic) -> MemoryImage {
    let description = accelerator.description
    let start = description.host.firstAddress
    let code = layout.aligned(layout.end)
    let codeBytes = description.instructionSet.bytes(of: stream.code)
    var bytes = [UInt8](repeating: 0, count: code + codeBytes.count - start)
    var image = MemoryImage()
    for value in region.values {
      guard let address = layout.addresses[value.name] else { continue }
      image.regions.append(
        .init(
          name: value.name.text, address: address, count: value.byteCount, role: role(value, region)
        )
      )
      if value.recipe != nil {
        let packed = try pack(value)
        bytes.replaceSubrange(address - start ..< address - start + packed.count, with: packed)
      }
    }
    if layout.zeros.count > 0 {
      let count = layout.zeros.count * accelerator.input.dramElementBytes
      image.regions.append(
        .init(name: "zeros", address: layout.zeros.address, count: count, role: .constant))
    }
    image.regions.append(
      .init(
        name: "micro-ops", address: layout.microOps.address,
        count: layout.microOps.count * accelerator.microOps.dramElementBytes, role: .microOps))
    image.regions.append(
      .init(name: "instructions", address: code, count: codeBytes.count, role: .instructions))
    bytes.replaceSubrange((code - start)..., with: codeBytes)
    image.insert(.init(address: start, bytes: bytes))
    return image
  }

  private func role(_ value: TileValue, _ region: TileProgram) -> MemoryImage.Region.Role {
    if value.recipe != nil { return .constant }
    if region.inputs.contains(value.name) { return .input }
    return region.outputs.contains(value.name) ? .output : .scratch
  }

  /// Writes the micro-ops into `image`.
  /// - Errors: an index does not fit its field.
  func write(
    _ microOps: [MicroOp], _ layout: ImageLayout, into image: inout MemoryImage
  ) throws(Diagnostic) {
    let width = accelerator.microOps.dramElementBytes
    var bytes: [UInt8] = []
    bytes.reserveCapacity(microOps.count * width)
    var poll = Poll()
    for op in microOps {
      try poll.check(after: 32)
      let word = try accelerator.description.encodeMicroOp(
        destination: op.destination, source: op.source, weight: op.weight)
      bytes += word.bytes(width)
    }
    image.replace(at: layout.microOps.address, with: bytes)
  }

  // MARK: Constants

  private func pack(_ value: TileValue) throws(Diagnostic) -> [UInt8] {
    guard value.memory == accelerator.weight.id else {
      return value.axes == .data ? try packElements(value) : try packChannels(value)
    }
    let block = accelerator.block
    if value.recipe?.terms == [.identity] {
      return (0 ..< block * block).map { $0 / block == $0 % block ? 1 : 0 }
    }
    guard let id = value.recipe?.nodes.first, let tensor = module[id].constant else {
      throw .error("the weights `\(value.name)` are not in the module")
    }
    return packWeights(tensor, value)
  }

  /// Weights as blocks of output channels by blocks of input channels by window, each a matrix
  /// with a row for each output.
  private func packWeights(_ tensor: Tensor, _ value: TileValue) -> [UInt8] {
    let block = accelerator.block
    let bytes = tensor.bytes
    let window = value.extents[2] * value.extents[3]
    let outputs = tensor.shape[0]
    let inputs = bytes.count / max(1, outputs * window)
    var packed = [UInt8](repeating: 0, count: value.count * block * block)
    for part in Slices(outputs, size: max(1, (1 << 18) / max(1, inputs * window))) {
      for o in part {
        for c in 0 ..< inputs {
          let element = (o / block * value.extents[1] + c / block) * window
          let lane = o % block * block + c % block
          let source = (o * inputs + c) * window
          for p in 0 ..< window { packed[(element + p) * block * block + lane] = bytes[source + p] }
        }
      }
    }
    return packed
  }

  /// One number for each channel, or one for all where the value has no shape; in all rows of its
  /// element.
  private func packChannels(_ value: TileValue) throws(Diagnostic) -> [UInt8] {
    let lanes = value.count * accelerator.block
    var sums = [Int](repeating: 0, count: lanes)
    let channels = value.shape.first ?? lanes
    for term in value.recipe?.terms ?? [] {
      let given = try numbers(of: term, in: value)
      let numbers = given.count == 1 ? [Int](repeating: given[0], count: channels) : given
      for (lane, number) in numbers.prefix(lanes).enumerated() { sums[lane] &+= number }
    }
    let rows = accelerator.rows
    return bytes(
      ofSums: (0 ..< lanes * rows).map { place in
        let (element, lane) = place.quotientAndRemainder(dividingBy: accelerator.block)
        return sums[element / rows * accelerator.block + lane]
      })
  }

  private func bytes(ofSums sums: [Int]) -> [UInt8] {
    let width = accelerator.accumulator.element.byteSize
    return sums.flatMap { sum in
      (0 ..< width).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
    }
  }

  /// One number for each element of the shape, in blocks of channels as data lies.
  private func packElements(_ value: TileValue) throws(Diagnostic) -> [UInt8] {
    let (block, rows) = (accelerator.block, accelerator.rows)
    let channels = value.shape.count > 1 ? value.shape[1] : value.shape.first ?? 1
    let images = value.shape.count > 1 ? value.shape[0] : 1
    let places = value.extents[2] * value.extents[3]
    let terms = try (value.recipe?.terms ?? []).map { (term) throws(Diagnostic) in
      try numbers(of: term, in: value)
    }
    var sums = [Int](repeating: 0, count: value.count * rows * block)
    var poll = Poll()
    for image in 0 ..< images {
      for channel in 0 ..< channels {
        let element = (image / rows * value.extents[1] + channel / block) * places
        let first = (element * rows + image % rows) * block + channel % block
        for place in 0 ..< places {
          try poll.check()
          let element = (image * channels + channel) * places + place
          for term in terms {
            let index = term.count == 1 ? 0 : term.count == channels ? channel : element
            sums[first + place * rows * block] &+= term[index]
          }
        }
      }
    }
    return bytes(ofSums: sums)
  }

  /// The numbers of one term of a constant: one, one for each channel, or one for each element.
  private func numbers(
    of term: TileValue.Recipe.Term, in value: TileValue
  ) throws(Diagnostic) -> [Int] {
    switch term {
    case .number(let number): return [number]
    case .node(let id):
      guard let tensor = module[id].constant else {
        throw .error("the constant `\(value.name)` is not in the module")
      }
      return tensor.integers
    case .identity: throw .error("`\(value.name)` can not be the identity")
    }
  }

}
