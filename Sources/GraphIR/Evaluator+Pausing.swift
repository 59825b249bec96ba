public import Diagnostics
import OrderedCollections
public import Support

/// A call that can pause where it calls another function of the module, and go on later.
public struct PausableCall: Sendable {

  /// Where it stands.
  public enum State: Sendable {
    case finished(Value)
    /// The node is a call of the function of that name with these arguments; its value is awaited.
    case paused(at: ID<Node>, calling: String, with: [Value])
  }

  /// The values that are known so far.
  public fileprivate(set) var known: [ID<Node>: Value]

  fileprivate var stack: [ID<Node>]
  fileprivate let root: ID<Node>

  /// Says what the call that it paused at came to.
  public mutating func give(_ value: Value, to node: ID<Node>) { known[node] = value }

}

extension Evaluator {

  /// A call of the function `name`, at its beginning.
  /// - Errors: there is no such function, or it has not so many parameters.
  public func begin(_ name: String, _ arguments: [Value]) throws(Diagnostic) -> PausableCall {
    guard let function = module.functions[name] else {
      throw .error("there is no function `@\(name)`")
    }
    guard function.parameters.count == arguments.count else {
      throw .error(
        "`@\(name)` takes \(function.parameters.count) arguments, found \(arguments.count)")
    }
    let known = Dictionary(
      zip(function.parameters, arguments), uniquingKeysWith: { first, _ in first })
    return PausableCall(known: known, stack: [function.body], root: function.body)
  }

  /// Goes on to the next call of a function that `isPause` names, or to the end.
  /// - Errors: what an operator refuses, or `interrupted`; the call stands where it was then.
  public mutating func resume(
    _ call: inout PausableCall, pausingAt isPause: (String) -> Bool
  ) throws(Diagnostic) -> PausableCall.State {
    var memory = NoMemory()
    return try resume(&call, in: &memory, pausingAt: isPause)
  }

  /// The same, where nodes that compute take their operands from `memory` and leave their value
  /// there.
  public mutating func resume(
    _ call: inout PausableCall, in memory: inout some ValueMemory,
    pausingAt isPause: (String) -> Bool
  ) throws(Diagnostic) -> PausableCall.State {
    while let id = call.stack.last {
      if call.known[id] == nil {
        if let missing = missing(id, call.known) {
          call.stack += missing.reversed()
          continue
        }
        try fetchOperands(of: id, &call.known, memory)
        if let name = calledFunction(id), isPause(name) {
          let arguments = module[id].operands.dropFirst().compactMap { call.known[$0] }
          return .paused(at: id, calling: name, with: arguments)
        }
        guard let value = try value(of: id, &call.known, &memory) else { continue }
        call.known[id] = value
      }
      call.stack.removeLast()
    }
    let result = try memory.load(call.root, call.known) ?? call.known[call.root]
    return .finished(result ?? .tuple([]))
  }

  /// What is known of a node's operands is what stands in memory now.
  private func fetchOperands(
    of id: ID<Node>, _ known: inout [ID<Node>: Value], _ memory: some ValueMemory
  ) throws(Diagnostic) {
    guard module[id].computes else { return }
    for operand in module[id].operands {
      if let value = try memory.load(operand, known) { known[operand] = value }
    }
  }

  private mutating func value(
    of id: ID<Node>, _ known: inout [ID<Node>: Value], _ memory: inout some ValueMemory
  ) throws(Diagnostic) -> Value? {
    if let value = try memory.compute(id) {
      hooks.observe(id, value)
      return value
    }
    let value = try step(id, &known)
    if let value { try memory.store(value, of: id) }
    return value
  }

  private func calledFunction(_ id: ID<Node>) -> String? {
    guard case .apply = module[id].kind, let callee = module[id].operands.first,
      case .global(let name) = module[callee].kind
    else { return nil }
    return name
  }

}

extension Node {

  /// Whether the node computes; all others only give what there is another name.
  public var computes: Bool {
    switch kind {
    case .call(let op, _): !op.has(.view) && !op.has(.annotation)
    case .apply, .conditional: true
    default: false
    }
  }

}
