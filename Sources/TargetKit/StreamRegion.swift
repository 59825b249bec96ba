public import Diagnostics
public import GraphIR
public import ISA
public import Passes
import Support
import Tensors

/// A region that has become a stream of instructions over an image of DRAM.
public struct StreamRegion: LoweredRegion, Hashable {

  public var level: String { "stream" }
  public var target: String

  /// One stream over an image that lacks nothing but the inputs.
  public var workload: Workload

  /// One for each parameter of the region's function, and one for each tensor that it gives.
  public var inputs: [HostBinding]
  public var outputs: [HostBinding]

  /// Whether the region gives a tuple of its outputs.
  public var givesTuple: Bool

  /// The instructions as they are listed, one line each.
  public var listing: [String]

  /// How instructions are read and written.
  let instructionSet: InstructionSet

  /// The region `name`, whose instructions a pass has written with what each was made from.
  public init(
    target: String, name: String, image: MemoryImage, stream: TracedStream,
    inputs: [HostBinding], outputs: [HostBinding], givesTuple: Bool, set: InstructionSet
  ) {
    self.target = target
    workload = Workload(name: name, image: image, streams: [stream.stream])
    instructionSet = set
    self.inputs = inputs
    self.outputs = outputs
    self.givesTuple = givesTuple
    listing = set.lines(of: stream.stream.code)
  }

  public var text: String { listing.joined(separator: "\n") }

  public var origins: [Provenance] { workload.streams.flatMap(\.origins) }

  public var lineCount: Int { listing.count }

  public var addresses: (inputs: [Int], outputs: [Int])? {
    (inputs.map(\.address), outputs.map(\.address))
  }

  /// What the host copies into and out of the accelerator's layout in one run.
  /// - Units: bytes.
  public var copiedBytes: Int { (inputs + outputs).reduce(0) { $0 + $1.copiedByteCount } }

}

extension StreamRegion {

  /// What instructions became of each statement, for the pass that wrote them.
  public var writingActions: [Action] {
    guard let stream = workload.streams.first else { return [] }
    var listings = [[String]](repeating: [], count: stream.statements.count)
    for (line, statement) in zip(listing, stream.statementIndices)
    where listings.indices.contains(statement) {
      listings[statement].append(line)
    }
    return zip(stream.statements, listings).filter { !$1.isEmpty }.map { statement, lines in
      Action(
        rule: "write-instructions", before: .lines(region: workload.name, [statement]),
        after: .lines(region: workload.name, lines))
    }
  }

}

extension StreamRegion: RunnableRegion {

  public func load(
    _ arguments: [Value]?, onto device: inout any Device, _ options: RunOptions
  ) throws(Diagnostic) {
    var bound = workload
    if let arguments { bound = try workload(for: arguments) }
    try device.load(bound, options)
  }

  public func load(
    _ arguments: [Value], sharing shared: [Int: ArraySlice<UInt8>], onto device: inout any Device,
    _ options: RunOptions
  ) throws(Diagnostic) {
    var bound = try workload(for: arguments)
    for (position, bytes) in shared where inputs.indices.contains(position) {
      bound.image.replace(at: inputs[position].address, with: bytes)
    }
    try device.load(bound, options)
  }

  /// The instructions over an image of memory that holds constants and `arguments`, in the layout
  /// that the instructions expect.
  /// - Errors: the arguments are not those that the region was made for.
  public func workload(for arguments: [Value]) throws(Diagnostic) -> Workload {
    let tensors = arguments.flatMap(\.tensors)
    guard tensors.count == inputs.count else {
      throw .error(
        "region `\(workload.name)` takes \(inputs.count) tensors and got \(tensors.count)")
    }
    var bound = workload
    for (binding, tensor) in zip(inputs, tensors) {
      guard tensor.elementType == binding.element, tensor.shape == binding.shape else {
        throw .error(
          "`\(binding.name)` is \(binding.element) \(binding.shape), "
            + "but got \(tensor.elementType) \(tensor.shape)")
      }
      bound.image.replace(at: binding.address, with: binding.layout.pack(tensor))
    }
    return bound
  }

  public func result(on device: any Device) throws(Diagnostic) -> Value {
    var values: [Value] = []
    for binding in outputs {
      let bytes = try device.readDRAM(at: binding.address, count: binding.byteCount)
      do {
        let tensor = try binding.layout.unpack(bytes, binding.element, binding.shape)
        values.append(.tensor(try tensor.reshaped(to: binding.resultShape ?? binding.shape)))
      } catch {
        throw .error("`\(binding.name)` can not be read back: \(error)")
      }
    }
    return givesTuple ? .tuple(values) : values.first ?? .tuple([])
  }

}
