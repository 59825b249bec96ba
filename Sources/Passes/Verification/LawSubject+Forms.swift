import Diagnostics
import GraphIR
import OrderedCollections
import Support

extension LawSubject {

  /// The first expression that does not have the operands of its kind.
  var malformed: Finding? {
    for (name, function) in module.functions {
      if let stray = function.parameters.first(where: { !module.isVariable($0) }) {
        return Finding(stray, "a parameter of `@\(name)` is \(describe(stray)), no variable")
      }
    }
    for id in reached {
      let (form, count) = (module[id].form, module[id].operandCount)
      if form == .call { continue }
      let (expected, isFormed) = Self.operands(form, count)
      if !isFormed { return Finding(id, "\(describe(id)) has \(count) operands, not \(expected)") }
      if let stray = module[id].function?.parameters.first(where: { !module.isVariable($0) }) {
        return Finding(id, "a parameter of \(describe(id)) is \(describe(stray)), no variable")
      }
      if form == .binding, !module.isVariable(module[id].operand(0)) {
        return Finding(id, "the `let` \(id) binds \(describe(module[id].operand(0))), no variable")
      }
    }
    return nil
  }

  /// How many operands an expression has, and whether `count` are so many.
  private static func operands(
    _ form: Node.Form, _ count: Int
  ) -> (expected: String, isFormed: Bool) {
    switch form {
    case .variable, .constant, .global, .function: return ("0", count == 0)
    case .projection: return ("1", count == 1)
    case .conditional, .binding: return ("3", count == 3)
    case .apply: return ("1 or more", count >= 1)
    case .call, .tuple: return ("", true)
    }
  }

  /// The first global that names nothing.
  var strayGlobal: Finding? {
    for id in reached where module[id].form == .global {
      guard case .global(let name) = module[id].kind, module.functions[name] == nil else {
        continue
      }
      return Finding(id, "there is no function `@\(name)`")
    }
    return nil
  }

  /// The first value whose type is missing or is not the one that inference finds.
  var mistyped: Finding? {
    var inference = Inference()
    for id in reached {
      guard let type = module[id].type else {
        return Finding(id, "\(describe(id)) has no type")
      }
      do {
        let found = try inference.infer(id, in: module)
        guard !type.agrees(with: found) else { continue }
        return Finding(id, "\(describe(id)) is \(type), inference finds \(found)")
      } catch {
        return Finding(id, "\(describe(id)): \(error.message)")
      }
    }
    for (name, function) in module.functions {
      guard let result = function.result, let type = module[function.body].type,
        !type.agrees(with: result)
      else { continue }
      return Finding(function.body, "`@\(name)` says that it gives \(result), and gives \(type)")
    }
    return nil
  }

}

extension GraphModule {

  fileprivate func isVariable(_ id: ID<Node>) -> Bool {
    self[id].form == .variable
  }

}

extension ValueType {

  /// Whether a value can have both types: extents that are not known may be any.
  func agrees(with other: ValueType) -> Bool {
    switch (self, other) {
    case (.tensor(let a), .tensor(let b)):
      a.element == b.element && a.shape.count == b.shape.count
        && zip(a.shape, b.shape).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
    case (.tuple(let a), .tuple(let b)): Self.agree(a, b)
    case (.function(let a, let x), .function(let b, let y)): Self.agree(a, b) && x.agrees(with: y)
    case (.reference(let a), .reference(let b)): a.agrees(with: b)
    default: false
    }
  }

  private static func agree(_ a: [ValueType], _ b: [ValueType]) -> Bool {
    // What is passed on has the very same types, of which this compares none.
    a == b || a.count == b.count && zip(a, b).allSatisfy { $0.agrees(with: $1) }
  }

}
