import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors

/// What the host does of a program: it evaluates `main` and hands regions to their devices.
struct HostRun: Sendable {

  /// The region that a device runs now, and the node that awaits its value.
  struct Pending: Sendable {
    var node: ID<Node>
    var region: String
  }

  /// A region that is instructions, with the number of the first.
  struct Region: Sendable {
    var region: any RunnableRegion
    var first: InstructionNumber
  }

  /// Makes a device for an accelerator, and says how it runs.
  typealias Maker =
    @Sendable (_ target: String) throws(Diagnostic) -> (device: any Device, options: RunOptions)

  var evaluator: Evaluator
  var call: PausableCall

  /// What `main` is given for each sample, in the order of its parameters.
  let arguments: [[Value]]

  /// By the name of their functions.
  let regions: [String: Region]
  let make: Maker

  /// The sample that is being run, counted from 0.
  var sample = 0
  var pending: Pending?

  /// Where the values stand that accelerators use too; nil for a program without a plan of them.
  var memory: HostMemory?

  /// What was copied so far, and for each sample that is done.
  var copies = BorderCopies()
  var copiesOfSamples: [BorderCopies] = []

  /// For each sample that is done the values of `main`.
  var results: [[Tensor]] = []

  var isFinished: Bool { results.count == arguments.count }

  /// Before the first operator of `program`.
  /// - Errors: there is no `main`, or it takes other arguments.
  init(
    _ program: Program, _ regions: [String: Region], _ arguments: [[Value]],
    hooks: EvaluationHooks, make: @escaping Maker
  ) throws(Diagnostic) {
    evaluator = Evaluator(program.module, hooks: hooks)
    call = try evaluator.begin("main", arguments[0])
    if let plan = program.memoryPlan {
      memory = try HostMemory(program.module, plan, arguments[0])
    }
    self.arguments = arguments
    self.regions = regions
    self.make = make
  }

  /// The same before the first operator of an earlier sample.
  /// - Errors: as of the first time.
  func beginning(_ sample: Int) throws(Diagnostic) -> HostRun {
    var host = self
    host.results = Array(results.prefix(sample))
    host.pending = nil
    host.copiesOfSamples = Array(copiesOfSamples.prefix(sample))
    try host.beginCall(sample)
    return host
  }

  /// Takes what `main` gave for the sample, and stands before the first operator of the next one.
  /// - Errors: as of the first time; nothing has changed then.
  mutating func finishSample(_ value: Value) throws(Diagnostic) {
    let done = copies
    if sample + 1 < arguments.count { try beginCall(sample + 1) }
    results.append(value.tensors)
    copiesOfSamples.append(done)
  }

  /// Stands before the first operator of `sample`.
  private mutating func beginCall(_ sample: Int) throws(Diagnostic) {
    let call = try evaluator.begin("main", arguments[sample])
    var memory: HostMemory?
    if let old = self.memory { memory = try HostMemory(old.module, old.plan, arguments[sample]) }
    (self.sample, self.call, self.memory, copies) = (sample, call, memory, BorderCopies())
  }

  /// Goes on to the next call of a region that has instructions, or to the end.
  /// - Errors: what an operator refuses, or `interrupted`; it stands where it was then.
  mutating func resume() throws(Diagnostic) -> PausableCall.State {
    let regions = regions
    guard var memory else {
      return try evaluator.resume(&call) { regions[$0] != nil }
    }
    // One holder, so that storing a value does not copy the arena.
    self.memory = nil
    defer { self.memory = memory }
    return try evaluator.resume(&call, in: &memory) { regions[$0] != nil }
  }

  /// The device that runs a region for these arguments.
  /// - Errors: there is no such accelerator, or the arguments are not those of the region.
  mutating func makeRun(
    _ name: String, _ arguments: [Value], _ module: GraphModule?, at call: ID<Node>
  ) throws(Diagnostic) -> Journey.Run? {
    guard let own = regions[name] else { return nil }
    var (device, options) = try make(own.region.target)
    // Of the same instructions over other inputs nothing new is to be known.
    if sample > 0 { options.stopsAtRaces = false }
    var region = own.region
    region.workload.first = own.first
    try load(region, arguments, onto: &device, options, at: call)
    return Journey.Run(name: name, device: device, module: module)
  }

}
