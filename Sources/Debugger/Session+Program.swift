import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Simulation
import Support
import TargetKit
import Tensors

extension Session {

  /// Stands before the first operator of the program.
  /// - Errors: nothing is loaded, or the inputs do not fit.
  mutating func beginProgram() throws(Diagnostic) {
    let program = try requireHistory().program
    let arguments = try hostArguments()
    var hooks = EvaluationHooks()
    hooks.interruption = interruption
    let evaluator = Evaluator(program.module, hooks: hooks)
    let call = try evaluator.begin("main", arguments[0])
    var execution = Execution()
    execution.host = HostRun(evaluator: evaluator, call: call, arguments: arguments)
    execution.module = program.module
    self.execution = execution
    outputs = [:]
    for (target, count) in program.idleTargets { report(idleNote(target, count)) }
  }

  /// Says that the host runs what was meant for `target`.
  private func idleNote(_ target: String, _ count: Int) -> Diagnostic {
    let isLeft = remainingPasses.contains { $0.target == target }
    let regions = count == 1 ? "the region" : "all \(count) regions"
    var note = Diagnostic.note(
      "the host runs \(regions) of `\(target)`: nothing is lowered to instructions for it")
    if isLeft { note.hints = ["`apply --all` lowers what can be"] }
    return note
  }

  /// What `main` is given for each sample; random values where the user gave none.
  mutating func hostArguments() throws(Diagnostic) -> [[Value]] {
    let model = try requireModel()
    for name in model.inputNames where inputs.values[name] == nil {
      inputs.values[name] = try model.randomInput(name, seed: inputs.seed)
      report(.note("`\(name)` was not given: it is random, seed \(inputs.seed)"))
    }
    var samples = 1
    for name in model.inputNames {
      if let value = inputs.values[name] {
        samples = max(samples, try model.sampleCount(of: value, name))
      }
    }
    var arguments: [[Value]] = []
    for sample in 0 ..< samples {
      var values: [Value] = []
      for name in model.inputNames {
        guard let value = inputs.values[name] else { continue }
        let shape = try model.inputType(name).fixedShape(of: name)
        values.append(.tensor(try value.sample(sample, shape: shape)))
      }
      arguments.append(values)
    }
    return arguments
  }

  /// What the host came to.
  enum HostEvent: Sendable { case region, finished }

  /// Lets the host go on, until a region runs on its device or everything is done.
  /// - Errors: an operator refuses its operands, or the user interrupted it.
  mutating func advanceHost() throws(Diagnostic) -> HostEvent {
    guard var execution, var host = execution.host, !host.isFinished else { return .finished }
    let lowered = try requireHistory().program.lowered
    while !host.isFinished {
      let state = try host.evaluator.resume(&host.call) { lowered[$0] is any RunnableRegion }
      switch state {
      case .paused(let node, let name, let arguments):
        guard let region = lowered[name] as? any RunnableRegion else { return .finished }
        host.pending = HostRun.Pending(node: node, region: name)
        let run = try makeRun(region, name, arguments)
        execution.runs.append(run)
        execution.current = execution.runs.count - 1
        execution.host = host
        self.execution = execution
        return .region
      case .finished(let value):
        host.results.append(value.tensors)
        if host.isFinished { break }
        host.sample += 1
        host.call = try host.evaluator.begin("main", host.arguments[host.sample])
        execution.runs = []
        execution.current = 0
        progress(Double(host.sample) / Double(host.arguments.count), "sample \(host.sample)")
      }
    }
    execution.host = host
    self.execution = execution
    outputs = try stackedOutputs(host.results)
    return .finished
  }

  private mutating func makeRun(
    _ region: any RunnableRegion, _ name: String, _ arguments: [Value]
  ) throws(Diagnostic) -> Execution.Run {
    var device = try targets.make(region.target).makeDevice()
    var options = try runOptions(device.description)
    // Of the same instructions over other inputs nothing new is to be known.
    if let sample = execution?.host?.sample, sample > 0 { options.stopsAtRaces = false }
    var workload = try region.workload(for: arguments)
    workload.first = parts.first { $0.name == name }?.workload.first ?? 0
    try device.load(workload, options)
    return Execution.Run(name: name, device: device)
  }

  /// The device has run its region to the end: the host takes the value.
  mutating func finishRegion() throws(Diagnostic) {
    guard var host = execution?.host, let pending = host.pending, let run = execution?.runs.last,
      let region = try requireHistory().program.lowered[pending.region] as? any RunnableRegion
    else { return }
    host.call.give(try region.result(on: run.device), to: pending.node)
    host.pending = nil
    execution?.host = host
  }

  /// The outputs by name, those of all samples one after the other on the first axis.
  private func stackedOutputs(
    _ results: [[Tensor]]
  ) throws(Diagnostic) -> OrderedDictionary<String, Tensor> {
    var outputs: OrderedDictionary<String, Tensor> = [:]
    let names = try requireModel().outputNames
    for index in results.first?.indices ?? 0 ..< 0 {
      let name = names.indices.contains(index) ? names[index] : "output\(index)"
      outputs[name] = try Tensor.stacked(results.map { $0[index] })
    }
    return outputs
  }

}

extension Tensor {

  /// The part of the first axis that sample `index` has, in the shape of one sample.
  /// - Errors: there is no such part.
  func sample(_ index: Int, shape: [Int]) throws(Diagnostic) -> Tensor {
    guard self.shape != shape else { return self }
    let count = shape.reduce(1, *) * elementType.byteSize
    let bytes = bytes
    guard (index + 1) * count <= bytes.count else { throw .error("there is no sample \(index)") }
    return try Tensor.of(elementType, shape, Array(bytes[index * count ..< (index + 1) * count]))
  }

  /// `parts` one after the other on their first axis; scalars become a list.
  /// - Errors: the parts have different shapes.
  static func stacked(_ parts: [Tensor]) throws(Diagnostic) -> Tensor {
    guard let first = parts.first else { throw .error("nothing to stack") }
    guard parts.count > 1 else { return first }
    guard parts.allSatisfy({ $0.shape == first.shape && $0.elementType == first.elementType })
    else { throw .error("samples gave outputs of different shapes") }
    let head = (first.shape.first ?? 1) * parts.count
    return try of(
      first.elementType, [head] + first.shape.dropFirst(), parts.flatMap(\.bytes))
  }

  private static func of(
    _ type: ElementType, _ shape: [Int], _ bytes: [UInt8]
  ) throws(Diagnostic) -> Tensor {
    do throws(TensorError) {
      return try Tensor(type, shape, bytes: bytes)
    } catch {
      throw .error(error.description)
    }
  }

}
